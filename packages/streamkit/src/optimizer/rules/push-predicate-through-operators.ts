import { conjunctionOf, conjunctsOf, isDeterministic, referencesOf, remap } from '../../expressions/bound-references.ts'
import type { ResolvedExpression } from '../../expressions/expression.ts'
import {
  isStreamingPlan,
  type ResolvedFilter,
  type ResolvedPlan,
  resolvedChildren,
  withResolvedChildren,
} from '../../plan/resolved-plan.ts'
import { filtered, placedBelowProject } from '../placed-filter.ts'
import type { Rule } from '../rule.ts'

/**
 * Filters before work is done: below projections, unions, sorts, generators, the functions of windows where it is about their partitions, aggregations where it is about their keys, and, of bounded
 * rows, the dropping of duplicates where it is about what makes them such. Where the watermark of a stream is concerned, PushFilterThroughWatermark has done all there is to do.
 */
export const pushPredicateThroughOperators: Rule = { name: 'PushPredicateThroughNonJoin', apply: push }

function push(plan: ResolvedPlan): ResolvedPlan {
  const node = plan.kind === 'filter' ? pushFilter(plan) : plan
  const children = resolvedChildren(node)
  const pushed = children.map((child) => push(child))
  return pushed.every((child, i) => child === children[i]) ? node : withResolvedChildren(node, pushed)
}

function pushFilter(filter: ResolvedFilter): ResolvedPlan {
  let child: ResolvedPlan = filter.child
  const staying: ResolvedExpression[] = []
  for (const condition of conjunctsOf(filter.condition)) {
    // Behind a part that stays, a part may rely on rows that are gone already.
    const below: ResolvedPlan | null = isDeterministic(condition) ? placedBelow(condition, child) : null
    if (below === null) staying.push(condition)
    else child = below
  }
  if (child === filter.child) return filter
  const rest = conjunctionOf(staying)
  return rest === null ? child : filtered(child, rest)
}

/** The plan with the condition below its top; null if it has to stay above. */
function placedBelow(condition: ResolvedExpression, plan: ResolvedPlan): ResolvedPlan | null {
  const references = [...referencesOf(condition)]
  const reads = (isPassedOn: (ordinal: number) => boolean) => references.length > 0 && references.every(isPassedOn)
  const deeper = (part: ResolvedExpression, child: ResolvedPlan) => placedBelow(part, child) ?? filtered(child, part)
  switch (plan.kind) {
    case 'project':
      return placedBelowProject(condition, plan, deeper)
    case 'union':
      return { ...plan, children: plan.children.map((child) => deeper(condition, child)) }
    case 'sort':
      return { ...plan, child: deeper(condition, plan.child) }
    case 'generate': {
      const width = plan.child.schema.fields.length
      return reads((ordinal) => ordinal < width) ? { ...plan, child: deeper(condition, plan.child) } : null
    }
    case 'window':
      return reads((ordinal) => plan.partitionBy.includes(ordinal))
        ? { ...plan, child: deeper(condition, plan.child) }
        : null
    case 'aggregate': {
      const keys = plan.groupings
      if (!reads((ordinal) => ordinal < keys.length && ordinal !== plan.session)) return null
      return { ...plan, child: deeper(remap(condition, new Map(keys.map((key, i) => [i, key]))), plan.child) }
    }
    case 'deduplicate':
      if (isStreamingPlan(plan) || !reads((ordinal) => plan.keys.includes(ordinal))) return null
      return { ...plan, child: deeper(condition, plan.child) }
    default:
      return null
  }
}
