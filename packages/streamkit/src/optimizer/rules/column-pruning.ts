import { allColumns, columnReference, project } from '../../analysis/resolve-projection.ts'
import type { ResolvedExpression } from '../../expressions/expression.ts'
import {
  type AggregateCall,
  type ResolvedAggregate,
  type ResolvedDeduplicate,
  type ResolvedExpand,
  type ResolvedGenerate,
  type ResolvedObserve,
  type ResolvedPlan,
  type ResolvedSort,
  type ResolvedTimeWindow,
  type ResolvedUnion,
  type ResolvedWatermark,
  resolvedChildren,
  withResolvedChildren,
} from '../../plan/resolved-plan.ts'
import type { StructField, StructType } from '../../types/data-type.ts'
import { referencesOf, remap } from '../bound-references.ts'
import type { Rule } from '../rule.ts'

/**
 * Reads only what somebody needs: columns that nothing above uses are dropped where they would be computed, down into the scans, so that a reader does not even decode
 * them. Functions over whole rows (`map`, `filterRows`) need every column.
 */
export const columnPruning: Rule = {
  name: 'ColumnPruning',
  apply(plan) {
    const all = new Set(plan.schema.fields.keys())
    const pruned = prune(plan, all)
    return exactly(pruned, [...all], plan.schema)
  },
}

/** A plan that gives at least the columns that were asked for, and where each of them is now. */
interface Pruned {
  readonly plan: ResolvedPlan
  readonly moved: ReadonlyMap<number, number>
}

function prune(plan: ResolvedPlan, required: ReadonlySet<number>): Pruned {
  switch (plan.kind) {
    case 'scan': {
      const kept = ascending(required)
      const columns = kept.map((i) => plan.columns[i] as number)
      return { plan: { ...plan, columns, schema: subset(plan.schema, kept) }, moved: positions(kept) }
    }
    case 'project': {
      const kept = ascending(required)
      const columns = kept.map((i) => plan.columns[i] as (typeof plan.columns)[number])
      const needed = new Set<number>()
      for (const { expression } of columns) referencesOf(expression, needed)
      const child = prune(plan.child, needed)
      const moved = columns.map(({ name, expression }) => ({ name, expression: remap(expression, child.moved) }))
      return {
        plan: { kind: 'project', child: child.plan, columns: moved, schema: subset(plan.schema, kept) },
        moved: positions(kept),
      }
    }
    case 'filter': {
      const child = prune(plan.child, referencesOf(plan.condition, new Set(required)))
      const condition = remap(plan.condition, child.moved)
      return { plan: { kind: 'filter', child: child.plan, condition, schema: child.plan.schema }, moved: child.moved }
    }
    case 'eventTimeWatermark':
      return pruneWatermark(plan, required)
    case 'deduplicate':
      return pruneDeduplicate(plan, required)
    case 'union':
      return pruneUnion(plan, required)
    case 'aggregate':
      return pruneAggregate(plan, required)
    case 'expand':
      return pruneExpand(plan, required)
    case 'timeWindow':
      return pruneTimeWindow(plan, required)
    case 'limit':
    case 'offset':
    case 'sample': {
      const child = prune(plan.child, required)
      return { plan: { ...plan, child: child.plan, schema: child.plan.schema }, moved: child.moved }
    }
    case 'sort':
      return pruneSort(plan, required)
    case 'generate':
      return pruneGenerate(plan, required)
    case 'observe':
      return pruneObserve(plan, required)
    case 'filterRows':
    case 'mapRows': {
      const all = [...plan.child.schema.fields.keys()]
      const child = exactly(prune(plan.child, new Set(all)), all, plan.child.schema)
      return { plan: { ...plan, child }, moved: positions([...plan.schema.fields.keys()]) }
    }
    default: {
      const children = resolvedChildren(plan).map((child) => {
        const all = [...child.schema.fields.keys()]
        return exactly(prune(child, new Set(all)), all, child.schema)
      })
      return { plan: withResolvedChildren(plan, children), moved: positions([...plan.schema.fields.keys()]) }
    }
  }
}

function pruneWatermark(plan: ResolvedWatermark, required: ReadonlySet<number>): Pruned {
  const child = prune(plan.child, new Set([...required, plan.column]))
  const column = child.moved.get(plan.column) as number
  const schema = marked(child.plan.schema, column, plan.delayMs)
  return { plan: { ...plan, child: child.plan, column, schema }, moved: child.moved }
}

function pruneDeduplicate(plan: ResolvedDeduplicate, required: ReadonlySet<number>): Pruned {
  const own = plan.eventTime === null ? plan.keys : [...plan.keys, plan.eventTime]
  const child = prune(plan.child, new Set([...required, ...own]))
  const at = (i: number) => child.moved.get(i) as number
  const eventTime = plan.eventTime === null ? null : at(plan.eventTime)
  return {
    plan: { ...plan, child: child.plan, keys: plan.keys.map(at), eventTime, schema: child.plan.schema },
    moved: child.moved,
  }
}

function pruneSort(plan: ResolvedSort, required: ReadonlySet<number>): Pruned {
  const needed = new Set(required)
  for (const { expression } of plan.orders) referencesOf(expression, needed)
  const child = prune(plan.child, needed)
  const orders = plan.orders.map((order) => ({ ...order, expression: remap(order.expression, child.moved) }))
  return { plan: { ...plan, child: child.plan, orders, schema: child.plan.schema }, moved: child.moved }
}

function pruneObserve(plan: ResolvedObserve, required: ReadonlySet<number>): Pruned {
  const needed = new Set(required)
  for (const { expression } of plan.inputs) referencesOf(expression, needed)
  const child = prune(plan.child, needed)
  const inputs = plan.inputs.map((input) => ({ ...input, expression: remap(input.expression, child.moved) }))
  return { plan: { ...plan, child: child.plan, inputs, schema: child.plan.schema }, moved: child.moved }
}

/** Of the child what is asked for and what is generated from; the columns of the generator stay, behind those of the child. */
function pruneGenerate(plan: ResolvedGenerate, required: ReadonlySet<number>): Pruned {
  const width = plan.child.schema.fields.length
  const child = prune(plan.child, new Set([...[...required].filter((i) => i < width), plan.input]))
  const generated = plan.schema.fields.slice(width)
  const { fields } = child.plan.schema
  const moved = new Map([...child.moved, ...generated.map((_, i): [number, number] => [width + i, fields.length + i])])
  const schema: StructType = { kind: 'struct', fields: [...fields, ...generated] }
  return { plan: { ...plan, child: child.plan, input: child.moved.get(plan.input) as number, schema }, moved }
}

function pruneUnion(plan: ResolvedUnion, required: ReadonlySet<number>): Pruned {
  const kept = ascending(required)
  const children = plan.children.map((child) => exactly(prune(child, required), kept, child.schema))
  return { plan: { kind: 'union', children, schema: subset(plan.schema, kept) }, moved: positions(kept) }
}

/** Keys stay, they make the groups; aggregates that nobody asks for are not computed. */
function pruneAggregate(plan: ResolvedAggregate, required: ReadonlySet<number>): Pruned {
  const keys = plan.groupings.length
  const wanted = plan.aggregates.flatMap((call, i) => (required.has(keys + i) ? [{ call, ordinal: keys + i }] : []))
  const needed = new Set(plan.groupings)
  for (const { call } of wanted) for (const i of readBy(call)) needed.add(i)
  const child = prune(plan.child, needed)
  const at = (i: number) => child.moved.get(i) as number
  const kept = [...plan.groupings.keys(), ...wanted.map(({ ordinal }) => ordinal)]
  const aggregates = wanted.map(({ call }) => ({
    ...call,
    args: call.args.map(at),
    filter: call.filter === null ? null : at(call.filter),
  }))
  return {
    plan: {
      ...plan,
      child: child.plan,
      groupings: plan.groupings.map(at),
      aggregates,
      schema: subset(plan.schema, kept),
    },
    moved: positions(kept),
  }
}

function readBy({ args, filter }: AggregateCall): readonly number[] {
  return filter === null ? args : [...args, filter]
}

function pruneExpand(plan: ResolvedExpand, required: ReadonlySet<number>): Pruned {
  const kept = ascending(required)
  const rows = plan.projections.map((row) => kept.map((i) => row[i] as ResolvedExpression))
  const needed = new Set<number>()
  for (const row of rows) for (const expression of row) referencesOf(expression, needed)
  const child = prune(plan.child, needed)
  const projections = rows.map((row) => row.map((expression) => remap(expression, child.moved)))
  return {
    plan: { ...plan, child: child.plan, projections, schema: subset(plan.schema, kept) },
    moved: positions(kept),
  }
}

/** The window stays: rows are repeated by it. */
function pruneTimeWindow(plan: ResolvedTimeWindow, required: ReadonlySet<number>): Pruned {
  const window = plan.schema.fields.length - 1
  const kept = new Set([...required, plan.time].filter((i) => i !== window))
  const child = prune(plan.child, kept)
  const field = plan.schema.fields[window] as StructField
  const { fields } = child.plan.schema
  const schema: StructType = { kind: 'struct', fields: [...fields, field] }
  const moved = new Map([...child.moved, [window, fields.length]])
  return { plan: { ...plan, child: child.plan, time: child.moved.get(plan.time) as number, schema }, moved }
}

/** Exactly the columns `ordinals` of the plan before pruning, in that order. */
function exactly({ plan, moved }: Pruned, ordinals: readonly number[], before: StructType): ResolvedPlan {
  const inPlace =
    plan.schema.fields.length === ordinals.length && ordinals.every((ordinal, i) => moved.get(ordinal) === i)
  if (inPlace) return plan
  const columns = ordinals.map((ordinal) => ({
    name: (before.fields[ordinal] as StructField).name,
    expression: columnReference(plan.schema, moved.get(ordinal) as number),
  }))
  return project(plan, columns.length === 0 ? allColumns(plan.schema).slice(0, 0) : columns)
}

function ascending(ordinals: ReadonlySet<number>): readonly number[] {
  return [...ordinals].sort((a, b) => a - b)
}

function positions(kept: readonly number[]): ReadonlyMap<number, number> {
  return new Map(kept.map((ordinal, i) => [ordinal, i]))
}

function subset(schema: StructType, kept: readonly number[]): StructType {
  return { kind: 'struct', fields: kept.map((i) => schema.fields[i] as StructField) }
}

function marked(schema: StructType, column: number, delayMs: number): StructType {
  const fields = schema.fields.map((field, i): StructField => {
    const { watermarkDelayMs: _, ...metadata } = field.metadata ?? {}
    return { ...field, metadata: i === column ? { ...metadata, watermarkDelayMs: delayMs } : metadata }
  })
  return { kind: 'struct', fields }
}
