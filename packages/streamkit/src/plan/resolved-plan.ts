import type { NamedExpression, ResolvedExpression } from '../expressions/expression.ts'
import type { StructType } from '../types/data-type.ts'
import type { BatchRelation, FilterRows, LocalRelation, MapRows, StreamingRelation } from './logical-plan.ts'

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

/** The children of a node, in order. */
export function resolvedChildren(plan: ResolvedPlan): readonly ResolvedPlan[] {
  if (plan.kind === 'union') return plan.children
  return plan.kind === 'scan' ? [] : [plan.child]
}

/** The same node over other children of the same schemas. */
export function withResolvedChildren(plan: ResolvedPlan, children: readonly ResolvedPlan[]): ResolvedPlan {
  if (plan.kind === 'union') return { ...plan, children }
  return plan.kind === 'scan' ? plan : { ...plan, child: children[0] as ResolvedPlan }
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
