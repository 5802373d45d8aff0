import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression, NamedExpression } from '../expressions/expression.ts'
import { nameOf, sqlText } from '../expressions/expression-type.ts'
import type { Aggregate } from '../plan/logical-plan.ts'
import { isStreamingPlan, type ResolvedAggregate, type ResolvedPlan } from '../plan/resolved-plan.ts'
import type { StructField, StructType } from '../types/data-type.ts'
import { aggregateIn } from './aggregate-calls.ts'
import { AggregateOutput, type GroupKey } from './aggregate-output.ts'
import { expandGroupings } from './expand-groupings.ts'
import { eventTimeOf } from './resolve-event-time.ts'
import { columnReference, type PlanScope, project, resolve, unaliased } from './resolve-projection.ts'
import { extractTimeWindows } from './resolve-time-window.ts'
import { extractWindows } from './resolve-window.ts'
import { keyName, sparkName } from './spark-name.ts'

/**
 * An aggregation in three steps: a projection computes the keys and what the aggregates read, the aggregation itself knows columns only, and a projection above computes what is made of
 * aggregates (`sum(v) / count(v)`). Gives the keys, then the aggregates, under Spark's names.
 *
 * @throws AnalysisException MISSING_AGGREGATION, MISSING_GROUP_BY, NESTED_AGGREGATE_FUNCTION, GROUP_BY_AGGREGATE,
 * GROUPING_COLUMN_MISMATCH, UNSUPPORTED_GROUPING_EXPRESSION
 */
export function resolveAggregate(plan: Aggregate, outer: PlanScope): ResolvedPlan {
  const all = extractTimeWindows([...plan.groupings, ...plan.aggregates], outer)
  const scope = all.scope
  const keys = all.expressions.slice(0, plan.groupings.length).map((grouping) => groupKey(grouping, scope))
  const output = new AggregateOutput({ keys, scope, subtotals: plan.grouping !== 'groupBy' })
  const written = all.expressions.slice(keys.length)
  const rewritten = written.map((e) => output.rewritten(e))
  const session = all.session !== null && all.session < keys.length ? all.session : null
  const aggregate = assemble({ plan, output, session })
  // Functions over windows of groups come between the aggregation and what is made of both.
  const windowed = extractWindows(rewritten, { ...outer, child: aggregate })
  const columns = keys.map(({ name }, i) => ({ name, expression: columnReference(aggregate.schema, i) }))
  const results = windowed.expressions.map((e, i): NamedExpression => {
    const before = written[i] as Expression
    const name = before.kind === 'windowExpression' ? nameOf(e) : sparkName(before, scope)
    return { name, expression: unaliased(resolve(e, windowed.scope)) }
  })
  const result = [...columns, ...results]
  return windowed.scope.child === aggregate ? projected(aggregate, result) : project(windowed.scope.child, result)
}

/** Whether a selection is an aggregation of all rows: `select(sum('v'))`. */
export function isAggregation(expressions: readonly Expression[]): boolean {
  return expressions.some((expression) => aggregateIn(expression) !== null)
}

function groupKey(grouping: Expression, scope: PlanScope): GroupKey {
  const found = aggregateIn(grouping)
  if (found !== null) throw new AnalysisException('GROUP_BY_AGGREGATE', { sqlExpr: `"${sqlText(found)}"` })
  const expression = unaliased(resolve(grouping, scope))
  return { name: keyName(grouping, scope), expression }
}

interface Assembly {
  readonly plan: Aggregate
  readonly output: AggregateOutput
  readonly session: number | null
}

function assemble({ plan, output, session }: Assembly): ResolvedAggregate {
  const inputs = project(output.scope.child, output.inputs)
  const child = plan.grouping === 'groupBy' ? inputs : expandGroupings(inputs, output.keys.length, plan)
  const groupings = child.schema.fields.map((_, i) => i).slice(0, output.groupingCount)
  const keyFields = groupings.map((i) => child.schema.fields[i] as StructField)
  const aggregateFields = output.aggregates.map(
    ({ dataType, nullable }, i): StructField => ({ name: output.aggregateNames[i] as string, dataType, nullable }),
  )
  const schema: StructType = { kind: 'struct', fields: [...keyFields, ...aggregateFields] }
  const eventTime = isStreamingPlan(child) ? eventTimeOf({ kind: 'struct', fields: keyFields }) : null
  const shift = child.schema.fields.length - inputs.schema.fields.length
  const aggregates = output.aggregates.map((call) => ({
    ...call,
    args: call.args.map((i) => i + shift),
    filter: call.filter === null ? null : call.filter + shift,
  }))
  const { allowedLatenessMs } = plan
  const lateness = allowedLatenessMs === undefined ? {} : { allowedLatenessMs }
  return { kind: 'aggregate', child, groupings, aggregates, eventTime, session, ...lateness, schema }
}

/** The projection, unless it would change nothing but the names of the last columns. */
function projected(aggregate: ResolvedAggregate, columns: readonly NamedExpression[]): ResolvedPlan {
  const { fields } = aggregate.schema
  const inPlace =
    columns.length === fields.length &&
    columns.every(({ expression }, i) => expression.kind === 'bound' && expression.ordinal === i)
  if (!inPlace) return project(aggregate, columns)
  const named = fields.map((field, i): StructField => ({ ...field, name: (columns[i] as NamedExpression).name }))
  return { ...aggregate, schema: { kind: 'struct', fields: named } }
}
