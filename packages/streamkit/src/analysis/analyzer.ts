import { unreachable } from '../errors/invariant.ts'
import type { ExpressionConf, SubqueryPlan } from '../expressions/expression.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import { isAggregation, resolveAggregate } from './resolve-aggregate.ts'
import { resolveDeduplicate, resolveWatermark } from './resolve-event-time.ts'
import { resolveGroupState } from './resolve-group-state.ts'
import { resolveJoin } from './resolve-join.ts'
import { resolveObserve } from './resolve-observe.ts'
import { resolvePivot } from './resolve-pivot.ts'
import { resolveDrop, resolveFilter, resolveProject, resolveRenames, resolveWithColumns } from './resolve-projection.ts'
import { resolveSetOperation } from './resolve-set-operation.ts'
import { resolveSort } from './resolve-sort.ts'
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
      return qualified(analyze(plan.child, conf), plan.alias)
    case 'join':
      return resolveJoin(plan, { left: analyze(plan.left, conf), right: analyze(plan.right, conf), conf })
    case 'intersect':
    case 'except':
      return resolveSetOperation(plan, { left: analyze(plan.left, conf), right: analyze(plan.right, conf), conf })
    default:
      return analyzeOver(plan, analyze(plan.child, conf), conf)
  }
}

type UnaryPlan = Exclude<
  LogicalPlan,
  {
    readonly kind:
      | 'streamingRelation'
      | 'batchRelation'
      | 'localRelation'
      | 'union'
      | 'subqueryAlias'
      | 'join'
      | 'intersect'
      | 'except'
  }
>

function analyzeOver(plan: UnaryPlan, child: ResolvedPlan, conf: ExpressionConf): ResolvedPlan {
  const scope = { child, conf, subquery: (inner: SubqueryPlan) => analyze(inner as LogicalPlan, conf) }
  switch (plan.kind) {
    case 'project':
      return isAggregation(plan.expressions)
        ? resolveAggregate(
            { ...plan, kind: 'aggregate', groupings: [], aggregates: plan.expressions, grouping: 'groupBy' },
            scope,
          )
        : resolveProject(plan.expressions, scope)
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
    case 'offset':
      return { kind: plan.kind, child, count: plan.count, schema: child.schema }
    case 'sample':
      return { kind: 'sample', child, fraction: plan.fraction, seed: plan.seed, schema: child.schema }
    case 'aggregate':
      return resolveAggregate(plan, scope)
    case 'pivot':
      return resolvePivot(plan, scope)
    case 'sort':
      return resolveSort(plan, scope)
    case 'observe':
      return resolveObserve(plan, scope)
    case 'groupState':
      return resolveGroupState(plan, scope, plan.initialState && analyze(plan.initialState.plan, conf))
    default:
      return unreachable(plan, 'analyze')
  }
}

/** The columns can be named by the alias from here on, and by no alias before. */
function qualified(plan: ResolvedPlan, alias: string): ResolvedPlan {
  const fields = plan.schema.fields.map((field) => ({ ...field, metadata: { ...field.metadata, qualifier: alias } }))
  return { ...plan, schema: { kind: 'struct', fields } }
}
