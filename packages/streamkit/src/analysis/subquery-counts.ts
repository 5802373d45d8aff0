import { lookupAggregate } from '../expressions/aggregate-registry.ts'
import type { ExpressionConf, NamedExpression } from '../expressions/expression.ts'
import type { AggregateCall, ResolvedAggregate, ResolvedPlan } from '../plan/resolved-plan.ts'
import type { StructField } from '../types/data-type.ts'
import { allColumns, columnReference, project } from './plan-columns.ts'
import { resolveExpression } from './resolve-expression.ts'

/** One row with one column: the value of the only row of a plan of one column, null of no row; several rows fail when they are read. */
export function countAndFirst(plan: ResolvedPlan, conf: ExpressionConf): ResolvedPlan {
  const aggregated = aggregateOf(plan, [callOf('count', [], plan, conf), callOf('first', [0], plan, conf)])
  const args = allColumns(aggregated.schema).map(({ expression }) => expression)
  const expression = resolveExpression(
    { kind: 'call', name: 'scalar_subquery', args },
    { schema: aggregated.schema, conf },
  )
  const column: NamedExpression = { name: '__scalar', expression }
  return project(aggregated, [column])
}

/** One row with the number of rows of a plan of one column, and of those that are not null. */
export function countsOf(plan: ResolvedPlan, conf: ExpressionConf): ResolvedPlan {
  return aggregateOf(plan, [callOf('count', [], plan, conf), callOf('count', [0], plan, conf)])
}

function aggregateOf(child: ResolvedPlan, aggregates: readonly AggregateCall[]): ResolvedAggregate {
  const fields = aggregates.map(({ dataType, nullable }, i): StructField => {
    return { name: `__aggregate${i}`, dataType, nullable }
  })
  const schema = { kind: 'struct', fields } as const
  return { kind: 'aggregate', child, groupings: [], aggregates, eventTime: null, session: null, schema }
}

function callOf(
  name: string,
  args: readonly number[],
  ...[{ schema }, conf]: readonly [ResolvedPlan, ExpressionConf]
): AggregateCall {
  const definition = lookupAggregate(name) as NonNullable<ReturnType<typeof lookupAggregate>>
  const infos = args.map((i) => columnReference(schema, i))
  const { dataType, nullable } = definition.signature({ args: infos, parameters: {}, conf })
  return {
    name,
    args,
    distinct: false,
    filter: null,
    parameters: {},
    dataType,
    nullable,
    constants: args.map(() => undefined),
  }
}
