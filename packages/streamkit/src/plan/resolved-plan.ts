import type { GroupStateOperation } from '../contracts/group-state.ts'
import type { LiteralValue, NamedExpression, ResolvedExpression, WindowFrame } from '../expressions/expression.ts'
import type { UserAggregate } from '../expressions/user-aggregate.ts'
import type { DataType, StructType } from '../types/data-type.ts'
import type {
  AsOfTerms,
  BatchRelation,
  FilterRows,
  JoinType,
  LocalRelation,
  MapRows,
  MetricsObserver,
  StreamingRelation,
} from './logical-plan.ts'

/**
 * A plan after analysis: names are positions in the child's schema, types are known and checked, sugar is gone. `schema` is what the node gives; a column of it
 * with `watermarkDelayMs` in its metadata is an event time.
 */
export type ResolvedPlan =
  | Scan
  | ResolvedProject
  | ResolvedFilter
  | ResolvedUnion
  | ResolvedWatermark
  | ResolvedDeduplicate
  | ResolvedMapRows
  | ResolvedFilterRows
  | ResolvedLimit
  | ResolvedOffset
  | ResolvedSample
  | ResolvedExpand
  | ResolvedGenerate
  | ResolvedTimeWindow
  | ResolvedAggregate
  | ResolvedJoin
  | ResolvedSort
  | ResolvedWindow
  | ResolvedObserve
  | ResolvedGroupState

/** A leaf: `columns` are the ordinals of the relation's schema that are read, all until the optimizer prunes. */
export interface Scan {
  readonly kind: 'scan'
  readonly relation: StreamingRelation | BatchRelation | LocalRelation
  readonly columns: readonly number[]
  readonly schema: StructType
}
export interface ResolvedProject {
  readonly kind: 'project'
  readonly child: ResolvedPlan
  readonly columns: readonly NamedExpression[]
  readonly schema: StructType
}
export interface ResolvedFilter {
  readonly kind: 'filter'
  readonly child: ResolvedPlan
  readonly condition: ResolvedExpression
  readonly schema: StructType
}
export interface ResolvedUnion {
  readonly kind: 'union'
  readonly children: readonly ResolvedPlan[]
  readonly schema: StructType
}
export interface ResolvedWatermark {
  readonly kind: 'eventTimeWatermark'
  readonly child: ResolvedPlan
  readonly column: number
  readonly delayMs: number
  readonly idleTimeoutMs: number | null
  readonly schema: StructType
}
export interface ResolvedDeduplicate {
  readonly kind: 'deduplicate'
  readonly child: ResolvedPlan
  /** Ordinals of the key columns, ascending. */
  readonly keys: readonly number[]
  readonly withinWatermark: boolean
  /** The event-time column by which late rows are judged, null without a watermark. */
  readonly eventTime: number | null
  readonly schema: StructType
}
export interface ResolvedMapRows {
  readonly kind: 'mapRows'
  readonly child: ResolvedPlan
  readonly fn: MapRows['fn']
  readonly flat: boolean
  readonly schema: StructType
}
export interface ResolvedFilterRows {
  readonly kind: 'filterRows'
  readonly child: ResolvedPlan
  readonly fn: FilterRows['fn']
  readonly schema: StructType
}
export interface ResolvedLimit {
  readonly kind: 'limit'
  readonly child: ResolvedPlan
  readonly count: number
  readonly schema: StructType
}

export interface ResolvedOffset {
  readonly kind: 'offset'
  readonly child: ResolvedPlan
  readonly count: number
  readonly schema: StructType
}
export interface ResolvedSample {
  readonly kind: 'sample'
  readonly child: ResolvedPlan
  readonly fraction: number
  readonly seed: number | null
  readonly schema: StructType
}
/** For each row one row by each of the projections: rollup, cube, distinct aggregates. */
export interface ResolvedExpand {
  readonly kind: 'expand'
  readonly child: ResolvedPlan
  readonly projections: readonly (readonly ResolvedExpression[])[]
  readonly schema: StructType
}
/** For each element of an array or map (`input`) the row with that element behind it: `explode`, `posexplode`, `inline`. */
export interface ResolvedGenerate {
  readonly kind: 'generate'
  readonly child: ResolvedPlan
  readonly generator: 'explode' | 'posexplode' | 'inline'
  /** Whether an empty or null input gives one row with nulls. */
  readonly outer: boolean
  readonly input: number
  /** The columns of the child, then those of the generator. */
  readonly schema: StructType
}
/**
 * The rows with a column `window` (struct of start and end) behind them, once for each window that holds their event time; a row without event time falls away. Microseconds. A window begins at
 * `start` plus a multiple of `slide` since 1970 UTC.
 */
export interface ResolvedTimeWindow {
  readonly kind: 'timeWindow'
  readonly child: ResolvedPlan
  readonly time: number
  readonly durationMicros: number
  readonly slideMicros: number
  readonly startMicros: number
  readonly schema: StructType
}
/** A call of an aggregate function over columns of the child. */
export interface AggregateCall {
  /** Spark's name, lower case: a name of the aggregate registry. */
  readonly name: string
  readonly args: readonly number[]
  readonly distinct: boolean
  /** A boolean column: only rows where it is true count. */
  readonly filter: number | null
  readonly parameters: Readonly<Record<string, unknown>>
  readonly dataType: DataType
  readonly nullable: boolean
  /** Values of arguments that are constants, by position: percentages, flags. */
  readonly constants: readonly (LiteralValue | undefined)[]
  /** The function itself, if it is the user's: no registry knows the name. */
  readonly userAggregate?: UserAggregate
}
/** One row a group: the keys, then the aggregates. What is computed from them is a projection above, what they are computed from one below. */
export interface ResolvedAggregate {
  readonly kind: 'aggregate'
  readonly child: ResolvedPlan
  /** Ordinals of the child. None: one group, which is there without rows too. */
  readonly groupings: readonly number[]
  readonly aggregates: readonly AggregateCall[]
  /** The position among the groupings of the key that has a watermark (an event time, or a window of one). */
  readonly eventTime: number | null
  /** The position among the groupings of the session window (struct of start and end: of one row before, of the session after). */
  readonly session: number | null
  /** How much longer than to its event time a group of a stream is kept. */
  readonly allowedLatenessMs?: number
  readonly schema: StructType
}
export interface ResolvedJoin {
  readonly kind: 'join'
  readonly left: ResolvedPlan
  readonly right: ResolvedPlan
  readonly joinType: JoinType
  /** Ordinals of the columns that must be equal, pairwise. */
  readonly leftKeys: readonly number[]
  readonly rightKeys: readonly number[]
  /** By pair: whether null equals null. */
  readonly nullSafe: readonly boolean[]
  /** What else must hold: over the columns of left, then right. */
  readonly condition: ResolvedExpression | null
  readonly staticRefreshMs: number
  /** Of the right rows with equal keys only the one that belongs to the time of the left row. */
  readonly asOf?: ResolvedAsOf
  /** The set operation that was written, if it was none of the joins. With `all` rows are counted: the same row as often as it is there (`except`: as it is there more often). */
  readonly setOperation?: { readonly kind: 'intersect' | 'except'; readonly all: boolean }
  /** Left, then right; only left for semi and anti joins. */
  readonly schema: StructType
}
/** The times as ordinals of their sides. */
export interface ResolvedAsOf extends Omit<AsOfTerms, 'leftTime' | 'rightTime'> {
  readonly leftTime: number
  readonly rightTime: number
}
export interface ResolvedSort {
  readonly kind: 'sort'
  readonly child: ResolvedPlan
  readonly orders: readonly ResolvedSortOrder[]
  readonly global: boolean
  readonly schema: StructType
}
export interface ResolvedSortOrder {
  readonly expression: ResolvedExpression
  readonly ascending: boolean
  readonly nullsFirst: boolean
}
/** A call of a window function or an aggregate function over columns of the child, in the frame of each row. */
export interface WindowCall extends AggregateCall {
  readonly frame: WindowFrame
}
/** The rows as they come, which is by partition, then in order, with a column for each function behind them. */
export interface ResolvedWindow {
  readonly kind: 'window'
  readonly child: ResolvedPlan
  /** Ordinals of the child. */
  readonly partitionBy: readonly number[]
  readonly orderBy: readonly ResolvedWindowOrder[]
  readonly functions: readonly WindowCall[]
  readonly schema: StructType
}
export interface ResolvedWindowOrder {
  readonly column: number
  readonly ascending: boolean
  readonly nullsFirst: boolean
}
/** Passes rows on. `metrics` is a plan over one row: the aggregates of all rows of the child by `aggregate`, then a projection. */
export interface ResolvedObserve {
  readonly kind: 'observe'
  readonly child: ResolvedPlan
  readonly name: string
  /** Computed per row, before the aggregates: what they read. */
  readonly inputs: readonly NamedExpression[]
  /** Over `inputs`. */
  readonly aggregates: readonly AggregateCall[]
  /** Over the results of `aggregates`. */
  readonly results: readonly NamedExpression[]
  readonly onMetrics: MetricsObserver | null
  readonly schema: StructType
}
export interface ResolvedGroupState {
  readonly kind: 'groupState'
  readonly child: ResolvedPlan
  /** Ordinals of the child. */
  readonly groupings: readonly number[]
  readonly operation: GroupStateOperation
  /** What the function is given of a row: the first columns of the child. Behind them lie keys that were computed. */
  readonly rowSchema: StructType
  /** The event-time column of the child, null without a watermark. */
  readonly eventTime: number | null
  readonly initialState: InitialGroupState | null
  readonly schema: StructType
}

export interface InitialGroupState {
  readonly plan: ResolvedPlan
  /** Ordinals of its plan. */
  readonly groupings: readonly number[]
  readonly rowSchema: StructType
}

/** The children of a node, in order. */
export function resolvedChildren(plan: ResolvedPlan): readonly ResolvedPlan[] {
  switch (plan.kind) {
    case 'scan':
      return []
    case 'union':
      return plan.children
    case 'join':
      return [plan.left, plan.right]
    case 'groupState':
      return plan.initialState === null ? [plan.child] : [plan.child, plan.initialState.plan]
    default:
      return [plan.child]
  }
}

/** The same node over other children of the same schemas. */
export function withResolvedChildren(plan: ResolvedPlan, children: readonly ResolvedPlan[]): ResolvedPlan {
  const [first, second] = children as readonly [ResolvedPlan, ResolvedPlan]
  switch (plan.kind) {
    case 'scan':
      return plan
    case 'union':
      return { ...plan, children }
    case 'join':
      return { ...plan, left: first, right: second }
    case 'groupState':
      return plan.initialState === null
        ? { ...plan, child: first }
        : { ...plan, child: first, initialState: { ...plan.initialState, plan: second } }
    default:
      return { ...plan, child: first }
  }
}

/** Every node, children before parents, left to right. */
export function* walkPlan(plan: ResolvedPlan): Generator<ResolvedPlan> {
  for (const child of resolvedChildren(plan)) yield* walkPlan(child)
  yield plan
}

/** Whether any leaf is a stream. */
export function isStreamingPlan(plan: ResolvedPlan): boolean {
  return plan.kind === 'scan'
    ? plan.relation.kind === 'streamingRelation'
    : resolvedChildren(plan).some(isStreamingPlan)
}
