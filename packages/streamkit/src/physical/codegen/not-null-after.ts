import type { Expression, ExpressionConf } from '../../expressions/expression.ts'
import { computationOf } from '../kernel-of.ts'

/** The ordinals of the columns that are not null wherever the condition is true, as Spark's IsNotNull constraints of a filter: later null tests of them need not be made. */
export function notNullAfter(condition: Expression, conf: ExpressionConf): ReadonlySet<number> {
  const ordinals = new Set<number>()
  const isTrue = (e: Expression): void => {
    if (e.kind === 'and') {
      isTrue(e.left)
      isTrue(e.right)
    } else if (e.kind === 'call' && e.name === 'isnotnull') e.args.forEach(isKnown)
    else isKnown(e)
  }
  // `a AND b` is known to be false where b is null: it says nothing of its sides.
  const isKnown = (e: Expression): void => {
    if (e.kind === 'bound') ordinals.add(e.ordinal)
    else if (e.kind === 'alias') isKnown(e.child)
    else if (e.kind === 'call' || e.kind === 'cast') {
      const { kernel, args } = computationOf(e, conf)
      if (kernel.nulls === 'propagate') args.forEach(isKnown)
    }
  }
  isTrue(condition)
  return ordinals
}
