import { childrenOf, type Expression, withChildren } from '../expressions/expression.ts'
import { type RoutineLookup, routineCall } from '../expressions/user-routine.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'

/**
 * The plan with functions of the user in the place of their names, in the expressions of its topmost node: those below were bound when they were made, and keep what their names meant then.
 */
export function bindRoutines(plan: LogicalPlan, find: RoutineLookup): LogicalPlan {
  const bind = (e: Expression) => bindExpression(e, find)
  switch (plan.kind) {
    case 'project':
      return { ...plan, expressions: plan.expressions.map(bind) }
    case 'withColumns':
      return {
        ...plan,
        columns: plan.columns.map(({ name, expression }) => ({ name, expression: bind(expression) })),
      }
    case 'filter':
      return { ...plan, condition: bind(plan.condition) }
    case 'aggregate':
      return { ...plan, groupings: plan.groupings.map(bind), aggregates: plan.aggregates.map(bind) }
    case 'pivot':
      return {
        ...plan,
        groupings: plan.groupings.map(bind),
        column: bind(plan.column),
        aggregates: plan.aggregates.map(bind),
      }
    case 'join':
      return { ...plan, condition: plan.condition && bind(plan.condition) }
    case 'sort':
      return { ...plan, orders: plan.orders.map((order) => ({ ...order, expression: bind(order.expression) })) }
    case 'observe':
      return { ...plan, metrics: plan.metrics.map(bind) }
    case 'groupState':
      return { ...plan, groupings: plan.groupings.map(bind) }
    default:
      return plan
  }
}

function bindExpression(e: Expression, find: RoutineLookup): Expression {
  const children = childrenOf(e)
  const bound = children.map((child) => bindExpression(child, find))
  const same = bound.every((child, i) => child === children[i]) ? e : withChildren(e, bound)
  if (same.kind !== 'call' || same.userAggregate !== undefined) return same
  const routine = find(same.name)
  return routine === undefined ? same : routineCall(same, routine)
}
