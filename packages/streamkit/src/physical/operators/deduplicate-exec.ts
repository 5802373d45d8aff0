import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gatherBatch } from '../../columnar/gather.ts'
import { type KeyEncoder, keyEncoder } from '../../columnar/key-encoder.ts'
import type { StatePart } from '../../contracts/state-layout.ts'
import type { StateStore } from '../../contracts/state-store.ts'
import { invariant } from '../../errors/invariant.ts'
import {
  type StructField,
  type StructType,
  safeBigintType,
  simpleString,
  structField,
  voidType,
} from '../../types/data-type.ts'
import { eventTimes } from '../event-times.ts'
import type { ExecutionContext, PhysicalOperator, StatefulOperator, StatefulOperatorMetrics } from '../physical-plan.ts'

export interface DeduplicateInit {
  /** Ordinals of the key columns, ascending. */
  readonly keys: readonly number[]
  readonly withinWatermark: boolean
  /** The event-time column by which late rows are judged, null without a watermark. */
  readonly eventTime: number | null
  readonly operatorId: number
}

const microsPerMilli = 1000

/**
 * Lets the first row of each key through, across batches, in the order of the input.
 *
 * Rows whose event time is not after the watermark of the batch before are dropped and counted; a null event time is never late. A key is forgotten
 * - with `withinWatermark`: when the watermark reaches the event time of its first row plus the delay (a null counts as 1970, as in Spark)
 * - else if the event time is among the keys: when the watermark reaches it (null: never)
 * - else never.
 *
 * In the store: the key columns in the form of {@link KeyEncoder}, an empty value, and when the key expires.
 */
export class DeduplicateExec implements StatefulOperator {
  readonly name: string
  readonly role = 'stateful'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly operatorId: number
  readonly operatorName: string
  readonly stateSchema: Readonly<Record<string, unknown>>
  readonly stateParts: readonly StatePart[]
  readonly #init: DeduplicateInit
  readonly #encoder: KeyEncoder
  readonly #key: ByteSlice = { ...emptySlice }
  /** What is added to an event time to get the expiry; null: keys do not expire. Microseconds. */
  readonly #expiryDelay: number | null
  #counts = noCounts()

  constructor(child: PhysicalOperator, init: DeduplicateInit) {
    const fields = init.keys.map((key) => child.output.fields[key] as StructField)
    this.children = [child]
    this.output = child.output
    this.operatorId = init.operatorId
    this.name = init.withinWatermark ? 'StreamingDeduplicateWithinWatermark' : 'StreamingDeduplicate'
    this.operatorName = init.withinWatermark ? 'dedupeWithinWatermark' : 'dedupe'
    this.#init = init
    this.#encoder = keyEncoder(fields.map((field) => field.dataType))
    this.#expiryDelay = expiryDelayOf(init, child.output)
    this.stateSchema = {
      operator: this.operatorName,
      format: 1,
      key: fields.map((field) => simpleString(field.dataType)),
      expires: this.#expiryDelay !== null,
    }
    this.stateParts = [
      {
        name: 'default',
        prefix: [],
        key: [{ kind: 'values', fields: fields.map(({ name, dataType }) => structField(name, dataType)) }],
        value: [
          init.withinWatermark
            ? { kind: 'expiresAt', field: structField('expiresAtMicros', safeBigintType) }
            : { kind: 'nothing', field: structField('__dummy__', voidType) },
        ],
      },
    ]
  }

  get stateMetrics(): StatefulOperatorMetrics {
    const { late, duplicates, updated, removed, updatesMs, removalsMs } = this.#counts
    return {
      numRowsUpdated: updated,
      numRowsRemoved: removed,
      numRowsDroppedByWatermark: late,
      allUpdatesTimeMs: updatesMs,
      allRemovalsTimeMs: removalsMs,
      custom: {
        numDroppedDuplicateRows: duplicates,
        numRowsIncrementallyRemoved: 0,
        numRowsReadDuringEviction: removed,
      },
    }
  }

  shouldRunAnotherBatch(watermarkMs: number, lastEvictionMs: number): boolean {
    return watermarkMs > lastEvictionMs
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const { clock } = context
    const watermark = context.watermark(this.operatorId)
    const store = context.stateStore(this.operatorId)
    this.#counts = noCounts()
    const counts = this.#counts
    for await (const chunk of this.children[0].execute(context)) {
      const start = clock.monotonic()
      const { firsts, late } = this.#firstRows(chunk, store, watermark.lateMs * microsPerMilli)
      if (late.count > 0) context.lateRows?.(this.operatorId, gatherBatch(chunk, late.selection, late.count))
      counts.updatesMs += clock.monotonic() - start
      if (firsts.length > 0) yield firsts
    }
    // Only now: within the batch a key is known to the end, so that the order of the rows does not matter to it.
    if (this.#expiryDelay !== null) {
      const start = clock.monotonic()
      counts.removed = store.removeExpired(watermark.evictionMs * microsPerMilli)
      counts.removalsMs = clock.monotonic() - start
    }
  }

  describe(): string {
    return this.#init.keys.map((key) => this.output.fields[key]?.name).join(', ')
  }

  #firstRows(chunk: ColumnBatch, store: StateStore, lateMicros: number): Split {
    const { keys, eventTime } = this.#init
    const columns = keys.map((key) => chunk.columns[key] as ColumnVector)
    const times = eventTime === null ? null : eventTimes(chunk.columns[eventTime] as ColumnVector, chunk.length)
    const selection = new Int32Array(chunk.length)
    const [encoder, key, delay] = [this.#encoder, this.#key, this.#expiryDelay]
    const nullExpiry = this.#init.withinWatermark ? (delay as number) : undefined
    let count = 0
    let late = 0
    for (let row = 0; row < chunk.length; row++) {
      let expiresAt: number | undefined
      if (times !== null) {
        if (times.nulls !== null && times.nulls[row] === 1) expiresAt = nullExpiry
        else {
          const time = times.values[row] as number
          if (time <= lateMicros) {
            // From the other end: a row is either among the first or late.
            selection[chunk.length - ++late] = row
            continue
          }
          if (delay !== null) expiresAt = time + delay
        }
      }
      encoder.encode(columns, row, key)
      if (store.putIfAbsent(key, emptySlice, expiresAt)) selection[count++] = row
    }
    this.#counts.late += late
    this.#counts.updated += count
    this.#counts.duplicates += chunk.length - late - count
    return {
      firsts: count === chunk.length ? chunk : gatherBatch(chunk, selection, count),
      late: { selection: selection.subarray(chunk.length - late).reverse(), count: late },
    }
  }
}

/** The rows that a chunk lets through, and which were late, in the order of the input. */
interface Split {
  readonly firsts: ColumnBatch
  readonly late: { readonly selection: Int32Array; readonly count: number }
}
interface Counts {
  late: number
  duplicates: number
  updated: number
  removed: number
  updatesMs: number
  removalsMs: number
}

function noCounts(): Counts {
  return { late: 0, duplicates: 0, updated: 0, removed: 0, updatesMs: 0, removalsMs: 0 }
}

function expiryDelayOf({ keys, eventTime, withinWatermark }: DeduplicateInit, schema: StructType): number | null {
  if (!withinWatermark) return eventTime !== null && keys.includes(eventTime) ? 0 : null
  const delayMs = eventTime === null ? undefined : schema.fields[eventTime]?.metadata?.watermarkDelayMs
  invariant(delayMs !== undefined, 'dropDuplicatesWithinWatermark came to a plan without a watermark')
  return delayMs * microsPerMilli
}
