import { conjunctsOf, isDeterministic, referencesOf, remap } from '../../expressions/bound-references.ts'
import type { ResolvedExpression } from '../../expressions/expression.ts'
import {
  type ResolvedAggregate,
  type ResolvedFilter,
  type ResolvedGenerate,
  type ResolvedPlan,
  type ResolvedTimeWindow,
  type ResolvedUnion,
  type ResolvedWatermark,
  resolvedChildren,
  withResolvedChildren,
} from '../../plan/resolved-plan.ts'
import { filtered, placedBelowProject } from '../placed-filter.ts'
import type { Rule } from '../rule.ts'

/**
 * Moves the conditions of filters that were written after withWatermark below it, so that rows which are filtered away do not move the watermark: what Spark does. A
 * condition goes through other filters, through projections (over what its columns are computed from), sorts and generators, and into all sides of a union; each part of an `and` goes by itself.
 *
 * Left alone: a condition that reads the event-time column itself (its rows do move the watermark), one that is not deterministic, and what has
 * no watermark below it.
 */
export const pushFilterThroughWatermark: Rule = {
  name: 'PushFilterThroughWatermark',
  required: true,
  apply: push,
}

function push(plan: ResolvedPlan): ResolvedPlan {
  const children = resolvedChildren(plan)
  const pushed = children.map(push)
  const node = pushed.every((child, i) => child === children[i]) ? plan : withResolvedChildren(plan, pushed)
  return node.kind === 'filter' ? pushFilter(node) : node
}

function pushFilter(filter: ResolvedFilter): ResolvedPlan {
  // Where it is read, it is as far down as it goes.
  if (isFilteredScan(filter.child)) return filter
  let child: ResolvedPlan = filter.child
  const staying: ResolvedExpression[] = []
  for (const condition of conjunctsOf(filter.condition)) {
    const below: ResolvedPlan | null = isDeterministic(condition) ? placedBelow(condition, child) : null
    if (below === null) staying.push(condition)
    else child = below
  }
  if (child === filter.child) return filter
  return staying.reduce((plan, condition) => filtered(plan, condition), child)
}

/** The plan with the condition as far down as it goes: below a watermark, or where rows are read; null if it cannot get to either. */
function placedBelow(condition: ResolvedExpression, plan: ResolvedPlan): ResolvedPlan | null {
  switch (plan.kind) {
    case 'eventTimeWatermark':
      return placedBelowWatermark(condition, plan)
    case 'project':
      return placedBelowProject(condition, plan, placedBelow)
    case 'union':
      return placedBelowUnion(condition, plan)
    case 'timeWindow':
      return placedBelowTimeWindow(condition, plan)
    case 'generate':
      return placedBelowGenerate(condition, plan)
    case 'sort': {
      const child = placedBelow(condition, plan.child)
      return child === null ? null : { ...plan, child }
    }
    case 'aggregate':
      return placedBelowAggregate(condition, plan)
    case 'scan':
      return filtered(plan, condition)
    case 'filter': {
      // Above the filters of a scan: parts of a condition are checked in the order in which they were written.
      if (isFilteredScan(plan)) return filtered(plan, condition)
      const child = isDeterministic(plan.condition) ? placedBelow(condition, plan.child) : null
      return child === null ? null : { ...plan, child }
    }
    default:
      return null
  }
}

function isFilteredScan(plan: ResolvedPlan): boolean {
  return plan.kind === 'scan' || (plan.kind === 'filter' && isFilteredScan(plan.child))
}

function placedBelowWatermark(condition: ResolvedExpression, plan: ResolvedWatermark): ResolvedPlan | null {
  if (referencesOf(condition).has(plan.column)) return null
  return { ...plan, child: placedBelow(condition, plan.child) ?? filtered(plan.child, condition) }
}

/** A condition on anything but the window itself. */
function placedBelowTimeWindow(condition: ResolvedExpression, plan: ResolvedTimeWindow): ResolvedPlan | null {
  if (referencesOf(condition).has(plan.schema.fields.length - 1)) return null
  return { ...plan, child: placedBelow(condition, plan.child) ?? filtered(plan.child, condition) }
}

/** A condition on anything but what is generated. */
function placedBelowGenerate(condition: ResolvedExpression, plan: ResolvedGenerate): ResolvedPlan | null {
  const width = plan.child.schema.fields.length
  if (![...referencesOf(condition)].every((ordinal) => ordinal < width)) return null
  const child = placedBelow(condition, plan.child)
  return child === null ? null : { ...plan, child }
}

/** A condition on the keys of groups decides on all rows of a group at once. */
function placedBelowAggregate(condition: ResolvedExpression, plan: ResolvedAggregate): ResolvedPlan | null {
  const keys = plan.groupings
  const isKey = (ordinal: number) => ordinal < keys.length && ordinal !== plan.session
  const references = [...referencesOf(condition)]
  if (references.length === 0 || !references.every(isKey)) return null
  const below = remap(condition, new Map(keys.map((key, i) => [i, key])))
  return { ...plan, child: placedBelow(below, plan.child) ?? filtered(plan.child, below) }
}

/** Sides without a watermark are filtered at their top. */
function placedBelowUnion(condition: ResolvedExpression, plan: ResolvedUnion): ResolvedPlan | null {
  const placed = plan.children.map((child) => placedBelow(condition, child))
  if (placed.every((child) => child === null)) return null
  const children = plan.children.map((child, i) => placed[i] ?? filtered(child, condition))
  return { ...plan, children }
}
