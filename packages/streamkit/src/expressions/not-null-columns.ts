import type { ResolvedExpression } from './expression.ts'
import { addIntervalName } from './functions/interval-functions.ts'

/** Calls that are null whenever an argument is. */
const nullIn = new Set(['=', '<', '<=', '>', '>=', '!=', '!', '+', '-', '*', '/', '%', 'negative', addIntervalName])

/** The columns that cannot be null where the expression is not: those it hands its nulls on from. */
export function notNullColumns(e: ResolvedExpression, into: Set<number> = new Set()): Set<number> {
  switch (e.kind) {
    case 'bound':
      into.add(e.ordinal)
      break
    case 'cast':
    case 'alias':
    case 'getField':
      notNullColumns(e.child, into)
      break
    case 'call':
      if (nullIn.has(e.name)) for (const arg of e.args) notNullColumns(arg, into)
      break
    default:
  }
  return into
}
