import type { Offset } from '../contracts/offset.ts'
import type { Source } from '../contracts/source.ts'
import { isWatermarkOperator, type WatermarkOperator, walkOperators } from '../physical/physical-plan.ts'
import type { ComputedBatch } from './batch-computation.ts'
import type { Checkpoint } from './checkpoint/checkpoint.ts'
import type { OffsetSeq } from './checkpoint/offset-seq-log.ts'
import { haveMoved, idleRecordOf, scansBelow, withIdleRecord } from './idle-watermarks.ts'
import type { ExecutionEnvironment, MicroBatchQuery } from './micro-batch-query.ts'
import type { LastBatch, QueryStanding } from './query-standing.ts'
import type { QueryState } from './query-state.ts'
import { SourceOffsets } from './source-offsets.ts'
import { defaultPinnedConf, pinnedPolicy } from './stream-conf.ts'
import { WatermarkTracker } from './watermark-tracker.ts'

/** Where a batch begins: after which one. */
export interface Position {
  readonly previous: OffsetSeq | null
  readonly batchId: number
  /** The watermark by which the last batch of this run closed state; null before the first. */
  readonly lastEvictionMs: number | null
}

export interface BatchPlannerInit {
  readonly query: MicroBatchQuery
  readonly sources: readonly Source[]
  readonly checkpoint: Checkpoint
  readonly clock: ExecutionEnvironment['clock']
}

/** Decides what the next batch is: how far the sources go, its watermark, and whether there is anything to do. Keeps the watermark of the query. */
export class BatchPlanner {
  readonly #init: BatchPlannerInit
  readonly #conf: Readonly<Record<string, string>>
  readonly #offsets: SourceOffsets
  readonly #operators: readonly WatermarkOperator[]
  /** By watermark operator: the streams below it. */
  readonly #scans: readonly (readonly number[])[]
  readonly #tracker: WatermarkTracker

  constructor(init: BatchPlannerInit) {
    const { query, sources, checkpoint } = init
    const { planned, previous, previousCommit } = checkpoint.recovery
    this.#init = init
    this.#conf = (planned ?? previous)?.conf ?? {
      ...defaultPinnedConf,
      'spark.sql.streaming.multipleWatermarkPolicy': query.conf.multipleWatermarkPolicy,
    }
    this.#offsets = new SourceOffsets(sources, query.trigger.kind)
    this.#operators = [...walkOperators(query.root)].filter(isWatermarkOperator)
    this.#scans = this.#operators.map(scansBelow)
    this.#tracker = new WatermarkTracker(this.#operators, pinnedPolicy(this.#conf))
    this.#tracker.restore(planned?.batchWatermarkMs ?? 0)
    this.#tracker.restore(previous?.batchWatermarkMs ?? 0)
    this.#tracker.restore(previousCommit?.nextBatchWatermarkMs ?? 0)
  }

  /** Whether the query has a watermark at all. */
  get hasWatermark(): boolean {
    return this.#operators.length > 0
  }

  /** Opens the sources where the log has them, and takes over who was idle. */
  async initialize(known: readonly (Offset | null)[]): Promise<void> {
    await this.#offsets.initialize(known)
    await this.#restoreIdle()
  }

  /** The batch after that one, null if there is nothing to do. */
  async choose(position: Position, state: QueryState): Promise<OffsetSeq | null> {
    const start = position.previous?.offsets ?? []
    const latest = await this.#offsets.latest(start)
    const batchTimestampMs = this.#init.clock.now()
    const plan = this.#tracker.plan(batchTimestampMs, (i) =>
      haveMoved(this.#scans[i] as readonly number[], start, latest),
    )
    const hasNewData = haveMoved([...latest.keys()], start, latest)
    if (!hasNewData && !this.#needsNoDataBatch(position, state, plan.watermarkMs)) return null
    this.#tracker.take(plan, batchTimestampMs)
    return {
      batchWatermarkMs: plan.watermarkMs,
      batchTimestampMs,
      conf: withIdleRecord(this.#conf, this.#tracker.record),
      offsets: latest.map((offset, i) => offset ?? start[i] ?? null),
    }
  }

  /** All rows of a batch have been computed: takes in what the watermark operators saw. */
  computed({ batchTimestampMs }: OffsetSeq): Pick<ComputedBatch, 'eventTime' | 'nextWatermarkMs'> {
    const seen = this.#operators.find(({ eventTime }) => eventTime !== null)
    this.#tracker.update(batchTimestampMs)
    return { eventTime: seen?.eventTime ?? null, nextWatermarkMs: this.#tracker.currentMs }
  }

  /** Where the query stands after that batch, for people. */
  standing(lastBatch: LastBatch | null, state: QueryState | null): QueryStanding {
    const { query, sources } = this.#init
    const watermarkMs = this.#tracker.currentMs
    const isDue = lastBatch !== null && (state?.shouldRunAnotherBatch(watermarkMs, lastBatch.watermarkMs) ?? false)
    const whyNot = query.conf.noDataMicroBatches
      ? query.trigger.kind === 'once'
        ? 'not by this trigger'
        : 'due'
      : 'switched off'
    return {
      lastBatch,
      outputMode: query.outputMode,
      policy: pinnedPolicy(this.#conf),
      nextWatermarkMs: watermarkMs,
      streams: this.#tracker.operators.map((stream, i) => ({
        ...stream,
        sources: (this.#scans[i] ?? []).map((scan) => sources[scan]?.description ?? ''),
      })),
      noDataBatch: isDue ? whyNot : 'nothing to do',
    }
  }

  /** After a restart the watermark closes nothing before there is data, as in Spark; what is due by the clock does not wait. */
  #needsNoDataBatch({ previous, lastEvictionMs }: Position, state: QueryState, watermarkMs: number): boolean {
    const { conf, trigger } = this.#init.query
    if (previous === null || !conf.noDataMicroBatches || trigger.kind === 'once') return false
    return state.shouldRunAnotherBatch(watermarkMs, lastEvictionMs ?? watermarkMs)
  }

  /** Who was idle in the last batch of the log, but for those that had data in it. */
  async #restoreIdle(): Promise<void> {
    const { recovery, offsetLog } = this.#init.checkpoint
    const last = recovery.planned ?? recovery.previous
    const record = last === null ? null : idleRecordOf(last.conf)
    if (last === null || record === null) return
    this.#tracker.restoreIdle(record)
    if (recovery.planned !== null) return
    const before = await offsetLog.get(recovery.nextBatchId - 2)
    for (const [i, scans] of this.#scans.entries()) {
      if (haveMoved(scans, before?.offsets ?? [], last.offsets)) this.#tracker.restoreRows(i, last.batchTimestampMs)
    }
  }
}
