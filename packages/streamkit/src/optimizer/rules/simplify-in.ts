import { isDeterministic } from '../../expressions/bound-references.ts'
import type { Call, ResolvedExpression } from '../../expressions/expression.ts'
import { nullableOf } from '../../expressions/expression-type.ts'
import { sameExpression } from '../../expressions/same-expression.ts'
import { booleanType } from '../../types/data-type.ts'
import { expressionRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/** Leaves out what is in a list twice; a list of one is an equality. */
export const simplifyIn: Rule = expressionRule('OptimizeIn', (e) =>
  e.kind === 'call' && e.name === 'in' && e.args.every(isDeterministic) ? simplified(e) : e,
)

function simplified(e: Call): ResolvedExpression {
  const [value, ...items] = e.args as readonly [ResolvedExpression, ...ResolvedExpression[]]
  const distinct = distinctItems(items)
  const [only] = distinct
  if (only !== undefined && distinct.length === 1) {
    const nullable = nullableOf(value) || nullableOf(only)
    return { kind: 'call', name: '=', args: [value, only], dataType: booleanType, nullable }
  }
  return distinct.length === items.length ? e : { ...e, args: [value, ...distinct] }
}

function distinctItems(items: readonly ResolvedExpression[]): readonly ResolvedExpression[] {
  const constants = new Set<unknown>()
  const others: ResolvedExpression[] = []
  return items.filter((item) => {
    if (item.kind === 'literal') {
      const key = JSON.stringify(item.value)
      return constants.has(key) ? false : constants.add(key)
    }
    if (others.some((other) => sameExpression(other, item))) return false
    others.push(item)
    return true
  })
}
