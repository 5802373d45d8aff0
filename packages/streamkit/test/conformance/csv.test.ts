import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isStreamKitError } from '../../src/errors/streamkit-error.ts'
import { type CsvDocument, readDocument } from '../csv/run-document.ts'

const documents = JSON.parse(
  readFileSync(new URL('../spark-corpus/csv.json', import.meta.url), 'utf8'),
) as readonly CsvDocument[]

/** Where the error is another one than Spark's, on purpose. */
const otherErrors: Readonly<Record<string, { readonly condition: string; readonly why: string }>> = {
  'header-names-differ-enforce-false': { condition: 'CSV_HEADER_MISMATCH', why: 'Spark has no public name for it' },
  'sep-empty': { condition: 'INVALID_CSV_OPTION', why: 'refused when the query starts, not when a file is read' },
  'unescaped-raise-error': { condition: 'MALFORMED_CSV_RECORD', why: 'the innermost error says what was wrong' },
}

/** Rows that are other ones than Spark's, on purpose: by document and position. */
const otherRows: Readonly<
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

/** What csv-parse is never asked for: with these options the byte scanner reads, whatever the quote is. */
const scannerOnly: ReadonlySet<string> = new Set(['unescaped-raise-error'])

const roads = ['scanner', 'csv-parse'] as const

/** What Spark read, with the rows that differ on purpose. */
function expectedOf(document: CsvDocument): CsvDocument['expected'] {
  const other = otherRows[document.name]
  if (other === undefined) return document.expected
  const rows = [...(document.expected.rows ?? [])]
  rows[other.at] = other.row
  return { ...document.expected, rows }
}

/** The conditions of an error and its causes, outermost first. */
function chainOf(error: unknown): readonly string[] {
  if (!isStreamKitError(error)) return error === undefined ? [] : [String(error)]
  return [error.condition, ...chainOf(error.cause)]
}

describe.each(roads)('the %s road', (road) => {
  const covered = documents.filter((document) => road === 'scanner' || !scannerOnly.has(document.name))
  test.each(covered.map((document) => [document.name, document] as const))(
    '%s reads as in Spark',
    async (name, document) => {
      const { error } = document.expected
      for (const pieceBytes of [1024, 7, 1]) {
        if (error === undefined) {
          expect(await readDocument(document, pieceBytes, road)).toEqual(expectedOf(document))
          continue
        }
        const thrown = await readDocument(document, pieceBytes, road).then(
          () => expect.unreachable('Spark refuses this'),
          (reason: unknown) => reason,
        )
        const other = otherErrors[name]
        if (other === undefined)
          expect(error.chain ?? [error.condition]).toEqual(expect.arrayContaining([chainOf(thrown).at(-1)]))
        else expect(chainOf(thrown).at(-1)).toBe(other.condition)
      }
    },
  )
})

test('every document of the corpus is accounted for', () => {
  const names = new Set(documents.map((document) => document.name))
  expect(
    [...scannerOnly, ...Object.keys(otherErrors), ...Object.keys(otherRows)].filter((name) => !names.has(name)),
  ).toEqual([])
  expect(documents.length).toBe(86)
})
