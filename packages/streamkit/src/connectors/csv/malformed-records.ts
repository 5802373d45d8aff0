import type { FileReadRequest } from '../../contracts/file-format.ts'
import { ExecutionException } from '../../errors/streamkit-error.ts'
import { readFailure } from '../../text-files/read-failure.ts'
import type { StructField } from '../../types/data-type.ts'
import { badFieldReason } from './csv-columns.ts'
import type { ParseMode } from './csv-options.ts'
import type { BadFields } from './decode/field-column.ts'
import type { RecordTable } from './record-table.ts'
import type { RecordText } from './unescape-fields.ts'

/** A run of records with those of them that are malformed. */
export interface JudgedRecords {
  readonly table: RecordTable
  readonly bad: BadFields
  readonly text: RecordText
  readonly path: string
  /** The columns of the schema, and how many of them are in the file. */
  readonly fields: readonly StructField[]
  readonly width: number
}

/** What becomes of malformed records. */
export interface MalformedOutcome {
  /** Rows that do not become rows. */
  readonly dropped: ReadonlySet<number>
  /** Malformed records that do become rows. */
  readonly kept: readonly number[]
}

/**
 * Decides about malformed records: with a place for bad records they go there and nowhere else; without one the mode decides. PERMISSIVE keeps them with nulls
 * where a value is bad, unless a column without value must have one: no row can hold that, so it is dropped. Each is reported.
 */
export function settleMalformed(
  records: JudgedRecords,
  mode: ParseMode,
  request: Pick<FileReadRequest, 'badRecords' | 'report'>,
): MalformedOutcome {
  const { table, bad, text } = records
  const counts = new Map(pairs(table.miscounted))
  const rows = [...new Set([...counts.keys(), ...bad.byRow.keys()])].sort((a, b) => a - b)
  const dropped = new Set<number>()
  const kept: number[] = []
  const reasons = new Map<string, number>()
  for (const row of rows) {
    const verdict = judge(records, row, counts.get(row))
    reasons.set(verdict.summary, (reasons.get(verdict.summary) ?? 0) + 1)
    if (request.badRecords !== null) {
      request.badRecords.write({
        file: records.path,
        line: table.lines[row] as number,
        text: text(row),
        column: verdict.column,
        reason: verdict.reason,
      })
      dropped.add(row)
    } else if (mode === 'failFast') {
      throw failFast(records, row, verdict)
    } else if (mode === 'dropMalformed' || bad.incomplete.has(row)) {
      dropped.add(row)
    } else {
      kept.push(row)
    }
  }
  for (const [reason, count] of reasons) request.report({ kind: 'badRecord', count, reason })
  return { dropped, kept }
}

interface Verdict {
  readonly column: string | null
  readonly reason: string
  /** The reason without what differs from record to record: reports count by it. */
  readonly summary: string
  readonly isMiscounted: boolean
}

function judge(records: JudgedRecords, row: number, count: number | undefined): Verdict {
  if (count !== undefined) {
    const { width } = records
    return {
      column: null,
      reason: `${count} columns instead of ${width}`,
      summary: `not ${width} columns`,
      isMiscounted: true,
    }
  }
  const { ordinal, isMissing } = records.bad.byRow.get(row) as { ordinal: number; isMissing: boolean }
  const field = records.fields[ordinal] as StructField
  const reason = badFieldReason(field, isMissing)
  return { column: field.name, reason, summary: reason, isMiscounted: false }
}

/** Spark's chain of errors. The record itself is not in the text: it may be nobody's business who reads the log. */
function failFast(records: JudgedRecords, row: number, verdict: Verdict): ExecutionException {
  const { path } = records
  const { reason } = verdict
  const line = records.table.lines[row] as number
  const cause = verdict.isMiscounted
    ? new ExecutionException('MALFORMED_CSV_RECORD', { path, line, reason })
    : undefined
  const malformed = new ExecutionException(
    'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION',
    { path, line, reason, failFastMode: 'FAILFAST' },
    { cause },
  )
  return readFailure(path, malformed)
}

function pairs(list: readonly number[]): readonly [number, number][] {
  const out: [number, number][] = []
  for (let i = 0; i < list.length; i += 2) out.push([list[i] as number, list[i + 1] as number])
  return out
}
