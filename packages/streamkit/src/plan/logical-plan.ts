import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { Expression } from '../expressions/expression.ts'
import type { StructType } from '../types/data-type.ts'

/**
 * What a query means, as frozen plain data: no functions of ours and no handles but in the nodes that say `opaque`, so that it can be shown, compared, fingerprinted,
 * optimised and handed to another engine.
 *
 * What analysis makes of it is in resolved-plan.ts.
 */
export type LogicalPlan =
  | StreamingRelation
  | BatchRelation
  | LocalRelation
  | Project
  | WithColumns
  | WithColumnsRenamed
  | Drop
  | Filter
  | Union
  | EventTimeWatermark
  | Deduplicate
  | MapRows
  | FilterRows
  | Limit
  | SubqueryAlias

/** A stream that a format provides. */
export interface StreamingRelation {
  readonly kind: 'streamingRelation'
  readonly format: string
  /** As given; secrets are hidden by display. */
  readonly options: Readonly<Record<string, unknown>>
  readonly paths: readonly string[]
  readonly userSchema: StructType | null
  /** Filled where the reader was loaded. */
  readonly schema: StructType
}
/** The same, read once. */
export interface BatchRelation {
  readonly kind: 'batchRelation'
  readonly format: string
  readonly options: Readonly<Record<string, unknown>>
  readonly paths: readonly string[]
  readonly userSchema: StructType | null
  readonly schema: StructType
}
/** Rows in memory: `createDataFrame`, and the batch in `foreachBatch`. Opaque: `chunks` gives the rows anew at each call. */
export interface LocalRelation {
  readonly kind: 'localRelation'
  readonly schema: StructType
  readonly description: string
  readonly chunks: () => AsyncIterable<ColumnBatch> | Iterable<ColumnBatch>
}
/** Exactly these columns. Unnamed expressions get Spark's name for them. */
export interface Project {
  readonly kind: 'project'
  readonly child: LogicalPlan
  readonly expressions: readonly Expression[]
}
/** Adds columns, or replaces those of the same name in place. Analysis turns it into a {@link Project}. */
export interface WithColumns {
  readonly kind: 'withColumns'
  readonly child: LogicalPlan
  readonly columns: readonly { readonly name: string; readonly expression: Expression }[]
}
/** A name that does not exist is left alone, as in Spark. Becomes a {@link Project}. */
export interface WithColumnsRenamed {
  readonly kind: 'withColumnsRenamed'
  readonly child: LogicalPlan
  readonly renames: readonly { readonly from: string; readonly to: string }[]
}
/** A name that does not exist is left alone, as in Spark. Becomes a {@link Project}. */
export interface Drop {
  readonly kind: 'drop'
  readonly child: LogicalPlan
  readonly columns: readonly string[]
}
/** Rows for which the condition is true (not null). */
export interface Filter {
  readonly kind: 'filter'
  readonly child: LogicalPlan
  readonly condition: Expression
}
/** Rows of all, by position; types are widened. */
export interface Union {
  readonly kind: 'union'
  readonly children: readonly LogicalPlan[]
}
/** Declares the event time and how late rows may come. */
export interface EventTimeWatermark {
  readonly kind: 'eventTimeWatermark'
  readonly child: LogicalPlan
  readonly column: string
  readonly delayMs: number
}
/** Keeps the first row of each key. `keys` null: all columns. */
export interface Deduplicate {
  readonly kind: 'deduplicate'
  readonly child: LogicalPlan
  readonly keys: readonly string[] | null
  /** dropDuplicatesWithinWatermark: keys are forgotten `delayMs` after their first row. */
  readonly withinWatermark: boolean
}
/** Opaque: `fn` over row objects, one to one (or to many, `flat`). */
export interface MapRows {
  readonly kind: 'mapRows'
  readonly child: LogicalPlan
  readonly fn: (row: never) => unknown
  readonly flat: boolean
  readonly schema: StructType
}
/** Opaque: keeps the row objects for which `fn` is true. */
export interface FilterRows {
  readonly kind: 'filterRows'
  readonly child: LogicalPlan
  readonly fn: (row: never) => boolean
}
/** The first `count` rows. */
export interface Limit {
  readonly kind: 'limit'
  readonly child: LogicalPlan
  readonly count: number
}
/** A name for the columns of the child. */
export interface SubqueryAlias {
  readonly kind: 'subqueryAlias'
  readonly child: LogicalPlan
  readonly alias: string
}

/** The children of a node, in order. */
export function planChildren(plan: LogicalPlan): readonly LogicalPlan[] {
  if (plan.kind === 'union') return plan.children
  return 'child' in plan ? [plan.child] : []
}

/** The same node over other children. */
export function withPlanChildren(plan: LogicalPlan, children: readonly LogicalPlan[]): LogicalPlan {
  if (plan.kind === 'union') return { ...plan, children }
  return 'child' in plan ? ({ ...plan, child: children[0] as LogicalPlan } as LogicalPlan) : plan
}

/** Whether any leaf is a stream. */
export function isStreaming(plan: LogicalPlan): boolean {
  return plan.kind === 'streamingRelation' || planChildren(plan).some(isStreaming)
}
