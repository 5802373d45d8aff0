import { analyze } from '../analysis/analyzer.ts'
import { withoutQualifiers } from '../analysis/resolve-projection.ts'
import { DataFrame } from '../api/data-frame.ts'
import type {
  AnalyzedPlan,
  BatchWriteSpec,
  FrameRuntime,
  ReadSpec,
  StreamingWriteSpec,
  TableFiles,
} from '../api/frame-runtime.ts'
import type { ExplainMode } from '../api/streaming-query.ts'
import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { MemoryTable } from '../connectors/memory/memory-sink.ts'
import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import type { Expression, ExpressionConf } from '../expressions/expression.ts'
import type { RoutineLookup } from '../expressions/user-routine.ts'
import { optimize } from '../optimizer/optimizer.ts'
import { planQuery } from '../physical/planner.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import type { StructType } from '../types/data-type.ts'
import { executeBatch } from './batch-execution.ts'
import { writeBatch } from './batch-write.ts'
import { checkpointFolder, removeTree } from './checkpoint-folder.ts'
import { explainText } from './explain.ts'
import { measuredText } from './explain-cost.ts'
import { lateSink } from './late-sink.ts'
import { ListenerBus } from './listener-bus.ts'
import { liveState } from './live-state.ts'
import { Options } from './option-reader.ts'
import { QueryManager } from './query-manager.ts'
import { RunningQuery } from './running-query.ts'
import { saveTable } from './save-table.ts'
import { SessionCatalog, tableNotFound } from './session-catalog.ts'
import type { SessionEnvironment, SessionOptions } from './session-conf.ts'
import { type SessionContext, sessionContext } from './session-context.ts'
import { SessionRoutines } from './session-routines.ts'
import { sinkBranches } from './sink-branches.ts'
import { makeSink } from './sink-factory.ts'
import { expressionOfText } from './sql-text.ts'
import { chosenStateStore } from './state-store-choice.ts'
import { planStreamQuery } from './stream-query-plan.ts'
import { TableCatalog, type TableDefinition } from './table-catalog.ts'

/** Does what frames, readers and writers ask for: the place where plans meet the engine. */
export class SessionRuntime implements FrameRuntime {
  readonly tables: Map<string, MemoryTable> = new Map()
  readonly catalog: SessionCatalog
  readonly #session: SessionContext
  readonly #manager: QueryManager
  readonly #bus: ListenerBus
  readonly #catalog: TableCatalog
  /** The functions of the user by name. */
  readonly routines: SessionRoutines = new SessionRoutines()
  readonly routine: RoutineLookup = this.routines.find
  #refusesQueries = false
  #stopped = false

  constructor(session: SessionContext, manager: QueryManager, bus: ListenerBus) {
    this.#session = session
    this.#manager = manager
    this.#bus = bus
    this.#catalog = new TableCatalog(session.options.warehouse, session.environment)
    this.catalog = new SessionCatalog(this.tables, {
      names: () => this.#catalog.names(),
      relation: (name) => (this.#catalog.known(name) === null ? null : { kind: 'batchRelation', ...this.table(name) }),
    })
  }

  get conf(): ExpressionConf {
    return this.#session.conf
  }

  randomSeed(): number {
    const digits = this.#session.environment.entropy.uuid().replaceAll('-', '')
    return Number.parseInt(digits.slice(0, 8), 16)
  }

  analyze(plan: LogicalPlan): AnalyzedPlan {
    const resolved = analyze(plan, this.#session.conf)
    return { plan: resolved, schema: withoutQualifiers(resolved.schema) }
  }

  parseExpression(text: string): Expression {
    return expressionOfText(text, this)
  }

  createView(name: string, plan: LogicalPlan, replace: boolean): void {
    this.catalog.createView(name, plan, replace)
  }

  execute(plan: ResolvedPlan): AsyncIterable<ColumnBatch> {
    this.#refuseStopped()
    const { conf, options, planner } = this.#session
    const optimized = optimize(plan, { conf, excludedRules: options.excludedOptimizerRules })
    const { root } = planQuery(optimized, planner)
    return executeBatch(root, this.#session.environment.clock)
  }

  explain(plan: LogicalPlan, mode: ExplainMode): string {
    return explainText(plan, this.analyze(plan).plan, { mode, session: this.#session, outputMode: null })
  }

  read(spec: ReadSpec): StructType | Promise<StructType> {
    const format = spec.format ?? ''
    const provider = this.#session.formats.provider(format, spec.streaming ? 'readStream' : 'read')
    const options = new Options(format, spec.options)
    const context = {
      ...this.#session.connectorContext,
      options,
      userSchema: spec.userSchema,
      paths: spec.paths,
      metadataPath: null,
      streaming: spec.streaming,
    }
    if (provider.schema !== undefined) return provider.schema(context)
    if (spec.userSchema === null) throw new IllegalArgumentException('SCHEMA_REQUIRED', { format })
    return spec.userSchema
  }

  write(spec: BatchWriteSpec): Promise<void> {
    this.#refuseStopped()
    return writeBatch(spec, this.analyze(spec.plan), {
      session: this.#session,
      execute: (plan) => this.execute(plan),
      frameOf: (...args) => this.frameOf(...args),
    })
  }

  saveTable(name: string, spec: BatchWriteSpec): Promise<void> {
    const { schema } = this.analyze(spec.plan)
    return saveTable({ name, spec, schema }, this.#catalog, (changed) => this.write(changed))
  }

  table(name: string): TableFiles {
    return this.#filesOf(name, this.#catalog.known(name))
  }

  async findTable(name: string): Promise<TableFiles> {
    return this.#filesOf(name, await this.#catalog.find(name))
  }

  startQuery(spec: StreamingWriteSpec): RunningQuery {
    if (this.#refusesQueries) throw new IllegalArgumentException('SESSION_STOPPED', {})
    this.#manager.refuseName(spec.queryName)
    const options = new Options('The query', spec.options)
    const { plan: resolved, schema } = this.analyze(spec.plan)
    const making = {
      session: this.#session,
      options,
      givenOptions: spec.options,
      queryName: spec.queryName,
      schema,
      outputMode: spec.outputMode,
      partitionBy: spec.partitionBy,
      frameOf: (...args: Parameters<SessionRuntime['frameOf']>) => this.frameOf(...args),
      tables: this.tables,
      catalog: this.#catalog,
      analyze: (plan: LogicalPlan) => this.analyze(plan),
    }
    const { sink, forLooking } =
      spec.sink.kind === 'several' ? sinkBranches(spec.sink.branches, making) : makeSink(spec.sink, making)
    const checkpoint = checkpointFolder(
      {
        option: options.string('checkpointLocation'),
        sessionFolder: this.#session.options.checkpointLocation,
        queryName: spec.queryName,
        mayBeTemporary: forLooking,
      },
      this.#session.environment,
    )
    const planned = planStreamQuery(
      {
        plan: resolved,
        name: spec.queryName,
        outputMode: spec.outputMode,
        trigger: spec.trigger,
        sink,
        checkpoint: checkpoint.path,
        recoverTornTail: options.boolean('recoverTornTail', false),
        onLateRows: lateSink(spec.lateSink, (...args) => this.frameOf(...args)),
        stateStore: chosenStateStore(options, this.#session.options.stateStore),
      },
      this.#session,
    )
    options.refuseUnknown()
    return this.#run(spec, planned, checkpoint)
  }

  /** The bounded frame of rows that are at hand. */
  frameOf(
    schema: StructType,
    chunks: () => AsyncIterable<ColumnBatch> | Iterable<ColumnBatch>,
    batchId: number,
  ): DataFrame<never> {
    return new DataFrame<never>(this, { kind: 'localRelation', schema, description: `batch ${batchId}`, chunks })
  }

  /** The same session in another world: its formats and settings, but for `options`, with other files, clock and process. For tests. */
  inWorld(
    world: (real: SessionEnvironment) => Partial<SessionEnvironment>,
    options: Partial<SessionOptions>,
  ): SessionRuntime {
    const real = this.#session
    const environment = { ...real.environment, ...world(real.environment) }
    const logger = options.logger ?? real.logger
    const merged = { ...real.options, ...options }
    const bus = new ListenerBus(logger)
    return new SessionRuntime(
      sessionContext({ options: merged, environment, logger, formats: real.formats }),
      new QueryManager(bus, environment.clock),
      bus,
    )
  }

  /** No query starts any more. */
  refuseQueries(): void {
    this.#refusesQueries = true
  }

  /** Nothing is computed any more. */
  stop(): void {
    this.#stopped = true
  }

  #run(
    spec: StreamingWriteSpec,
    planned: ReturnType<typeof planStreamQuery>,
    checkpoint: ReturnType<typeof checkpointFolder>,
  ): RunningQuery {
    const { fileSystem } = this.#session.environment
    if (checkpoint.temporary && spec.sink.kind !== 'format') {
      this.#session.logger.warn(
        { query: spec.queryName, checkpoint: checkpoint.path },
        'the query has no checkpointLocation: it forgets where it was when it ends',
      )
    }
    const stop = () => void query.stop()
    const query: RunningQuery = new RunningQuery({
      ...planned,
      session: this.#session,
      bus: this.#bus,
      explain: (mode = 'simple') =>
        mode === 'cost'
          ? measuredText(planned.meter, query.lastProgress)
          : explainText(spec.plan, this.analyze(spec.plan).plan, {
              mode,
              session: this.#session,
              outputMode: spec.outputMode,
            }),
      liveState: (operator, options) =>
        liveState({ root: planned.query.root, checkpoint: checkpoint.path, operator, options }, this),
      onEnd: () => {
        spec.signal?.removeEventListener('abort', stop)
        this.#manager.end(query)
        if (checkpoint.temporary) void removeTree(fileSystem, checkpoint.path)
      },
    })
    this.#manager.add(query)
    if (spec.signal?.aborted === true) stop()
    else spec.signal?.addEventListener('abort', stop, { once: true })
    return query
  }

  #filesOf(name: string, table: TableDefinition | null): TableFiles {
    if (table === null) throw tableNotFound(name, this.#catalog.names())
    const { format, options, schema } = table
    return { format, options, schema, userSchema: schema, paths: [this.#catalog.folderOf(name)] }
  }

  #refuseStopped(): void {
    if (this.#stopped) throw new IllegalArgumentException('SESSION_STOPPED', {})
  }
}
