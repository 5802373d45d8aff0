import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import { GroupTable } from '../../columnar/group-table.ts'
import { KeyReader } from '../../columnar/key-decoder.ts'
import type { OutputMode } from '../../contracts/sink.ts'
import type { StateSegment } from '../../contracts/state-layout.ts'
import { type EventTimes, eventTimes } from '../event-times.ts'
import type { ExecutionContext } from '../physical-plan.ts'
import type { AggregateBuffers } from './aggregate-buffers.ts'
import type { AggregateInit } from './batch-aggregate-exec.ts'
import { GroupedRows } from './grouped-rows.ts'
import { ResultRows } from './result-rows.ts'

export interface StreamingAggregateInit extends AggregateInit {
  readonly operatorId: number
  readonly outputMode: OutputMode
  /** The position among the groupings of the event time (or a window of it), null without a watermark. */
  readonly eventTime: number | null
  readonly stateSchema: Readonly<Record<string, unknown>>
  /** What the buffers are for who reads the state. */
  readonly bufferSegments: readonly StateSegment[]
}

/** The rows of one batch by group. */
export interface BatchGroups {
  readonly rows: GroupedRows
  readonly buffers: AggregateBuffers
  readonly expiries: Expiries | null
  readonly elapsedMs: number
}

export interface BatchInput {
  readonly input: AsyncIterable<ColumnBatch>
  readonly late: LateRows | null
  readonly context: ExecutionContext
}

/** Aggregates the rows of one batch, without those that are late. */
export async function aggregateBatch(
  { grouping, buffers: newBuffers, eventTime }: StreamingAggregateInit,
  { input, late, context }: BatchInput,
): Promise<BatchGroups> {
  const rows = new GroupedRows(grouping)
  const buffers = newBuffers()
  buffers.ensure(rows.count)
  const expiries = eventTime === null ? null : new Expiries()
  let elapsedMs = 0
  for await (const chunk of input) {
    const start = context.clock.monotonic()
    const times =
      eventTime === null
        ? null
        : eventTimes(chunk.columns[grouping.ordinals[eventTime] as number] as ColumnVector, chunk.length)
    const skipped = late === null || times === null ? null : late.find(chunk, times)
    const groups = rows.groupsOf(chunk, skipped)
    buffers.ensure(rows.count)
    buffers.update(chunk, groups)
    if (times !== null) expiries?.note(groups, times, chunk.length)
    elapsedMs += context.clock.monotonic() - start
  }
  return { rows, buffers, expiries, elapsedMs }
}

/** When each group expires, microseconds. */
export class Expiries {
  #times = new Float64Array(1024)
  #count = 0

  /** Groups are numbered as they come: a number that is new is the next one. */
  note(groups: Int32Array, { values, nulls }: EventTimes, length: number): void {
    for (let row = 0; row < length; row++) {
      if ((groups[row] as number) < this.#count) continue
      if (this.#count === this.#times.length) {
        const times = new Float64Array(this.#count * 2)
        times.set(this.#times)
        this.#times = times
      }
      this.#times[this.#count++] = nulls !== null && nulls[row] === 1 ? Number.NaN : (values[row] as number)
    }
  }

  /** Undefined: never. */
  of(group: number): number | undefined {
    const time = this.#times[group] as number
    return Number.isNaN(time) ? undefined : time
  }
}

/** Finds the rows that came too late, and counts the groups they would have been in. */
export class LateRows {
  readonly #init: StreamingAggregateInit
  readonly #context: ExecutionContext
  readonly #lateMicros: number
  readonly #groups = new GroupTable()

  /** A row is late if its time is not after `lateMicros`. */
  constructor(init: StreamingAggregateInit, context: ExecutionContext, lateMicros: number) {
    this.#init = init
    this.#context = context
    this.#lateMicros = lateMicros
  }

  get groupCount(): number {
    return this.#groups.size
  }

  /** A mask with 1 for the late rows, null if there is none. A row without event time is never late. */
  find(chunk: ColumnBatch, { values, nulls }: EventTimes): Uint8Array | null {
    let mask: Uint8Array | null = null
    for (let row = 0; row < chunk.length; row++) {
      if ((values[row] as number) > this.#lateMicros || (nulls !== null && nulls[row] === 1)) continue
      mask ??= new Uint8Array(chunk.length)
      mask[row] = 1
    }
    if (mask !== null) this.#take(chunk, mask)
    return mask
  }

  #take(chunk: ColumnBatch, mask: Uint8Array): void {
    const { grouping, operatorId } = this.#init
    const columns = grouping.columnsOf(chunk)
    const key: ByteSlice = { ...emptySlice }
    const selection = new Int32Array(chunk.length)
    let count = 0
    for (let row = 0; row < chunk.length; row++) {
      if (mask[row] !== 1) continue
      grouping.encode(columns, row, key)
      this.#groups.numberOf(key)
      selection[count++] = row
    }
    this.#context.lateRows?.(operatorId, gatherBatch(chunk, selection, count))
  }
}

/** Makes rows of groups as the state has them. */
export class ClosedGroups {
  readonly #init: StreamingAggregateInit
  readonly #rows: ResultRows
  #buffers: AggregateBuffers

  constructor(init: StreamingAggregateInit) {
    this.#init = init
    this.#rows = new ResultRows(init.output, init.grouping.ordinals.length)
    this.#buffers = init.buffers()
  }

  get length(): number {
    return this.#rows.length
  }
  get isFull(): boolean {
    return this.#rows.isFull
  }

  add(key: ByteSlice, value: ByteSlice): void {
    const group = this.#rows.length
    this.#buffers.ensure(group + 1)
    this.#buffers.merge(group, new KeyReader(value))
    this.#buffers.result(group, this.#rows.append(this.#init.grouping.decode(key)))
  }

  take(): ColumnBatch {
    this.#buffers = this.#init.buffers()
    return this.#rows.take()
  }
}
