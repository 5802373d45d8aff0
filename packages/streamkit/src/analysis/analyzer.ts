import { unreachable } from '../errors/invariant.ts'
import type { ExpressionConf } from '../expressions/expression.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import { resolveDeduplicate, resolveWatermark } from './resolve-event-time.ts'
import { resolveDrop, resolveFilter, resolveProject, resolveRenames, resolveWithColumns } from './resolve-projection.ts'
import { resolveUnion } from './resolve-union.ts'

/**
 * Binds names, types expressions and replaces sugar. Throws AnalysisException with the first thing that is wrong; the plan itself is not changed.
 */
export function analyze(plan: LogicalPlan, conf: ExpressionConf): ResolvedPlan {
  switch (plan.kind) {
    case 'streamingRelation':
    case 'batchRelation':
    case 'localRelation':
      return { kind: 'scan', relation: plan, columns: plan.schema.fields.map((_, i) => i), schema: plan.schema }
    case 'union':
      return resolveUnion(
        plan.children.map((child) => analyze(child, conf)),
        conf,
      )
    case 'subqueryAlias':
      return analyze(plan.child, conf)
    default:
      return analyzeOver(plan, analyze(plan.child, conf), conf)
  }
}

type UnaryPlan = Exclude<
  LogicalPlan,
  { readonly kind: 'streamingRelation' | 'batchRelation' | 'localRelation' | 'union' | 'subqueryAlias' }
>

function analyzeOver(plan: UnaryPlan, child: ResolvedPlan, conf: ExpressionConf): ResolvedPlan {
  const qualifier = plan.child.kind === 'subqueryAlias' ? plan.child.alias : null
  const scope = { child, qualifier, conf }
  switch (plan.kind) {
    case 'project':
      return resolveProject(plan.expressions, scope)
    case 'withColumns':
      return resolveWithColumns(plan.columns, scope)
    case 'withColumnsRenamed':
      return resolveRenames(plan.renames, scope)
    case 'drop':
      return resolveDrop(plan.columns, scope)
    case 'filter':
      return resolveFilter(plan.condition, scope)
    case 'eventTimeWatermark':
      return resolveWatermark(plan, child)
    case 'deduplicate':
      return resolveDeduplicate(plan, child)
    case 'mapRows':
      return { kind: 'mapRows', child, fn: plan.fn, flat: plan.flat, schema: plan.schema }
    case 'filterRows':
      return { kind: 'filterRows', child, fn: plan.fn, schema: child.schema }
    case 'limit':
      return { kind: 'limit', child, count: plan.count, schema: child.schema }
    default:
      return unreachable(plan, 'analyze')
  }
}
