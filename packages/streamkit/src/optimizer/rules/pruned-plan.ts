import { allColumns, columnReference, project } from '../../analysis/resolve-projection.ts'
import { type ResolvedPlan, resolvedChildren, withResolvedChildren } from '../../plan/resolved-plan.ts'
import type { StructField, StructType } from '../../types/data-type.ts'

/** A plan that gives at least the columns that were asked for, and where each of them is now. */
export interface Pruned {
  readonly plan: ResolvedPlan
  readonly moved: ReadonlyMap<number, number>
}

/** Prunes what lies below. */
export type Prune = (plan: ResolvedPlan, required: ReadonlySet<number>) => Pruned

/** Exactly the columns `ordinals` of the plan before pruning, in that order. */
export function exactly({ plan, moved }: Pruned, ordinals: readonly number[], before: StructType): ResolvedPlan {
  const inPlace =
    plan.schema.fields.length === ordinals.length && ordinals.every((ordinal, i) => moved.get(ordinal) === i)
  if (inPlace) return plan
  const columns = ordinals.map((ordinal) => ({
    name: (before.fields[ordinal] as StructField).name,
    expression: columnReference(plan.schema, moved.get(ordinal) as number),
  }))
  return project(plan, columns.length === 0 ? allColumns(plan.schema).slice(0, 0) : columns)
}

export function ascending(ordinals: ReadonlySet<number>): readonly number[] {
  return [...ordinals].sort((a, b) => a - b)
}

export function positions(kept: readonly number[]): ReadonlyMap<number, number> {
  return new Map(kept.map((ordinal, i) => [ordinal, i]))
}

export function subset(schema: StructType, kept: readonly number[]): StructType {
  return { kind: 'struct', fields: kept.map((i) => schema.fields[i] as StructField) }
}

/** A node that needs every column of its children. */
export function pruneNothing(plan: ResolvedPlan, prune: Prune): Pruned {
  const children = resolvedChildren(plan).map((child) => {
    const all = [...child.schema.fields.keys()]
    return exactly(prune(child, new Set(all)), all, child.schema)
  })
  return { plan: withResolvedChildren(plan, children), moved: positions([...plan.schema.fields.keys()]) }
}
