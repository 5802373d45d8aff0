import { ExecutionException } from '../errors/streamkit-error.ts'
import type { DataType, StructType } from '../types/data-type.ts'
import type { RowOf } from '../types/schema.ts'
import { type ColumnBatch, columnBatch } from './column-batch.ts'
import { columnBuilder } from './column-builder.ts'
import type { ColumnVector } from './column-vector.ts'
import { objectMaker, ownProperty } from './object-maker.ts'
import { isSameInRows, toExternal } from './to-external.ts'
import { fieldToInternal } from './to-internal.ts'
import { decodeStrings, valueAt } from './vector-access.ts'

/** Makes row objects of the batches of one schema. */
export interface RowReader<Row = Record<string, unknown>> {
  /** All rows of a batch. */
  rows(batch: ColumnBatch): Row[]
  /** The rows one by one: for those who may stop early. */
  iterate(batch: ColumnBatch): IterableIterator<Row>
  /** The row at an index, made when it is asked for. */
  at(batch: ColumnBatch): (index: number) => Row
}

/**
 * Prepares the making of rows: converters are chosen once, text is decoded a column at a time. Rows are plain objects with null for null.
 *
 * Throws COLUMN_ALREADY_EXISTS if two columns have the same name.
 *
 * @example
 * const reader = rowReader(schema)
 * for await (const batch of frame.columnBatches()) for (const row of reader.rows(batch)) console.log(row)
 */
export function rowReader<S extends StructType>(schema: S): RowReader<RowOf<S>> {
  const make = objectMaker(schema.fields.map((f) => f.name))
  const readers = schema.fields.map((f) => columnReader(f.dataType))
  const rowAt = (batch: ColumnBatch): ((index: number) => RowOf<S>) => {
    const values = readers.map((read, i) => read(batch.columns[i] as ColumnVector, batch.length))
    let index = 0
    const valueOfColumn = (i: number): unknown => (values[i] as ValueReader)(index)
    return (at) => {
      index = at
      return make(valueOfColumn) as RowOf<S>
    }
  }
  return {
    rows(batch) {
      const row = rowAt(batch)
      const rows: RowOf<S>[] = new Array(batch.length)
      for (let i = 0; i < batch.length; i++) rows[i] = row(i)
      return rows
    },
    at: rowAt,
    *iterate(batch) {
      const row = rowAt(batch)
      for (let i = 0; i < batch.length; i++) yield row(i)
    },
  }
}

/** The rows of one batch. To read many batches, prepare a {@link rowReader}. */
export function rowsOf<S extends StructType>(batch: ColumnBatch, schema: S): Iterable<RowOf<S>> {
  return rowReader(schema).iterate(batch)
}

/**
 * The batch of row objects. Missing properties are null; properties that are no columns are ignored.
 *
 * Throws INVALID_ROW_VALUE, which names row and column, for a value that does not fit.
 *
 * @example
 * batchOfRows([{ id: 'a' }], schema('id STRING NOT NULL')).length // 1
 */
export function batchOfRows(rows: Iterable<object>, schema: StructType): ColumnBatch {
  const writer = rowWriter(schema)
  for (const row of rows) writer.append(row)
  return writer.finish()
}

/** Fills batches row by row. */
export interface RowWriter {
  /** Rows in the batch that is being filled. */
  readonly length: number
  append(row: object): void
  /** The rows since the last call. Row numbers in errors go on. */
  finish(): ColumnBatch
}

/** Prepares the making of batches of rows: converters are chosen once. */
export function rowWriter(schema: StructType, capacity = 16): RowWriter {
  const columns = schema.fields.map((field) => {
    // one place a column, moved from row to row: most values fit, and their place is never looked at
    const place = { column: field.name, row: 0 }
    return { name: field.name, convert: fieldToInternal(field), place }
  })
  const count = columns.length
  const converted: unknown[] = new Array(count)
  const builders = (): ReturnType<typeof columnBuilder>[] =>
    schema.fields.map((f) => columnBuilder(f.dataType, capacity))
  let open = builders()
  let length = 0
  let row = 0
  return {
    get length() {
      return length
    },
    append(values) {
      if (typeof values !== 'object' || values === null) refuseRow(values, row)
      for (let i = 0; i < count; i++) {
        const { name, convert, place } = columns[i] as (typeof columns)[number]
        place.row = row
        converted[i] = convert(ownProperty(values, name), place)
      }
      // only once the whole row has proved to fit: a row that was refused leaves nothing behind
      for (let i = 0; i < count; i++) open[i]?.append(converted[i])
      length++
      row++
    },
    finish() {
      const batch = columnBatch(
        length,
        open.map((builder) => builder.finish()),
      )
      open = builders()
      length = 0
      return batch
    },
  }
}

type ValueReader = (index: number) => unknown

function columnReader(type: DataType): (vector: ColumnVector, length: number) => ValueReader {
  const same = isSameInRows(type)
  const convert = toExternal(type)
  return (vector, length) => {
    if (vector.kind === 'utf8' || vector.kind === 'string') {
      const values = decodeStrings(vector, length)
      const { nulls } = vector
      return nulls === null ? (i) => values[i] : (i) => (nulls[i] === 1 ? null : values[i])
    }
    if (vector.kind === 'boolean' || !same) {
      return (i) => convert(valueAt(vector, i))
    }
    const { values, nulls } = vector
    return nulls === null ? (i) => values[i] : (i) => (nulls[i] === 1 ? null : values[i])
  }
}

function refuseRow(row: unknown, index: number): never {
  throw new ExecutionException('INVALID_ROW_VALUE', {
    value: String(row),
    column: '*',
    row: index,
    dataType: '"STRUCT"',
    reason: 'a row is an object',
  })
}
