import type { Clock } from '../contracts/clock.ts'
import type { Offset } from '../contracts/offset.ts'
import type { SinkResult } from '../contracts/sink.ts'
import type { Source } from '../contracts/source.ts'
import type { StateStore } from '../contracts/state-store.ts'
import type { BatchTiming, TimeSpan } from '../contracts/streaming-query-listener.ts'
import type { StateOperatorProgress, StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'
import type { OperatorCost } from '../physical/operator-meter.ts'
import type { EventTimeStats, StatefulOperator } from '../physical/physical-plan.ts'
import type { ObservedValues } from './observed-metrics.ts'

/** Names of the phases, as in Spark's `durationMs`. */
export type Phase = 'latestOffset' | 'queryPlanning' | 'getBatch' | 'addBatch' | 'walCommit' | 'commitOffsets'

/** The state of one operator after a batch. */
export interface StateReport {
  readonly operator: Pick<StatefulOperator, 'operatorName' | 'stateMetrics'>
  readonly store: Pick<StateStore, 'metrics'>
  readonly commitMs: number
}

/** Everything about a finished batch that the progress tells. */
export interface BatchReport {
  readonly batchId: number
  readonly watermarkMs: number | null
  readonly eventTime: EventTimeStats | null
  readonly sources: readonly {
    readonly source: Source
    readonly start: Offset | null
    readonly end: Offset | null
    readonly rows: number
  }[]
  readonly state: readonly StateReport[]
  readonly observedMetrics?: ObservedValues
  readonly sink: { readonly description: string; readonly result: SinkResult }
  /** Null: nobody measures. */
  readonly operators?: readonly OperatorCost[] | null
}

/** Measures triggers and makes Spark's progress documents from them. */
export class ProgressReporter {
  readonly #identity: { readonly id: string; readonly runId: string; readonly name: string | null }
  readonly #clock: Clock
  #durations = new Map<string, number>()
  #phases: (TimeSpan & { readonly phase: Phase })[] = []
  #stateLoadMs: readonly number[] = []
  #triggerStart = 0
  #triggerStartWall = 0
  #previousTriggerStart: number | null = null

  constructor(identity: { readonly id: string; readonly runId: string; readonly name: string | null }, clock: Clock) {
    this.#identity = identity
    this.#clock = clock
  }

  startTrigger(): void {
    this.#durations = new Map()
    this.#phases = []
    this.#triggerStart = this.#clock.monotonic()
    this.#triggerStartWall = this.#clock.now()
  }

  /** Adds the time of `work` to a phase. */
  async measure<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    const start = this.#clock.monotonic()
    try {
      return await work()
    } finally {
      const end = this.#clock.monotonic()
      this.add(phase, end - start)
      this.#phases.push({ phase, startMs: this.#wall(start), endMs: this.#wall(end) })
    }
  }

  /** How long the state of each operator was loaded for. Loads add up until a batch has told of them. */
  stateLoaded(ms: readonly number[]): void {
    this.#stateLoadMs = ms.map((each, i) => each + (this.#stateLoadMs[i] ?? 0))
  }

  /** When the trigger that has just finished did what. */
  takeTiming(): BatchTiming {
    const stateLoadMs = this.#stateLoadMs
    this.#stateLoadMs = []
    const startMs = this.#wall(this.#triggerStart)
    return { startMs, endMs: this.#wall(this.#clock.monotonic()), phases: this.#phases, stateLoadMs }
  }

  #wall(monotonic: number): number {
    return this.#triggerStartWall + (monotonic - this.#triggerStart)
  }

  /** Adds time that was spent on this trigger before it began. */
  add(phase: Phase, ms: number): void {
    this.#durations.set(phase, (this.#durations.get(phase) ?? 0) + ms)
  }

  /** The progress of the batch that this trigger ran. */
  finish(report: BatchReport): StreamingQueryProgress {
    const elapsedMs = this.#clock.monotonic() - this.#triggerStart
    const sinceLastMs =
      this.#previousTriggerStart === null ? Number.POSITIVE_INFINITY : this.#triggerStart - this.#previousTriggerStart
    this.#previousTriggerStart = this.#triggerStart
    const rates = (rows: number) => ({
      numInputRows: rows,
      inputRowsPerSecond: perSecond(rows, sinceLastMs),
      processedRowsPerSecond: perSecond(rows, elapsedMs),
    })
    const total = report.sources.reduce((sum, s) => sum + s.rows, 0)
    return {
      ...this.#identity,
      timestamp: new Date(this.#triggerStartWall).toISOString(),
      batchId: report.batchId,
      batchDuration: Math.round(elapsedMs),
      ...rates(total),
      durationMs: this.#durationMs(elapsedMs),
      ...eventTime(report),
      stateOperators: report.state.map(stateProgress),
      sources: report.sources.map(({ source, start, end, rows }) => ({
        description: source.description,
        startOffset: parsed(start),
        endOffset: parsed(end),
        latestOffset: parsed(source.reportLatestOffset?.() ?? null),
        ...rates(rows),
        ...(source.metrics === undefined ? {} : { metrics: source.metrics(end) }),
      })),
      ...observedMetrics(report),
      sink: {
        description: report.sink.description,
        numOutputRows: report.sink.result.numOutputRows,
        ...(report.sink.result.metrics === undefined ? {} : { metrics: report.sink.result.metrics }),
      },
      ...operators(report),
    }
  }

  #durationMs(elapsedMs: number): Readonly<Record<string, number>> {
    const phases = [...this.#durations, ['triggerExecution', elapsedMs] as const]
    return byName(Object.fromEntries(phases.map(([name, ms]) => [name, Math.round(ms)])))
  }
}

function perSecond(rows: number, ms: number): number {
  return ms > 0 && Number.isFinite(ms) ? rows / (ms / 1000) : 0
}

function parsed(offset: Offset | null): unknown {
  return offset === null ? null : JSON.parse(offset)
}

/** The furthest that a Date can tell, ms: timestamps go further. */
const maxDateMs = 8.64e15

function iso(ms: number): string {
  return new Date(Math.max(-maxDateMs, Math.min(maxDateMs, Math.floor(ms)))).toISOString()
}

/** Absent where there is nothing to tell, as in Spark's JSON. */
function eventTime({ eventTime, watermarkMs }: BatchReport): Pick<StreamingQueryProgress, 'eventTime'> {
  const told = {
    ...(eventTime === null ? {} : { avg: iso(eventTime.avgMs), max: iso(eventTime.maxMs), min: iso(eventTime.minMs) }),
    ...(watermarkMs === null ? {} : { watermark: iso(watermarkMs) }),
  }
  return Object.keys(told).length === 0 ? {} : { eventTime: told }
}

/** Absent where nothing is observed, as in Spark's JSON. */
function observedMetrics({ observedMetrics = {} }: BatchReport): Pick<StreamingQueryProgress, 'observedMetrics'> {
  return Object.keys(observedMetrics).length === 0 ? {} : { observedMetrics }
}

function operators({ operators: costs }: BatchReport): Pick<StreamingQueryProgress, 'operators'> {
  if (costs === undefined || costs === null) return {}
  const rounded = (ms: number) => Math.round(ms * 100) / 100
  return {
    operators: costs.map(({ name, numOutputRows, timeMs }) => ({ name, numOutputRows, timeMs: rounded(timeMs) })),
  }
}

function stateProgress({ operator, store, commitMs }: BatchReport['state'][number]): StateOperatorProgress {
  const metrics = operator.stateMetrics
  const storeMetrics = store.metrics()
  return {
    operatorName: operator.operatorName,
    numRowsTotal: metrics.numRowsTotal ?? storeMetrics.numKeys,
    numRowsUpdated: metrics.numRowsUpdated,
    allUpdatesTimeMs: Math.round(metrics.allUpdatesTimeMs),
    numRowsRemoved: metrics.numRowsRemoved,
    allRemovalsTimeMs: Math.round(metrics.allRemovalsTimeMs),
    commitTimeMs: Math.round(commitMs),
    memoryUsedBytes: storeMetrics.memoryUsedBytes,
    numRowsDroppedByWatermark: metrics.numRowsDroppedByWatermark,
    numShufflePartitions: 1,
    numStateStoreInstances: 1,
    customMetrics: byName({ ...storeMetrics.custom, ...metrics.custom }),
  }
}

function byName(values: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
}
