import type {
  ResolvedObserve,
  ResolvedPlan,
  ResolvedSort,
  ResolvedUnion,
  ResolvedWatermark,
} from '../../plan/resolved-plan.ts'
import type { StructField, StructType } from '../../types/data-type.ts'
import { referencesOf, remap } from '../bound-references.ts'
import type { Rule } from '../rule.ts'
import {
  pruneAggregate,
  pruneExpand,
  pruneGenerate,
  pruneJoin,
  pruneTimeWindow,
  pruneWindow,
} from './prune-wide-operators.ts'
import { ascending, exactly, type Pruned, positions, pruneNothing, subset } from './pruned-plan.ts'

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
    case 'deduplicate': {
      const own = plan.eventTime === null ? plan.keys : [...plan.keys, plan.eventTime]
      const child = prune(plan.child, new Set([...required, ...own]))
      const at = (i: number) => child.moved.get(i) as number
      const eventTime = plan.eventTime === null ? null : at(plan.eventTime)
      return {
        plan: { ...plan, child: child.plan, keys: plan.keys.map(at), eventTime, schema: child.plan.schema },
        moved: child.moved,
      }
    }
    case 'union':
      return pruneUnion(plan, required)
    case 'aggregate':
      return pruneAggregate(plan, required, prune)
    case 'expand':
      return pruneExpand(plan, required, prune)
    case 'timeWindow':
      return pruneTimeWindow(plan, required, prune)
    case 'join':
      return pruneJoin(plan, required, prune)
    case 'limit':
    case 'offset':
    case 'sample': {
      const child = prune(plan.child, required)
      return { plan: { ...plan, child: child.plan, schema: child.plan.schema }, moved: child.moved }
    }
    case 'sort':
      return pruneSort(plan, required)
    case 'window':
      return pruneWindow(plan, required, prune)
    case 'generate':
      return pruneGenerate(plan, required, prune)
    case 'observe':
      return pruneObserve(plan, required)
    case 'filterRows':
    case 'mapRows': {
      const all = [...plan.child.schema.fields.keys()]
      const child = exactly(prune(plan.child, new Set(all)), all, plan.child.schema)
      return { plan: { ...plan, child }, moved: positions([...plan.schema.fields.keys()]) }
    }
    default:
      return pruneNothing(plan, prune)
  }
}

function pruneWatermark(plan: ResolvedWatermark, required: ReadonlySet<number>): Pruned {
  const child = prune(plan.child, new Set([...required, plan.column]))
  const column = child.moved.get(plan.column) as number
  const schema = marked(child.plan.schema, column, plan.delayMs)
  return { plan: { ...plan, child: child.plan, column, schema }, moved: child.moved }
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

function pruneUnion(plan: ResolvedUnion, required: ReadonlySet<number>): Pruned {
  const kept = ascending(required)
  const children = plan.children.map((child) => exactly(prune(child, required), kept, child.schema))
  return { plan: { kind: 'union', children, schema: subset(plan.schema, kept) }, moved: positions(kept) }
}

function marked(schema: StructType, column: number, delayMs: number): StructType {
  const fields = schema.fields.map((field, i): StructField => {
    const { watermarkDelayMs: _, ...metadata } = field.metadata ?? {}
    return { ...field, metadata: i === column ? { ...metadata, watermarkDelayMs: delayMs } : metadata }
  })
  return { kind: 'struct', fields }
}
