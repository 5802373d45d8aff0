import { type ColumnBatch, columnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import type { FileReadRequest } from '../../contracts/file-format.ts'
import { ExecutionException } from '../../errors/streamkit-error.ts'
import { readFailure } from '../../text-files/read-failure.ts'
import type { StructType } from '../../types/data-type.ts'
import type { FileColumn } from './csv-columns.ts'
import type { CsvOptions } from './csv-options.ts'
import { BadFields, type FieldColumn, textOf } from './decode/field-column.ts'
import { findNulls, type NullText } from './decode/find-nulls.ts'
import { type JudgedRecords, settleMalformed } from './malformed-records.ts'
import type { ReadLayout } from './read-layout.ts'
import type { RecordTable } from './record-table.ts'
import type { RecordText } from './unescape-fields.ts'

export interface ChunkDecoderInit {
  readonly options: CsvOptions
  readonly schema: StructType
  readonly layout: ReadLayout
  readonly nullText: NullText
  readonly path: string
  readonly request: FileReadRequest
}

/** Makes chunks of columns of the records that were found. */
export class ChunkDecoder {
  readonly #init: ChunkDecoderInit

  constructor(init: ChunkDecoderInit) {
    this.#init = init
  }

  /** The rows of the table, or null if none of its records becomes one. */
  decode(table: RecordTable, text: RecordText): ColumnBatch | null {
    const { layout } = this.#init
    const bad = new BadFields()
    const vectors = layout.decoded.map((column, slot) =>
      this.#column(column, fieldColumn(table, { slot, ordinal: column.ordinal }, bad)),
    )
    if (table.miscounted.length === 0 && bad.byRow.size === 0) {
      return columnBatch(
        table.rows,
        this.#output(vectors, table, () => []),
      )
    }
    const outcome = settleMalformed(this.#judged(table, bad, text), this.#init.options.mode, this.#init.request)
    const batch = columnBatch(
      table.rows,
      this.#output(vectors, table, () => outcome.kept.map((row) => [row, text(row)])),
    )
    return outcome.dropped.size === 0 ? batch : without(batch, outcome.dropped)
  }

  #judged(table: RecordTable, bad: BadFields, text: RecordText): JudgedRecords {
    const { path, schema, layout } = this.#init
    return { table, bad, text, path, fields: schema.fields, width: layout.columns.inFile.length }
  }

  #column(column: FileColumn, fields: FieldColumn): ColumnVector {
    const { options, nullText } = this.#init
    findNulls(fields, nullText)
    if (options.maxCharsPerColumn >= 0) this.#checkLengths(column, fields)
    if (!column.field.nullable) requireValues(fields)
    const vector = column.decode(fields)
    if (!column.field.nullable) for (const row of nullRows(fields)) fields.bad.incomplete.add(row)
    return vector
  }

  #output(vectors: readonly ColumnVector[], { rows }: RecordTable, corrupt: CorruptTexts): readonly ColumnVector[] {
    return this.#init.layout.output.map((slot) =>
      slot >= 0 ? (vectors[slot] as ColumnVector) : corruptColumn(rows, corrupt()),
    )
  }

  #checkLengths(column: FileColumn, fields: FieldColumn): void {
    const limit = this.#init.options.maxCharsPerColumn
    for (let i = 0; i < fields.count; i++) {
      if ((fields.ends[i] as number) - (fields.starts[i] as number) <= limit) continue
      const { length } = textOf(fields, i)
      if (length <= limit) continue
      const { path } = this.#init
      throw readFailure(
        path,
        new ExecutionException('TOO_MANY_CHARS_IN_COLUMN', { path, column: column.field.name, length, limit }),
      )
    }
  }
}

/** A view of one column of the table. */
function fieldColumn(table: RecordTable, place: { slot: number; ordinal: number }, bad: BadFields): FieldColumn {
  const { bytes, capacity, rows } = table
  const from = place.slot * capacity
  return {
    bytes,
    starts: table.starts.subarray(from, from + rows),
    ends: table.ends.subarray(from, from + rows),
    count: rows,
    nulls: null,
    bad,
    ordinal: place.ordinal,
  }
}

function requireValues(fields: FieldColumn): void {
  for (const row of nullRows(fields)) fields.bad.add(row, { ordinal: fields.ordinal, isMissing: true })
}

function nullRows({ nulls }: FieldColumn): readonly number[] {
  const rows: number[] = []
  if (nulls !== null) for (let i = 0; i < nulls.length; i++) if (nulls[i] === 1) rows.push(i)
  return rows
}

/** The malformed records that become rows, with their text: asked for only where the query wants that column. */
type CorruptTexts = () => readonly (readonly [row: number, text: string])[]

function corruptColumn(rows: number, texts: ReturnType<CorruptTexts>): ColumnVector {
  const values: (string | null)[] = new Array(rows).fill(null)
  const nulls = new Uint8Array(rows).fill(1)
  for (const [row, text] of texts) {
    values[row] = text
    nulls[row] = 0
  }
  return { kind: 'string', values, nulls }
}

function without(batch: ColumnBatch, dropped: ReadonlySet<number>): ColumnBatch | null {
  const selection = new Int32Array(batch.length - dropped.size)
  let count = 0
  for (let row = 0; row < batch.length; row++) if (!dropped.has(row)) selection[count++] = row
  return count === 0 ? null : gatherBatch(batch, selection, count)
}
