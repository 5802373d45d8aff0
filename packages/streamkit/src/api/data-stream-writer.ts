import type { OutputMode } from '../contracts/sink.ts'
import { AnalysisException, IllegalArgumentException } from '../errors/streamkit-error.ts'
import type { LogicalPlan, StreamingRelation } from '../plan/logical-plan.ts'
import type { UntypedRow } from '../types/row-type.ts'
import type { DataFrame } from './data-frame.ts'
import type { ForeachBatchOf } from './foreach-batch.ts'
import type { ForeachWriter } from './foreach-writer.ts'
import type { FormatName, OptionName, OptionsOf, OptionValue, QueryOptions } from './formats.ts'
import type { ColumnName } from './frame-columns.ts'
import type { FrameRuntime, SinkBranchSpec, StreamingSinkSpec } from './frame-runtime.ts'
import type { FrameTraits } from './frame-traits.ts'
import type { LateRowsOf } from './late-rows.ts'
import { lateRowsTo } from './late-rows-to.ts'
import { type OptionMap, withOptions } from './option-map.ts'
import type { StreamingQuery } from './streaming-query.ts'
import { type Trigger, type TriggerPlan, triggerPlan } from './trigger.ts'

/** What `start` can be given. */
export interface StartOptions {
  /** Stops the query, gracefully, when it is aborted. */
  readonly signal?: AbortSignal
  /** Where a format of files writes. */
  readonly path?: string
}

interface WriterState {
  readonly runtime: FrameRuntime
  readonly plan: LogicalPlan
  readonly frameOf: (plan: LogicalPlan) => unknown
  readonly queryName: string | null
  readonly outputMode: OutputMode
  readonly trigger: TriggerPlan
  readonly options: OptionMap
  readonly sink: StreamingSinkSpec | null
  readonly partitionBy: readonly string[]
  readonly lateSink: LateRowsOf<never> | null
}

/**
 * Says where the rows of a stream go and when, then starts the query. Immutable: each call gives another writer.
 *
 * @example
 * purchases.writeStream
 *   .queryName('purchases')
 *   .trigger({ processingTime: '1 second' })
 *   .option('checkpointLocation', 'checkpoints/purchases')
 *   .foreachBatch(async (batch, batchId) => console.log(batchId, await batch.count()))
 *   .start()
 */
export class DataStreamWriter<Row, T extends FrameTraits, Options, Frame> {
  readonly #state: WriterState

  constructor(state: WriterState) {
    this.#state = state
  }

  /** The query's name: unique among the running queries of a session. */
  queryName(name: string): DataStreamWriter<Row, T, Options, Frame> {
    return this.#with({ queryName: name })
  }

  /**
   * Which rows a batch writes: `append` those that will not change any more (default), `update` those that changed, `complete` all.
   *
   * The compiler refuses what this stream cannot do; the others are refused at `start()` with STREAMING_OUTPUT_MODE.
   */
  outputMode<const M extends T['modes']>(mode: M): DataStreamWriter<Row, T, Options, Frame> {
    return this.#with({ outputMode: mode })
  }

  /** When the query looks for data. Throws INVALID_TRIGGER, CANNOT_PARSE_INTERVAL, NEGATIVE_INTERVAL. */
  trigger(trigger: Trigger): DataStreamWriter<Row, T, Options, Frame> {
    return this.#with({ trigger: triggerPlan(trigger) })
  }

  /** The sink by the name of its format: a built-in one, or one of the session's connectors. */
  format<const F extends FormatName<T['formats'], 'writeStream'>>(
    format: F,
  ): DataStreamWriter<Row, T, OptionsOf<T['formats'], F, 'writeStream'> & QueryOptions, Frame> {
    return this.#with({ sink: { kind: 'format', format, path: null } })
  }

  /**
   * Starts a query that writes a table of the session's warehouse: `session.table(name)` reads it. The table is made if it is not there; one that is there has to have these columns and this
   * format, json if none was chosen. Throws WAREHOUSE_REQUIRED, INVALID_IDENTIFIER; the query fails with INCOMPATIBLE_DATA_FOR_TABLE.
   *
   * @example
   * purchases.writeStream.format('csv').partitionBy('day').option('checkpointLocation', 'checkpoints/purchases').toTable('purchases')
   */
  toTable(name: string, options: Omit<StartOptions, 'path'> = {}): StreamingQuery {
    const { sink } = this.#state
    if (sink !== null && sink.kind !== 'format')
      throw new IllegalArgumentException('UNSUPPORTED_FEATURE', {
        feature: `toTable with ${sink.kind}`,
        hint: 'A table is written in a format of files.',
      })
    const { runtime, frameOf: _, ...spec } = this.#state
    const table = { kind: 'table', format: sink?.format ?? 'json', name } as const
    return runtime.startQuery({ ...spec, sink: table, signal: options.signal ?? null })
  }

  /** One option of the query or of the chosen format. */
  option<const K extends OptionName<Options>>(
    name: K,
    value: OptionValue<Options, K>,
  ): DataStreamWriter<Row, T, Options, Frame> {
    return this.#with({ options: withOptions(this.#state.options, { [name]: value }) })
  }

  /** Several options at once. */
  options(options: Partial<Options>): DataStreamWriter<Row, T, Options, Frame> {
    return this.#with({ options: withOptions(this.#state.options, options) })
  }

  /**
   * The columns whose values become folders, `day=2026-11-23`, outermost first; they are not in the files then. For formats of files. Replaces an earlier choice.
   *
   * @example
   * purchases.writeStream.format('csv').partitionBy('country', 'day').option('checkpointLocation', 'checkpoints/out').start('data/out')
   */
  partitionBy(...columns: readonly ColumnName<Row>[]): DataStreamWriter<Row, T, Options, Frame> {
    return this.#with({ partitionBy: columns })
  }

  /**
   * Gives each batch, as a bounded DataFrame, to a function. Actions on it may be repeated and see the same rows. When the function resolves, the batch counts as written;
   * it may come again after a crash, with the same id and rows.
   */
  foreachBatch(fn: ForeachBatchOf<Frame>): DataStreamWriter<Row, T, QueryOptions, Frame> {
    return this.#with({ sink: { kind: 'foreachBatch', fn } })
  }

  /** Gives each row to a writer, or to a plain function. */
  foreach(
    writer: ForeachWriter<Row> | ((row: Row) => void | Promise<void>),
  ): DataStreamWriter<Row, T, QueryOptions, Frame> {
    const made: ForeachWriter<Row> = typeof writer === 'function' ? { process: writer } : writer
    return this.#with({ sink: { kind: 'foreach', writer: made } })
  }

  /**
   * Several sinks, each with the rows and columns that it is to have, in one query: a batch is committed when all have it. The function gets the rows as a stream, filters and projects it, and
   * gives the writers. Rows are computed once; the sinks read side by side, the fastest waits for the slowest.
   *
   * After a crash, or if one of them fails, the batch runs again for all: a sink that is exactly once as the only one is so here, too. A sink is known by its place in the list: the
   * order is part of the checkpoint. `checkpointLocation`, trigger and output mode belong to the query; a `queryName` of a sink names its memory table. Throws INVALID_SINK_BRANCH.
   *
   * @example
   * orders.writeStream
   *   .option('checkpointLocation', 'checkpoints/orders')
   *   .toSinks((rows) => [
   *     rows.where(($) => $.amount.isNotNull()).writeStream.format('csv').partitionBy('day').option('path', 'data/good'),
   *     rows.where(($) => $.amount.isNull()).writeStream.format('json').option('path', 'data/bad'),
   *   ])
   *   .start()
   */
  toSinks(
    // biome-ignore lint/suspicious/noExplicitAny: writers of any rows, formats and options
    sinks: (rows: DataFrame<Row, T>) => readonly DataStreamWriter<any, any, any, any>[],
  ): DataStreamWriter<Row, T, QueryOptions, Frame> {
    const { runtime, plan, frameOf } = this.#state
    const { schema } = runtime.analyze(plan)
    const rows: StreamingRelation = {
      kind: 'streamingRelation',
      format: 'rows of the batch',
      options: {},
      paths: [],
      userSchema: null,
      schema,
    }
    const writers = sinks(frameOf(rows) as DataFrame<Row, T>)
    const branches = writers.map((writer, i) => branchOf(writer.#state, rows, i + 1))
    return this.#with({ sink: { kind: 'several', branches } })
  }

  /**
   * Takes the rows that stateful operators drop as late, which are counted and gone otherwise: as bounded frames, one an operator and batch that has any, in the form in which they came to the operator,
   * or one by one with a writer.
   *
   * It is called before the batch is committed and may be called again with the same rows and batch id after a crash: at least once. What it throws fails the query
   * with LATE_ROWS_USER_FUNCTION_ERROR. Late rows are held in memory until their batch ends.
   *
   * @example
   * writer.lateTo(async (late, { operatorName, watermark }) => {
   *   console.log(`${await late.count()} rows came to ${operatorName} after ${watermark.toISOString()}`)
   * })
   */
  lateTo(
    late: LateRowsOf<DataFrame<UntypedRow>> | ForeachWriter<UntypedRow>,
  ): DataStreamWriter<Row, T, Options, Frame> {
    return this.#with({ lateSink: lateRowsTo(late) })
  }

  /**
   * Starts the query in the background. What cannot run is refused here, before any input is read. Throws SINK_NOT_CHOSEN without a format or function.
   *
   * @example
   * const query = events.writeStream.format('console').start({ signal: AbortSignal.timeout(60_000) })
   * const files = events.writeStream.format('csv').option('checkpointLocation', 'checkpoints/out').start('data/out')
   */
  start(path: string, options?: StartOptions): StreamingQuery
  start(options?: StartOptions): StreamingQuery
  start(first: string | StartOptions = {}, second: StartOptions = {}): StreamingQuery {
    const options = typeof first === 'string' ? { ...second, path: first } : first
    const { runtime, sink, frameOf: _, ...spec } = this.#state
    if (sink === null) throw new IllegalArgumentException('SINK_NOT_CHOSEN', {})
    const path = options.path ?? null
    return runtime.startQuery({
      ...spec,
      sink: sink.kind === 'format' ? { ...sink, path } : sink,
      signal: options.signal ?? null,
    })
  }

  #with<R, S extends FrameTraits, O, F>(change: Partial<WriterState>): DataStreamWriter<R, S, O, F> {
    return new DataStreamWriter({ ...this.#state, ...change })
  }
}

function branchOf(state: WriterState, rows: StreamingRelation, number: number): SinkBranchSpec {
  const { sink, plan, queryName, options, partitionBy } = state
  const refuse = (reason: string): never => {
    throw new AnalysisException('INVALID_SINK_BRANCH', { number, reason })
  }
  if (sink === null) return refuse('it has no format and no function')
  if (sink.kind === 'several') return refuse('it is several sinks itself')
  if (state.outputMode !== 'append') return refuse('the output mode belongs to the query')
  if (state.trigger.kind !== 'default') return refuse('the trigger belongs to the query')
  if (state.lateSink !== null) return refuse('lateTo belongs to the query')
  return { name: queryName, rows, plan, sink, options, partitionBy }
}

/** The writer of a stream's rows, nothing chosen yet. */
export function dataStreamWriter<Row, T extends FrameTraits, Frame>(
  runtime: FrameRuntime,
  plan: LogicalPlan,
  frameOf: (plan: LogicalPlan) => unknown,
): DataStreamWriter<Row, T, QueryOptions, Frame> {
  return new DataStreamWriter({
    runtime,
    plan,
    frameOf,
    queryName: null,
    outputMode: 'append',
    trigger: { kind: 'default' },
    options: {},
    sink: null,
    partitionBy: [],
    lateSink: null,
  })
}
