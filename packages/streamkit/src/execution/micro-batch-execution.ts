import type { Offset } from '../contracts/offset.ts'
import type { SinkQuery } from '../contracts/sink.ts'
import type { Source } from '../contracts/source.ts'
import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'
import { CheckpointException } from '../errors/streamkit-error.ts'
import {
  type ExecutionContext,
  isWatermarkOperator,
  type WatermarkOperator,
  walkOperators,
} from '../physical/physical-plan.ts'
import { BatchChunks } from './batch-chunks.ts'
import { batchContext } from './batch-context.ts'
import type { Checkpoint } from './checkpoint/checkpoint.ts'
import type { OffsetSeq } from './checkpoint/offset-seq-log.ts'
import type { ExecutionEnvironment, MicroBatchQuery } from './micro-batch-query.ts'
import { ProgressReporter } from './progress-reporter.ts'
import { QueryState } from './query-state.ts'
import { defaultPinnedConf, type WatermarkPolicy } from './stream-conf.ts'
import { WatermarkTracker } from './watermark-tracker.ts'

/** What a trigger did. */
export interface TriggerResult {
  /** Null if there was nothing to do. */
  readonly progress: StreamingQueryProgress | null
}

/**
 * Runs the batches of one query, one after the other.
 *
 * The order of writes of batch N, and what a crash after each leaves:
 * 1. sources make what they need to read the range again durable (nothing is planned: they find it again or plan anew)
 * 2. `offsets/N` (the batch is planned: it runs again with exactly these offsets, watermark and clock)
 * 3. sources are told that N-1 is committed
 * 4. the sink writes and, at the same time once all rows are computed, state becomes version N+1 (the batch runs again: the sink recognises its id, state starts from version N)
 * 5. `commits/N` (the batch is done)
 */
export class MicroBatchExecution {
  readonly #query: MicroBatchQuery
  readonly #environment: ExecutionEnvironment
  readonly #checkpoint: Checkpoint
  readonly #signal: AbortSignal
  readonly #sources: readonly Source[]
  readonly #watermarkOperators: readonly WatermarkOperator[]
  readonly #tracker: WatermarkTracker
  readonly #reporter: ProgressReporter
  readonly #conf: Readonly<Record<string, string>>
  /** Null until the query is initialized. */
  #state: QueryState | null = null
  /** Where the sources end that cannot be told to stop. */
  readonly #frozen = new Map<Source, Offset | null>()
  #nextBatchId: number
  #planned: OffsetSeq | null
  #previous: OffsetSeq | null
  /** The watermark by which the last batch of this run closed state; null before the first. */
  #lastEvictionMs: number | null = null

  constructor(
    query: MicroBatchQuery,
    environment: ExecutionEnvironment,
    run: { readonly checkpoint: Checkpoint; readonly signal: AbortSignal },
  ) {
    this.#query = query
    this.#environment = environment
    this.#checkpoint = run.checkpoint
    this.#signal = run.signal
    const { recovery } = run.checkpoint
    this.#nextBatchId = recovery.nextBatchId
    this.#planned = recovery.planned
    this.#previous = recovery.previous
    this.#conf = (recovery.planned ?? recovery.previous)?.conf ?? {
      ...defaultPinnedConf,
      'spark.sql.streaming.multipleWatermarkPolicy': query.conf.multipleWatermarkPolicy,
    }
    this.#sources = query.openSources(query.checkpoint)
    this.#watermarkOperators = [...walkOperators(query.root)].filter(isWatermarkOperator)
    this.#tracker = new WatermarkTracker(this.#watermarkOperators, policyOf(this.#conf))
    this.#tracker.restore(recovery.planned?.batchWatermarkMs ?? 0)
    this.#tracker.restore(recovery.previous?.batchWatermarkMs ?? 0)
    this.#tracker.restore(recovery.previousCommit?.nextBatchWatermarkMs ?? 0)
    this.#reporter = new ProgressReporter(
      { id: run.checkpoint.queryId, runId: query.runId, name: query.name },
      environment.clock,
    )
  }

  get batchId(): number {
    return this.#nextBatchId
  }
  get sources(): readonly Source[] {
    return this.#sources
  }
  /** Offsets of the last committed batch. */
  get committedOffsets(): readonly (Offset | null)[] {
    return this.#previous?.offsets ?? this.#sources.map(() => null)
  }
  /** Offsets that the planned batch is to reach. */
  get plannedOffsets(): readonly (Offset | null)[] {
    return this.#planned?.offsets ?? this.committedOffsets
  }

  /** Opens state, sources and sink. Everything that can be found wrong before input is read is found here. */
  async initialize(): Promise<void> {
    this.#checkSourceCount()
    this.#state = await QueryState.open(this.#query, this.#environment)
    // Now and not with the first batch: state that cannot be read must not wait for data to be found out.
    await this.#state.load(this.#nextBatchId)
    await this.#query.sink.prepare(this.#sinkQuery())
    const known = this.plannedOffsets
    for (const [i, source] of this.#sources.entries()) await source.initialize(known[i] ?? null)
    if (this.#query.trigger.kind === 'availableNow') await this.#freeze(known)
  }

  /** Data that comes from now on is for another run. A source that cannot say where to stop gives all that it has in one batch. */
  async #freeze(known: readonly (Offset | null)[]): Promise<void> {
    for (const [i, source] of this.#sources.entries()) {
      if (source.prepareForAvailableNow !== undefined) await source.prepareForAvailableNow()
      else this.#frozen.set(source, await source.latestOffset(known[i] ?? null, { kind: 'all' }))
    }
  }

  /** Runs the planned batch, or plans and runs the next if there is one. */
  async runTrigger(): Promise<TriggerResult> {
    this.#reporter.startTrigger()
    this.#planned ??= await this.#planNextBatch()
    if (this.#planned === null) return { progress: null }
    const batch = this.#planned
    const progress = await this.#runBatch(batch)
    this.#previous = batch
    this.#planned = null
    this.#nextBatchId++
    return { progress }
  }

  async close(): Promise<void> {
    const closing = [
      ...this.#sources.map(async (source) => source.stop()),
      ...(this.#state?.instances ?? []).map(async ({ store }) => store.close()),
      (async () => this.#query.sink.stop())(),
    ]
    const results = await Promise.allSettled(closing)
    for (const result of results) {
      if (result.status === 'rejected') {
        this.#environment.logger.warn(
          { error: String(result.reason), runId: this.#query.runId },
          'a part of the query did not close cleanly',
        )
      }
    }
  }

  async #planNextBatch(): Promise<OffsetSeq | null> {
    const start = this.committedOffsets
    const limit = { kind: this.#query.trigger.kind === 'once' ? 'all' : 'options' } as const
    const latest = await this.#reporter.measure('latestOffset', async () => {
      const offsets: (Offset | null)[] = []
      for (const [i, source] of this.#sources.entries()) {
        const frozen = this.#frozen.get(source)
        offsets.push(frozen === undefined ? await source.latestOffset(start[i] ?? null, limit) : frozen)
      }
      return offsets
    })
    const hasNewData = latest.some((offset, i) => offset !== null && offset !== start[i])
    if (!hasNewData && !this.#needsNoDataBatch()) return null
    const batch: OffsetSeq = {
      batchWatermarkMs: this.#tracker.currentMs,
      batchTimestampMs: this.#environment.clock.now(),
      conf: this.#conf,
      offsets: latest.map((offset, i) => offset ?? start[i] ?? null),
    }
    await this.#reporter.measure('walCommit', () => this.#logPlan(batch))
    return batch
  }

  async #logPlan(batch: OffsetSeq): Promise<void> {
    this.#checkpoint.lock.assertHeld()
    if (!(await this.#checkpoint.offsetLog.add(this.#nextBatchId, batch))) throw this.#concurrent()
    for (const [i, source] of this.#sources.entries()) {
      const committed = this.#previous?.offsets[i]
      if (committed !== undefined && committed !== null) await source.commit(committed)
    }
    await this.#purge()
  }

  async #purge(): Promise<void> {
    const oldest = this.#nextBatchId - this.#query.conf.minBatchesToRetain
    if (oldest <= 0) return
    await this.#checkpoint.offsetLog.purge(oldest)
    await this.#checkpoint.commitLog.purge(oldest)
    await this.#state?.purge(oldest)
  }

  #needsNoDataBatch(): boolean {
    const last = this.#lastEvictionMs
    if (last === null || !this.#query.conf.noDataMicroBatches || this.#query.trigger.kind === 'once') return false
    return this.#state?.shouldRunAnotherBatch(this.#tracker.currentMs, last) ?? false
  }

  async #runBatch(batch: OffsetSeq): Promise<StreamingQueryProgress> {
    const batchId = this.#nextBatchId
    const { sink } = this.#query
    const rows = this.#sources.map(() => 0)
    const state = this.#state as QueryState
    await this.#reporter.measure('getBatch', () => state.load(batchId))
    let stateDone: Promise<readonly number[]> | null = null
    const context = await this.#reporter.measure('queryPlanning', async () =>
      this.#contextOf(batch, rows, state.stores),
    )
    const chunks = new BatchChunks(this.#query.root.execute(context), () => {
      stateDone ??= state.commit()
      stateDone.catch(() => {})
    })
    const result = await this.#reporter.measure('addBatch', async () => {
      try {
        const written = await sink.addBatch({
          batchId,
          schema: this.#query.root.output,
          chunks: () => chunks.read(),
          query: this.#sinkQuery(),
          batchTimestampMs: batch.batchTimestampMs,
          signal: this.#signal,
        })
        await chunks.drain()
        return { written, commitMs: (await stateDone) ?? [] }
      } catch (error) {
        await chunks.abandon()
        await (stateDone as Promise<unknown> | null)?.catch(() => {})
        throw error
      }
    })
    this.#signal.throwIfAborted()
    this.#tracker.update()
    this.#lastEvictionMs = batch.batchWatermarkMs
    await this.#reporter.measure('commitOffsets', () => this.#logCommit(batchId))
    return this.#report({ batchId, batch, rows, ...result })
  }

  async #logCommit(batchId: number): Promise<void> {
    this.#checkpoint.lock.assertHeld()
    const added = await this.#checkpoint.commitLog.add(batchId, { nextBatchWatermarkMs: this.#tracker.currentMs })
    if (!added) throw this.#concurrent()
  }

  #contextOf(batch: OffsetSeq, rows: number[], stores: QueryState['stores']): ExecutionContext {
    return batchContext({
      batchId: this.#nextBatchId,
      queryId: this.#checkpoint.queryId,
      batch,
      start: this.committedOffsets,
      lateMs: this.#previous?.batchWatermarkMs ?? 0,
      sources: this.#sources,
      stores,
      signal: this.#signal,
      clock: this.#environment.clock,
      rows,
      onInputEvent: this.#query.onInputEvent,
    })
  }

  #report(done: {
    readonly batchId: number
    readonly batch: OffsetSeq
    readonly rows: readonly number[]
    readonly written: { readonly numOutputRows: number }
    readonly commitMs: readonly number[]
  }): StreamingQueryProgress {
    const start = this.committedOffsets
    const operators = this.#watermarkOperators
    return this.#reporter.finish({
      batchId: done.batchId,
      watermarkMs: operators.length === 0 ? null : done.batch.batchWatermarkMs,
      eventTime: operators.find(({ eventTime }) => eventTime !== null)?.eventTime ?? null,
      sources: this.#sources.map((source, i) => ({
        source,
        start: start[i] ?? null,
        end: done.batch.offsets[i] ?? null,
        rows: done.rows[i] as number,
      })),
      state: (this.#state?.instances ?? []).map((instance, i) => ({ ...instance, commitMs: done.commitMs[i] ?? 0 })),
      sink: { description: this.#query.sink.description, result: done.written },
    })
  }

  #sinkQuery(): SinkQuery {
    return {
      queryId: this.#checkpoint.queryId,
      runId: this.#query.runId,
      name: this.#query.name,
      outputMode: this.#query.outputMode,
      schema: this.#query.root.output,
      lastCommittedBatchId: this.#nextBatchId - 1,
      signal: this.#signal,
    }
  }

  #checkSourceCount(): void {
    const logged = (this.#planned ?? this.#previous)?.offsets.length
    if (logged !== undefined && logged !== this.#sources.length) {
      throw new CheckpointException('INCOMPATIBLE_PLAN', {
        path: this.#query.checkpoint,
        differences: `the checkpoint has ${logged} sources, the query has ${this.#sources.length}`,
      })
    }
  }

  #concurrent(): CheckpointException {
    return new CheckpointException('CONCURRENT_STREAM_LOG_UPDATE', {
      path: this.#query.checkpoint,
      owner: `batch ${this.#nextBatchId} is already in its log`,
    })
  }
}

function policyOf(conf: Readonly<Record<string, string>>): WatermarkPolicy {
  return conf['spark.sql.streaming.multipleWatermarkPolicy'] === 'max' ? 'max' : 'min'
}
