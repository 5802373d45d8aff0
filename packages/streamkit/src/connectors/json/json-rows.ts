import { type ColumnBatch, columnBatch } from '../../columnar/column-batch.ts'
import { type ColumnBuilder, columnBuilder } from '../../columnar/column-builder.ts'
import { ExecutionException } from '../../errors/streamkit-error.ts'
import type { ConversionState } from '../../expressions/json/json-converter.ts'
import { JsonCursor } from '../../expressions/json/json-cursor.ts'
import type { JsonOptions } from '../../expressions/json/json-options.ts'
import { JsonSyntaxError } from '../../expressions/json/json-syntax-error.ts'
import type { MalformedRecords } from '../../text-files/malformed-records.ts'
import type { StructType } from '../../types/data-type.ts'
import type { JsonColumns } from './json-columns.ts'

export interface JsonRowsInit {
  readonly schema: StructType
  /** Ordinals of the columns of a chunk. */
  readonly output: readonly number[]
  readonly corruptOrdinal: number
  readonly columns: JsonColumns
  readonly options: JsonOptions
  readonly malformed: MalformedRecords
}

/** Gathers records into the columns of a chunk. */
export class JsonRows {
  readonly #init: JsonRowsInit
  #builders: readonly ColumnBuilder[]
  #length = 0

  constructor(init: JsonRowsInit) {
    this.#init = init
    this.#builders = this.#begin()
  }

  get length(): number {
    return this.#length
  }

  /** Adds the rows of a record: none if it is blank, one for an object, one for each element of an array. */
  add(text: string, line: number): void {
    const { columns, options } = this.#init
    const cursor = new JsonCursor(text, options.leniency)
    const state: ConversionState = { problem: null, fieldName: '' }
    try {
      if (cursor.isBlank) return
      const kind = cursor.kind()
      if (kind === 'array') {
        this.#addElements(cursor, { text, line })
        return
      }
      if (kind !== 'object') {
        this.#addMalformed({ text, line, reason: 'no object' })
        return
      }
      columns.read(cursor, state)
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error
      this.#addMalformed({ text, line, reason: 'no JSON' })
      return
    }
    this.#addRow({ text, line }, state)
  }

  /** The rows so far, null if there are none; begins anew. */
  take(): ColumnBatch | null {
    this.#init.malformed.report()
    if (this.#length === 0) return null
    const batch = columnBatch(
      this.#length,
      this.#builders.map((builder) => builder.finish()),
    )
    this.#length = 0
    this.#builders = this.#begin()
    return batch
  }

  #begin(): readonly ColumnBuilder[] {
    const { output, schema } = this.#init
    return output.map((ordinal) => columnBuilder(schema.fields[ordinal]?.dataType ?? { kind: 'void' }, 1024))
  }

  #addRow(record: TextRecord, { problem }: ConversionState): void {
    const missing = this.#init.columns.missing()
    if (problem === null && missing === null) {
      this.#append(null)
      return
    }
    const cause = problem === null ? undefined : new ExecutionException('CANNOT_PARSE_JSON_FIELD', { ...problem })
    const column = problem?.fieldName ?? missing?.name ?? null
    const reason =
      problem === null
        ? `column \`${column}\` must not be null`
        : `column \`${column}\` is no ${problem.dataType.replaceAll('"', '')}`
    if (this.#init.malformed.keeps({ ...record, column, reason, isIncomplete: missing !== null, cause }))
      this.#append(record.text)
  }

  /** A record of which no column could be read. */
  #addMalformed({ reason, ...record }: TextRecord & { readonly reason: string }): void {
    const { columns, malformed } = this.#init
    if (!columns.isInsideColumn) columns.values.fill(null)
    columns.isInsideColumn = false
    const isIncomplete = columns.missing() !== null
    if (malformed.keeps({ ...record, column: null, reason, isIncomplete })) this.#append(record.text)
  }

  /** Every element is a row, but one that is no object makes the record malformed as a whole, and a bad value all of its rows. */
  #addElements(cursor: JsonCursor, record: TextRecord): void {
    const { columns } = this.#init
    const rows: unknown[][] = []
    const state: ConversionState = { problem: null, fieldName: '' }
    let isWhole = true
    cursor.array(() => {
      if (cursor.kind() === 'object') {
        columns.read(cursor, state)
        rows.push([...columns.values])
        return
      }
      isWhole = false
      cursor.skip()
    })
    if (!isWhole) {
      this.#addMalformed({ ...record, reason: 'an array with something that is no object' })
      return
    }
    for (const row of rows) {
      for (let i = 0; i < row.length; i++) columns.values[i] = row[i]
      this.#addRow(record, state)
    }
  }

  #append(corruptText: string | null): void {
    const { output, corruptOrdinal, columns } = this.#init
    for (let i = 0; i < output.length; i++) {
      const ordinal = output[i] as number
      ;(this.#builders[i] as ColumnBuilder).append(ordinal === corruptOrdinal ? corruptText : columns.values[ordinal])
    }
    this.#length++
  }
}

interface TextRecord {
  readonly text: string
  readonly line: number
}
