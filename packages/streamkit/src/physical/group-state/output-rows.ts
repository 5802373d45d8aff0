import { type ColumnBatch, defaultChunkRows } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { type RowWriter, rowWriter } from '../../columnar/rows.ts'
import { ExecutionException } from '../../errors/streamkit-error.ts'
import type { StructType } from '../../types/data-type.ts'
import { eventTimes } from '../event-times.ts'

/** The rows that functions of the user give, in chunks; those of an event-time column must be after the watermark. */
export class OutputRows {
  readonly #operator: string
  readonly #watermarkMs: number
  readonly #eventTime: number
  readonly #writer: RowWriter

  constructor(
    schema: StructType,
    { operator, watermarkMs }: { readonly operator: string; readonly watermarkMs: number },
  ) {
    this.#operator = operator
    this.#watermarkMs = watermarkMs
    // A bounded frame has no watermark.
    const eventTime = schema.fields.findIndex((field) => field.metadata?.watermarkDelayMs !== undefined)
    this.#eventTime = watermarkMs < 0 ? -1 : eventTime
    this.#writer = rowWriter(schema)
  }

  add(row: unknown): void {
    if (row instanceof Promise) refusePromise()
    this.#writer.append(row as object)
  }

  /** A chunk that is full. */
  *full(): Generator<ColumnBatch> {
    if (this.#writer.length >= defaultChunkRows) yield* this.rest()
  }

  /** What is left. */
  *rest(): Generator<ColumnBatch> {
    if (this.#writer.length === 0) return
    const batch = this.#writer.finish()
    this.#refuseLate(batch)
    yield batch
  }

  #refuseLate(batch: ColumnBatch): void {
    if (this.#eventTime < 0) return
    const { values, nulls } = eventTimes(batch.columns[this.#eventTime] as ColumnVector, batch.length)
    for (let row = 0; row < batch.length; row++) {
      if (nulls?.[row] === 1 || (values[row] as number) > this.#watermarkMs * 1000) continue
      throw new ExecutionException('EMITTING_ROWS_OLDER_THAN_WATERMARK_NOT_ALLOWED', {
        operator: this.#operator,
        emittedRowEventTime: Math.floor((values[row] as number) / 1000),
        currentWatermark: this.#watermarkMs,
      })
    }
  }
}

/** It would be a row of nulls. */
function refusePromise(): never {
  throw new ExecutionException('INVALID_ROW_VALUE', {
    value: 'a promise',
    column: '*',
    row: 0,
    dataType: '"STRUCT"',
    reason: 'functions over groups are synchronous',
  })
}
