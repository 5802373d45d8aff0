import type { Sink, SinkBatch, SinkQuery, SinkResult } from '../../src/contracts/sink.ts'
import { DeduplicateExec } from '../../src/physical/operators/deduplicate-exec.ts'
import { EventTimeWatermarkExec } from '../../src/physical/operators/event-time-watermark-exec.ts'
import { StreamingScanExec } from '../../src/physical/operators/scan-exec.ts'
import type { PhysicalOperator } from '../../src/physical/physical-plan.ts'
import { eventSchema, idColumn, rowTexts, timeColumn } from './event-log.ts'

/** The rows of a source as they are. */
export function passingPlan(scan = 0): PhysicalOperator {
  return new StreamingScanExec({ scan, columns: [0, 1, 2], output: eventSchema, description: 'events' })
}

/** The rows of a source with a watermark. */
export function watermarkPlan(delayMs: number, scan = 0): PhysicalOperator {
  return new EventTimeWatermarkExec(passingPlan(scan), { column: timeColumn, delayMs, output: eventSchema })
}

/** The distinct rows of a source with a watermark. */
export function dedupPlan(delayMs: number): PhysicalOperator {
  const keys = { keys: [idColumn, timeColumn], eventTime: timeColumn, withinWatermark: false }
  return new DeduplicateExec(watermarkPlan(delayMs), { ...keys, operatorId: 0 })
}

/** Keeps the rows of each batch by its id; what a test wants to happen first, happens first. */
export class CollectingSink implements Sink {
  readonly description = 'CollectingSink'
  readonly batches = new Map<number, readonly string[]>()
  /** Ids of the batches that came, in order. */
  readonly attempts: number[] = []
  prepared: SinkQuery | null = null
  stopped = false
  readonly #before: (batch: SinkBatch) => Promise<void> | void

  constructor(before: (batch: SinkBatch) => Promise<void> | void = () => {}) {
    this.#before = before
  }

  /** The first column of all rows, batch by batch. */
  get ids(): readonly (readonly string[])[] {
    return [...this.batches.values()].map((rows) => rows.map((row) => row.split(' ')[0] as string))
  }

  async prepare(query: SinkQuery): Promise<void> {
    this.prepared = query
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    this.attempts.push(batch.batchId)
    await this.#before(batch)
    const rows: string[] = []
    for await (const chunk of batch.chunks()) rows.push(...rowTexts(chunk))
    this.batches.set(batch.batchId, rows)
    return { numOutputRows: rows.length, metrics: { batches: String(this.batches.size) } }
  }

  async stop(): Promise<void> {
    this.stopped = true
  }
}
