import type { Offset } from '../contracts/offset.ts'
import type { SinkQuery, SinkResult } from '../contracts/sink.ts'
import type { Source } from '../contracts/source.ts'
import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'
import { CheckpointException } from '../errors/streamkit-error.ts'
import { walkOperators } from '../physical/physical-plan.ts'
import { BatchComputation, type ComputedBatch } from './batch-computation.ts'
import { BatchPlanner, type Position } from './batch-planner.ts'
import type { Checkpoint } from './checkpoint/checkpoint.ts'
import type { OffsetSeq } from './checkpoint/offset-seq-log.ts'
import type { ExecutionEnvironment, MicroBatchQuery } from './micro-batch-query.ts'
import { ProgressReporter } from './progress-reporter.ts'
import { type LastBatch, lastBatchOf, type QueryStanding } from './query-standing.ts'
import { QueryState } from './query-state.ts'

interface BatchAhead {
  readonly next: BatchComputation
  readonly latestOffsetMs: number
}

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
 *
 * While the sink finishes batch N, all rows of it computed and its state durable, the next batch is chosen and its first chunk computed: in memory only, nothing of it is
 * planned or written before `commits/N`. Only for triggers that would go on at once.
 */
export class MicroBatchExecution {
  readonly #query: MicroBatchQuery
  readonly #environment: ExecutionEnvironment
  readonly #checkpoint: Checkpoint
  readonly #signal: AbortSignal
  readonly #sources: readonly Source[]
  readonly #planner: BatchPlanner
  readonly #reporter: ProgressReporter
  /** Null until the query is initialized. */
  #state: QueryState | null = null
  #lastBatch: LastBatch | null = null
  #nextBatchId: number
  #planned: OffsetSeq | null
  #previous: OffsetSeq | null
  /** What was begun of the next batch while the last one was being written. */
  #ahead: Promise<BatchAhead | null> | null = null
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
    this.#sources = query.openSources(query.checkpoint)
    const { checkpoint } = run
    this.#planner = new BatchPlanner({ query, sources: this.#sources, checkpoint, clock: environment.clock })
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

  /** Where the query stands, for people. */
  get standing(): QueryStanding {
    return this.#planner.standing(this.#lastBatch, this.#state)
  }

  /** Opens state, sources and sink. Everything that can be found wrong before input is read is found here. */
  async initialize(): Promise<void> {
    this.#checkSourceCount()
    this.#state = await QueryState.open(this.#query, this.#environment)
    // Now and not with the first batch: state that cannot be read must not wait for data to be found out.
    await this.#state.load(this.#nextBatchId)
    await this.#query.sink.prepare(this.#sinkQuery())
    await this.#planner.initialize(this.plannedOffsets)
  }

  /** Runs the planned batch, or plans and runs the next if there is one. */
  async runTrigger(): Promise<TriggerResult> {
    this.#reporter.startTrigger()
    const next = (await this.#takeAhead()) ?? (await this.#nextBatch())
    if (next === null) return { progress: null }
    if (this.#planned === null) {
      await this.#reporter.measure('walCommit', () => this.#logPlan(next.batch))
      this.#planned = next.batch
    }
    const progress = await this.#runBatch(next)
    this.#previous = next.batch
    this.#planned = null
    this.#nextBatchId++
    return { progress }
  }

  async close(): Promise<void> {
    await (await this.#ahead?.catch(() => null))?.next.abandon()
    const closing = [
      ...this.#sources.map(async (source) => source.stop()),
      ...(this.#state?.instances ?? []).map(async ({ store }) => store.close()),
      (async () => this.#query.sink.stop())(),
      ...[...walkOperators(this.#query.root)].map(async (operator) => operator.close?.()),
    ]
    for (const result of await Promise.allSettled(closing)) {
      if (result.status === 'fulfilled') continue
      const { logger } = this.#environment
      logger.warn(
        { error: String(result.reason), runId: this.#query.runId },
        'a part of the query did not close cleanly',
      )
    }
  }

  /** The batch that was begun while the one before was being written, if there is one. */
  async #takeAhead(): Promise<BatchComputation | null> {
    const ahead = await this.#ahead
    this.#ahead = null
    if (ahead === null) return null
    this.#reporter.add('latestOffset', ahead.latestOffsetMs)
    // Done by then: the progress names every phase all the same.
    this.#reporter.add('getBatch', 0)
    this.#reporter.add('queryPlanning', 0)
    return ahead.next
  }

  async #nextBatch(): Promise<BatchComputation | null> {
    const before = { previous: this.#previous, batchId: this.#nextBatchId, lastEvictionMs: this.#lastEvictionMs }
    const batch = this.#planned ?? (await this.#reporter.measure('latestOffset', () => this.#choose(before)))
    if (batch === null) return null
    await this.#reporter.measure('getBatch', () => (this.#state as QueryState).load(this.#nextBatchId))
    return this.#reporter.measure('queryPlanning', async () => this.#compute(batch, before))
  }

  /** Chooses the batch after `batch` and begins it. Null if there is none yet. */
  async #lookAhead(previous: OffsetSeq, batchId: number): Promise<BatchAhead | null> {
    const { clock } = this.#environment
    const start = clock.monotonic()
    const before = { previous, batchId, lastEvictionMs: previous.batchWatermarkMs }
    const batch = await this.#choose(before)
    const latestOffsetMs = clock.monotonic() - start
    if (batch === null) return null
    const next = this.#compute(batch, before)
    next.prime()
    return { next, latestOffsetMs }
  }

  #choose(before: Position): Promise<OffsetSeq | null> {
    return this.#planner.choose(before, this.#state as QueryState)
  }

  #lateMs(previous: OffsetSeq | null, batch: OffsetSeq): number {
    if (!this.#query.conf.allowMultipleStatefulOperators) return batch.batchWatermarkMs
    return previous?.batchWatermarkMs ?? 0
  }

  #compute(batch: OffsetSeq, { previous, batchId }: Position): BatchComputation {
    const state = this.#state as QueryState
    return new BatchComputation({
      root: this.#query.root,
      state,
      batchId,
      queryId: this.#checkpoint.queryId,
      batch,
      start: previous?.offsets ?? [],
      watermarks: state.watermarks(this.#lateMs(previous, batch), batch.batchWatermarkMs),
      keepsLateRows: this.#query.onLateRows !== undefined,
      sources: this.#sources,
      signal: this.#signal,
      clock: this.#environment.clock,
      onComputed: () => this.#planner.computed(batch),
    })
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

  async #runBatch(computation: BatchComputation): Promise<StreamingQueryProgress> {
    const { batch, chunks } = computation
    computation.markPlanned()
    const { kind } = this.#query.trigger
    if (kind === 'default' || kind === 'availableNow') this.#beginAhead(computation)
    const { written, computed } = await this.#reporter.measure('addBatch', async () => {
      try {
        const written = await this.#query.sink.addBatch({
          batchId: this.#nextBatchId,
          schema: this.#query.root.output,
          chunks: () => chunks.read(),
          query: this.#sinkQuery(),
          batchTimestampMs: batch.batchTimestampMs,
          signal: this.#signal,
        })
        await chunks.drain()
        const computed = await computation.computed
        for (const late of computation.lateRows()) await this.#query.onLateRows?.(late)
        return { written, computed }
      } catch (error) {
        await computation.abandon()
        throw error
      }
    })
    this.#signal.throwIfAborted()
    this.#lastEvictionMs = batch.batchWatermarkMs
    this.#lastBatch = lastBatchOf(computation, computed, (this.#state as QueryState).instances)
    await this.#reporter.measure('commitOffsets', () => this.#logCommit(computed.nextWatermarkMs))
    return this.#report(computation, computed, written)
  }

  /** Once a batch has been computed and its state is durable, its sink may still be at work: time for the next one. */
  #beginAhead({ batch, batchId, computed }: BatchComputation): void {
    this.#ahead = computed.then(
      () => this.#lookAhead(batch, batchId + 1),
      // The batch itself tells why it failed.
      () => null,
    )
    this.#ahead.catch(() => {})
  }

  async #logCommit(nextBatchWatermarkMs: number): Promise<void> {
    this.#checkpoint.lock.assertHeld()
    const added = await this.#checkpoint.commitLog.add(this.#nextBatchId, { nextBatchWatermarkMs })
    if (!added) throw this.#concurrent()
  }

  #report(computation: BatchComputation, computed: ComputedBatch, result: SinkResult): StreamingQueryProgress {
    const { batch, batchId, rows, inputEvents } = computation
    const start = this.committedOffsets
    for (const event of inputEvents) this.#query.onInputEvent(event)
    return this.#reporter.finish({
      batchId,
      watermarkMs: this.#planner.hasWatermark ? batch.batchWatermarkMs : null,
      eventTime: computed.eventTime,
      sources: this.#sources.map((source, i) => ({
        source,
        start: start[i] ?? null,
        end: batch.offsets[i] ?? null,
        rows: rows[i] as number,
      })),
      state: computed.state,
      observedMetrics: computation.observed.values,
      sink: { description: this.#query.sink.description, result },
      operators: this.#query.takeOperatorCosts?.(batchId) ?? null,
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
