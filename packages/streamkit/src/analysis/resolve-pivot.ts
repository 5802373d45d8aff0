import { AnalysisException } from '../errors/streamkit-error.ts'
import { type Call, childrenOf, type Expression, type Literal, withChildren } from '../expressions/expression.ts'
import { nameOf, sqlText } from '../expressions/expression-type.ts'
import { literal } from '../expressions/literal.ts'
import type { Pivot } from '../plan/logical-plan.ts'
import { isStreamingPlan, type ResolvedPlan } from '../plan/resolved-plan.ts'
import { type DataType, isNumeric, type StructField } from '../types/data-type.ts'
import { isAggregateCall } from './aggregate-calls.ts'
import { resolveAggregate } from './resolve-aggregate.ts'
import { columnReference, type PlanScope } from './resolve-projection.ts'
import { sparkName } from './spark-name.ts'
import { refuse } from './streaming-rules/streaming-rule.ts'

/**
 * A column of each aggregate for each value. As Spark does it: aggregates of numbers and booleans are made by group and value first, and put beside each other by a second aggregation, so that a
 * value that a group has no rows of is null, a count too; other aggregates are made at once, each over the rows of its value.
 *
 * @throws AnalysisException PIVOT_VALUES_REQUIRED; on a stream UNSUPPORTED_STREAMING_OPERATION
 */
export function resolvePivot(plan: Pivot, scope: PlanScope): ResolvedPlan {
  const { groupings, values, column } = plan
  if (values === null) throw valuesRequired(plan, scope)
  const once = groupings.length
  const inner = resolveAggregate(
    {
      kind: 'aggregate',
      child: plan.child,
      groupings: [...groupings, column],
      aggregates: plan.aggregates,
      grouping: 'groupBy',
    },
    scope,
  )
  const fields = inner.schema.fields.slice(once + 1)
  if (!fields.every((field) => isFirstSupported(field.dataType))) return pivotAtOnce(plan, values, scope)
  const bound = (ordinal: number) => columnReference(inner.schema, ordinal)
  const aggregates = values.flatMap((value) =>
    fields.map((field, i): Expression => {
      const first: Call = {
        kind: 'call',
        name: 'first',
        args: [bound(once + 1 + i), literal(true)],
        filter: isValue(bound(once), value),
      }
      return { kind: 'alias', child: first, name: pivotName(value, fields.length === 1 ? null : field) }
    }),
  )
  return resolveAggregate(
    {
      kind: 'aggregate',
      child: plan.child,
      groupings: groupings.map((_, i) => bound(i)),
      aggregates,
      grouping: 'groupBy',
    },
    { child: inner, conf: scope.conf },
  )
}

function valuesRequired(plan: Pivot, scope: PlanScope): AnalysisException {
  if (isStreamingPlan(scope.child)) refuse('A pivot without values on a stream', 'Give them: pivot(column, values).')
  return new AnalysisException('PIVOT_VALUES_REQUIRED', { column: `"${sqlText(plan.column)}"` })
}

function pivotAtOnce(plan: Pivot, values: readonly Literal[], scope: PlanScope): ResolvedPlan {
  const aggregates = values.flatMap((value) =>
    plan.aggregates.map((aggregate): Expression => {
      const only = filtered(aggregate, isValue(plan.column, value))
      const name = { name: sparkName(aggregate, scope) }
      return { kind: 'alias', child: only, name: pivotName(value, plan.aggregates.length === 1 ? null : name) }
    }),
  )
  return resolveAggregate(
    { kind: 'aggregate', child: plan.child, groupings: plan.groupings, aggregates, grouping: 'groupBy' },
    scope,
  )
}

/** Every aggregate in the expression counts only rows for which the condition holds. */
function filtered(e: Expression, condition: Expression): Expression {
  if (e.kind === 'alias') return filtered(e.child, condition)
  if (isAggregateCall(e)) {
    const filter: Expression = e.filter === undefined ? condition : { kind: 'and', left: condition, right: e.filter }
    return { ...e, filter }
  }
  return withChildren(
    e,
    childrenOf(e).map((child) => filtered(child, condition)),
  )
}

function isValue(column: Expression, value: Literal): Expression {
  return { kind: 'call', name: '<=>', args: [column.kind === 'alias' ? column.child : column, value] }
}

function isFirstSupported(type: DataType): boolean {
  return isNumeric(type) || type.kind === 'boolean'
}

/** The value, and of several aggregates also the aggregate's name. */
function pivotName(value: Literal, aggregate: Pick<StructField, 'name'> | null): string {
  const text = value.value === null ? 'null' : nameOf(value)
  return aggregate === null ? text : `${text}_${aggregate.name}`
}
