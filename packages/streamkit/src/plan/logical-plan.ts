import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { GroupStateOperation } from '../contracts/group-state.ts'
import type { Expression, Literal } from '../expressions/expression.ts'
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
  | Offset
  | Sample
  | SubqueryAlias
  | Aggregate
  | Pivot
  | Join
  | Sort
  | SetOperation
  | Observe
  | GroupState

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
  /** How long there may be no row before the others' watermarks count alone; null: for ever. */
  readonly idleTimeoutMs: number | null
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
/** All but the first `count` rows. */
export interface Offset {
  readonly kind: 'offset'
  readonly child: LogicalPlan
  readonly count: number
}
/** About this share of the rows, 0 to 1, chosen by chance. */
export interface Sample {
  readonly kind: 'sample'
  readonly child: LogicalPlan
  readonly fraction: number
  readonly seed: number | null
}
/**
 * One row for each group: its keys, then its aggregates. Without groupings one row for all rows, even for none. A call of `window` or `session_window` among the groupings makes time
 * windows.
 */
export interface Aggregate {
  readonly kind: 'aggregate'
  readonly child: LogicalPlan
  readonly groupings: readonly Expression[]
  /** Any expressions over aggregate functions, grouping expressions and constants. */
  readonly aggregates: readonly Expression[]
  /** `rollup`: also the subtotals of every prefix of the keys; `cube`: of every subset; `sets`: of exactly {@link groupingSets}. */
  readonly grouping: 'groupBy' | 'rollup' | 'cube' | 'sets'
  /** Positions of keys. */
  readonly groupingSets?: readonly (readonly number[])[]
  /** How long after its time a group of a stream is kept for late rows. */
  readonly allowedLatenessMs?: number
}
/** An aggregate with a column of its own for each of the values of `column`. */
export interface Pivot {
  readonly kind: 'pivot'
  readonly child: LogicalPlan
  readonly groupings: readonly Expression[]
  readonly column: Expression
  /** Null: none were given (refused on a stream). */
  readonly values: readonly Literal[] | null
  readonly aggregates: readonly Expression[]
}
export type JoinType = 'inner' | 'cross' | 'left_outer' | 'right_outer' | 'full_outer' | 'left_semi' | 'left_anti'
/** Pairs of rows. Neither a condition nor names: every pair. */
export interface Join {
  readonly kind: 'join'
  readonly left: LogicalPlan
  readonly right: LogicalPlan
  readonly joinType: JoinType
  /** Names go to either side, by frame alias where both have them. */
  readonly condition: Expression | null
  /** Columns of both sides that must be equal, and come out once. */
  readonly using: readonly string[] | null
  /** How long the bounded side of a join with a stream may be kept before it is read again, ms. 0: read for every batch. */
  readonly staticRefreshMs: number
  /** Of the right rows with equal keys only the one that belongs to the time of the left row. */
  readonly asOf?: AsOfTerms
}
/** How a row is chosen by its time; the times are names of columns of either side. */
export interface AsOfTerms {
  readonly leftTime: string
  readonly rightTime: string
  readonly direction: 'backward' | 'forward' | 'nearest'
  /** Null: any. */
  readonly toleranceMs: number | null
  readonly allowExactMatches: boolean
}
export interface SortOrder {
  readonly expression: Expression
  readonly ascending: boolean
  readonly nullsFirst: boolean
}
/** Rows in order. `global` false: within a partition, of which there is one. */
export interface Sort {
  readonly kind: 'sort'
  readonly child: LogicalPlan
  readonly orders: readonly SortOrder[]
  readonly global: boolean
}
/** Rows of the left side that are (not) in the right side; `all`: as often as they are there, else once. */
export interface SetOperation {
  readonly kind: 'intersect' | 'except'
  readonly left: LogicalPlan
  readonly right: LogicalPlan
  readonly all: boolean
}
/** Passes rows on and computes aggregates of them for the progress. */
export interface Observe {
  readonly kind: 'observe'
  readonly child: LogicalPlan
  readonly name: string
  readonly metrics: readonly Expression[]
  /** Opaque: takes the metrics of an execution, as a row object. Null: they go to the progress only. */
  readonly onMetrics: MetricsObserver | null
}
/** Takes the metrics that one execution of a plan has computed. */
export type MetricsObserver = (metrics: Readonly<Record<string, unknown>>) => void
/** Opaque: a function of the user over the rows of each group and a state that is kept for it. What it may be is in contracts/group-state. */
export interface GroupState {
  readonly kind: 'groupState'
  readonly child: LogicalPlan
  readonly groupings: readonly Expression[]
  readonly operation: GroupStateOperation
  /** What the function gives. */
  readonly schema: StructType
  /** State that is there before the first batch. */
  readonly initialState: { readonly plan: LogicalPlan; readonly groupings: readonly Expression[] } | null
}
/** A name for the columns of the child. */
export interface SubqueryAlias {
  readonly kind: 'subqueryAlias'
  readonly child: LogicalPlan
  readonly alias: string
}

/** The children of a node, in order. */
export function planChildren(plan: LogicalPlan): readonly LogicalPlan[] {
  switch (plan.kind) {
    case 'union':
      return plan.children
    case 'join':
    case 'intersect':
    case 'except':
      return [plan.left, plan.right]
    case 'groupState':
      return plan.initialState === null ? [plan.child] : [plan.child, plan.initialState.plan]
    default:
      return 'child' in plan ? [plan.child] : []
  }
}

/** Whether any leaf is a stream. */
export function isStreaming(plan: LogicalPlan): boolean {
  return plan.kind === 'streamingRelation' || planChildren(plan).some(isStreaming)
}
