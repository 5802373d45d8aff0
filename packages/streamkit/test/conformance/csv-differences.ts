import { isStreamKitError } from '../../src/errors/streamkit-error.ts'
import { type CsvDocument, readDocument } from '../csv/run-document.ts'

/** Where the error is another one than Spark's, on purpose. */
export const otherErrors: Readonly<Record<string, { readonly condition: string; readonly why: string }>> = {
  'header-names-differ-enforce-false': { condition: 'CSV_HEADER_MISMATCH', why: 'Spark has no public name for it' },
  'sep-empty': { condition: 'INVALID_CSV_OPTION', why: 'refused when the query starts, not when a file is read' },
  'unescaped-raise-error': { condition: 'MALFORMED_CSV_RECORD', why: 'the innermost error says what was wrong' },
}

/** Rows that are other ones than Spark's, on purpose: by document and position. */
export const otherRows: Readonly<
  Record<string, { readonly at: number; readonly row: readonly unknown[]; readonly why: string }>
> = {
  'type-timestamp': {
    at: 32,
    row: [null, 32, '9999-12-31 23:59:59.999999;32'],
    why: 'a column keeps microseconds as a double: a microsecond of the year 9999 is malformed, never rounded',
  },
  'type-timestamp_ntz': {
    at: 33,
    row: [null, 33, '9999-12-31 23:59:59.999999;33'],
    why: 'as above',
  },
}

/** Why a document differs from what Spark gives, null if it does not. */
export function csvDifference(name: string): string | null {
  return (otherErrors[name] ?? otherRows[name])?.why ?? null
}

/** What Spark read, with the rows that differ on purpose. */
export function expectedCsv(document: CsvDocument): CsvDocument['expected'] {
  const other = otherRows[document.name]
  if (other === undefined) return document.expected
  const rows = [...(document.expected.rows ?? [])]
  rows[other.at] = other.row
  return { ...document.expected, rows }
}

/** What was read, or the conditions of the error and its causes, outermost first. */
export async function outcomeOfCsv(...run: Parameters<typeof readDocument>): Promise<CsvDocument['expected']> {
  try {
    return await readDocument(...run)
  } catch (error) {
    const chain = chainOf(error)
    return { error: { condition: chain.at(-1) as string, chain } }
  }
}

/** Whether what was read is what is expected; of errors, the innermost condition counts. */
export function isExpectedCsv(actual: CsvDocument['expected'], document: CsvDocument): boolean {
  const expected = expectedCsv(document)
  if (expected.error === undefined) return JSON.stringify(actual) === JSON.stringify(expected)
  if (actual.error === undefined) return false
  const other = otherErrors[document.name]
  if (other !== undefined) return actual.error.condition === other.condition
  return (expected.error.chain ?? [expected.error.condition]).includes(actual.error.condition)
}

function chainOf(error: unknown): readonly string[] {
  if (!isStreamKitError(error)) return error === undefined ? [] : [String(error)]
  return [error.condition, ...chainOf(error.cause)]
}
