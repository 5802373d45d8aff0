import { AnalysisException } from '../errors/streamkit-error.ts'
import { aggregateOf } from '../expressions/aggregate-registry.ts'
import { type Call, childrenOf, type Expression, type NamedExpression } from '../expressions/expression.ts'
import { sqlText } from '../expressions/expression-type.ts'
import { lookupFunction } from '../expressions/function-registry.ts'
import type { Observe } from '../plan/logical-plan.ts'
import { type ResolvedPlan, walkPlan } from '../plan/resolved-plan.ts'
import { aggregateIn } from './aggregate-calls.ts'
import { AggregateOutput } from './aggregate-output.ts'
import { type PlanScope, unaliased } from './resolve-projection.ts'
import { sparkName } from './spark-name.ts'

/**
 * Aggregates of all rows that pass, computed on their way.
 *
 * @throws AnalysisException INVALID_OBSERVED_METRICS.*, DUPLICATED_METRICS_NAME
 */
export function resolveObserve(plan: Observe, scope: PlanScope): ResolvedPlan {
  const { name, onMetrics } = plan
  if (name === '') throw new AnalysisException('INVALID_OBSERVED_METRICS.MISSING_NAME', {})
  for (const node of walkPlan(scope.child)) {
    if (node.kind === 'observe' && node.name === name)
      throw new AnalysisException('DUPLICATED_METRICS_NAME', { metricName: name })
  }
  for (const metric of plan.metrics) checkMetric(metric)
  const output = new AggregateOutput({ keys: [], scope, subtotals: false })
  const results = plan.metrics.map((metric): NamedExpression => {
    return { name: sparkName(metric, scope), expression: unaliased(output.resolve(metric)) }
  })
  const { inputs, aggregates } = output
  const { child } = scope
  return { kind: 'observe', child, name, inputs, aggregates, results, onMetrics, schema: child.schema }
}

/** Only aggregates see the columns. */
function checkMetric(e: Expression): void {
  if (e.kind === 'call' && aggregateOf(e) !== undefined) {
    checkAggregate(e)
    return
  }
  if (e.kind === 'attribute' || e.kind === 'bound') {
    throw new AnalysisException('INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE', { expr: sqlText(e) })
  }
  const isRandom =
    (e.kind === 'udf' && !e.deterministic) || (e.kind === 'call' && lookupFunction(e.name)?.deterministic === false)
  if (isRandom) {
    throw new AnalysisException('INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC', {
      expr: sqlText(e),
    })
  }
  for (const child of childrenOf(e)) checkMetric(child)
}

function checkAggregate(call: Call): void {
  const expr = sqlText(call)
  if (call.parameters?.distinct === true) {
    throw new AnalysisException('INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_DISTINCT_UNSUPPORTED', { expr })
  }
  if (call.filter !== undefined) {
    throw new AnalysisException('INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED', { expr })
  }
  if (call.args.some((arg) => aggregateIn(arg) !== null)) {
    throw new AnalysisException('INVALID_OBSERVED_METRICS.NESTED_AGGREGATES_UNSUPPORTED', { expr })
  }
}
