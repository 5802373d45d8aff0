import { lookupAggregate } from '../expressions/aggregate-registry.ts'
import { type Call, childrenOf, type Expression } from '../expressions/expression.ts'

/** Whether this is a call of an aggregate function. */
export function isAggregateCall(e: Expression): e is Call {
  return e.kind === 'call' && lookupAggregate(e.name) !== undefined
}

/** The first call of an aggregate function in an expression, null if there is none. */
export function aggregateIn(e: Expression): Call | null {
  if (isAggregateCall(e)) return e
  // A function over a window is none: it makes no groups.
  if (e.kind === 'windowExpression') return null
  for (const child of childrenOf(e)) {
    const found = aggregateIn(child)
    if (found !== null) return found
  }
  return null
}
