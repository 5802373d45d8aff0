import { aggregateOf } from '../expressions/aggregate-registry.ts'
import { type Call, childrenOf, type Expression } from '../expressions/expression.ts'
import type { AggregateCall } from '../plan/resolved-plan.ts'

/** Whether this is a call of an aggregate function. */
export function isAggregateCall(e: Expression): e is Call {
  return e.kind === 'call' && aggregateOf(e) !== undefined
}

/** The first call of an aggregate function in an expression, null if there is none. */
export function aggregateIn(e: Expression): Call | null {
  if (isAggregateCall(e)) return e
  // A function over a window is none, it makes no groups; but it may be over aggregates.
  const [fn, ...keys] = e.kind === 'windowExpression' ? childrenOf(e) : []
  for (const child of fn === undefined ? childrenOf(e) : [...childrenOf(fn), ...keys]) {
    const found = aggregateIn(child)
    if (found !== null) return found
  }
  return null
}

/** `count(*)` and `count` of constants count rows: they read nothing. */
export function countOfRows(call: Call): Call {
  if (call.userAggregate !== undefined || call.name.toLowerCase() !== 'count' || call.parameters?.distinct === true)
    return call
  const isConstant = (arg: Expression) =>
    (arg.kind === 'literal' && arg.value !== null) || (arg.kind === 'attribute' && arg.nameParts.at(-1) === '*')
  return call.args.every(isConstant) ? { ...call, args: [] } : call
}

/** Whether two resolved calls compute the same. Functions of the user are one only if they are the same object: their text says nothing. */
export function sameCall(a: AggregateCall, b: AggregateCall): boolean {
  return a.userAggregate === b.userAggregate && JSON.stringify(a) === JSON.stringify(b)
}
