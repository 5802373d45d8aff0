import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { SaveMode } from '../contracts/connector.ts'
import type { OutputMode } from '../contracts/sink.ts'
import type { Expression, ExpressionConf } from '../expressions/expression.ts'
import type { RoutineLookup } from '../expressions/user-routine.ts'
import type { LogicalPlan, StreamingRelation } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import type { StructType } from '../types/data-type.ts'
import type { ForeachBatchOf } from './foreach-batch.ts'
import type { ForeachWriter } from './foreach-writer.ts'
import type { LateRowsOf } from './late-rows.ts'
import type { ExplainMode, StreamingQuery } from './streaming-query.ts'
import type { TriggerPlan } from './trigger.ts'

/** What frames, readers and writers need of their session: the one way from a plan to something that happens. */
export interface FrameRuntime {
  readonly conf: ExpressionConf
  /** A whole number of 0 or more, another one each time: the seed of what is left to chance. */
  randomSeed(): number
  /** Checks a plan and gives its columns. Called where a frame is made, so that a mistake throws at the line that made it. */
  analyze(plan: LogicalPlan): AnalyzedPlan
  /** The expression that a text in SQL says; queries inside of it are of the tables of the session. Throws PARSE_SYNTAX_ERROR, TABLE_OR_VIEW_NOT_FOUND. */
  parseExpression(text: string): Expression
  /** The function of the user that has a name in the session. */
  readonly routine: RoutineLookup
  /** Gives a plan a name in the session. Throws TEMP_TABLE_OR_VIEW_ALREADY_EXISTS. */
  createView(name: string, plan: LogicalPlan, replace: boolean): void
  /** The rows of a bounded plan, in chunks, computed as they are pulled. */
  execute(plan: ResolvedPlan): AsyncIterable<ColumnBatch>
  /** Checks and starts a streaming query. */
  startQuery(spec: StreamingWriteSpec): StreamingQuery
  /** Writes the rows of a bounded plan. */
  write(spec: BatchWriteSpec): Promise<void>
  explain(plan: LogicalPlan, mode: ExplainMode): string
  /** Writes the rows of a bounded plan as a table of the warehouse. */
  saveTable(name: string, spec: BatchWriteSpec): Promise<void>
  /** A table that is known to the session. Throws TABLE_OR_VIEW_NOT_FOUND. */
  table(name: string): TableFiles
  /** The same, looked up in the warehouse. */
  findTable(name: string): Promise<TableFiles>
  /** The columns that a format gives. A promise where the format must look outside for them. */
  read(spec: ReadSpec): StructType | Promise<StructType>
}

/** Where the rows of a table are and how they are read. */
export interface TableFiles {
  readonly format: string
  readonly options: Readonly<Record<string, unknown>>
  readonly paths: readonly string[]
  readonly userSchema: StructType
  readonly schema: StructType
}

export interface AnalyzedPlan {
  readonly plan: ResolvedPlan
  readonly schema: StructType
}

/** What `load` is to read. */
export interface ReadSpec {
  readonly streaming: boolean
  readonly format: string
  readonly options: Readonly<Record<string, unknown>>
  readonly paths: readonly string[]
  readonly userSchema: StructType | null
}

/** What `save` is to write. */
export interface BatchWriteSpec {
  readonly plan: LogicalPlan
  readonly format: string
  readonly path: string | null
  readonly options: Readonly<Record<string, unknown>>
  readonly mode: SaveMode
  /** Columns whose values become folders. */
  readonly partitionBy: readonly string[]
}

/** What `start` is to run. */
export interface StreamingWriteSpec {
  readonly plan: LogicalPlan
  readonly queryName: string | null
  readonly outputMode: OutputMode
  readonly trigger: TriggerPlan
  /** Options of the query and of its sink. */
  readonly options: Readonly<Record<string, unknown>>
  readonly sink: StreamingSinkSpec
  /** Columns whose values become folders. */
  readonly partitionBy: readonly string[]
  /** Takes the rows that stateful operators drop as late; null: they are counted and gone. */
  readonly lateSink: LateRowsOf<never> | null
  /** Stops the query when it is aborted. */
  readonly signal: AbortSignal | null
}

/** Where the rows of a query go. */
export type StreamingSinkSpec =
  | SingleSinkSpec
  | { readonly kind: 'several'; readonly branches: readonly SinkBranchSpec[] }

/** One of several sinks: `plan` says what it takes of the rows of a batch, which are the relation `rows`. */
export interface SinkBranchSpec {
  readonly name: string | null
  readonly rows: StreamingRelation
  readonly plan: LogicalPlan
  readonly sink: SingleSinkSpec
  readonly options: Readonly<Record<string, unknown>>
  readonly partitionBy: readonly string[]
}

/** One sink. The functions take frames and rows of the plan's own type: the runtime makes them. */
export type SingleSinkSpec =
  | { readonly kind: 'format'; readonly format: string; readonly path: string | null }
  | { readonly kind: 'table'; readonly format: string; readonly name: string }
  | { readonly kind: 'foreachBatch'; readonly fn: ForeachBatchOf<never> }
  | { readonly kind: 'foreach'; readonly writer: ForeachWriter<never> }
