import { isDeterministic } from '../../expressions/bound-references.ts'
import type { Call, Logical, ResolvedExpression } from '../../expressions/expression.ts'
import { nullableOf } from '../../expressions/expression-type.ts'
import { sameExpression } from '../../expressions/same-expression.ts'
import { falseLiteral, isLiteral, isNullLiteral, trueLiteral } from '../constant.ts'
import { expressionRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/** Shortens `and`, `or` and `not`: constants, the same twice, a part that all sides of an `or` share, comparisons under a `not`. Three-valued logic holds throughout. */
export const booleanSimplification: Rule = expressionRule('BooleanSimplification', (e) => {
  if (e.kind === 'and' || e.kind === 'or') return logical(e)
  return e.kind === 'call' && (e.name === '!' || e.name === 'not') ? negation(e) : e
})

function logical(e: Logical): ResolvedExpression {
  const { left, right } = e
  // What decides, and what leaves the other side as it is.
  const decides = e.kind === 'or'
  if (isLiteral(left, decides) || isLiteral(right, decides)) return decides ? trueLiteral : falseLiteral
  if (isLiteral(left, !decides)) return right
  if (isLiteral(right, !decides)) return left
  if (!isDeterministic(left) || !isDeterministic(right)) return e
  if (sameExpression(left, right)) return left
  if (areOpposite(left, right) && !nullableOf(left)) return decides ? trueLiteral : falseLiteral
  return withCommonPart(e) ?? e
}

function areOpposite(a: ResolvedExpression, b: ResolvedExpression): boolean {
  const isNot = (e: ResolvedExpression, of: ResolvedExpression) =>
    e.kind === 'call' && (e.name === '!' || e.name === 'not') && sameExpression(e.args[0] as ResolvedExpression, of)
  return isNot(a, b) || isNot(b, a)
}

/** `(a and b) or (a and c)` is `a and (b or c)`: the part `a` can then be placed by itself. The same with `and` and `or` exchanged. */
function withCommonPart(e: Logical): ResolvedExpression | null {
  const inner = e.kind === 'or' ? 'and' : 'or'
  const [lefts, rights] = [partsOf(e.left, inner), partsOf(e.right, inner)]
  const isIn = (list: readonly ResolvedExpression[]) => (part: ResolvedExpression) =>
    list.some((other) => sameExpression(part, other))
  const common = lefts.filter(isIn(rights))
  if (common.length === 0) return null
  const leftRest = lefts.filter((part) => !isIn(common)(part))
  const rightRest = rights.filter((part) => !isIn(common)(part))
  const shared = joined(common, inner)
  // One side is nothing but the common part: it alone decides.
  if (leftRest.length === 0 || rightRest.length === 0) return shared
  const rest = pair(e.kind, joined(leftRest, inner), joined(rightRest, inner))
  return pair(inner, shared, rest)
}

function partsOf(e: ResolvedExpression, kind: 'and' | 'or'): readonly ResolvedExpression[] {
  return e.kind === kind ? [...partsOf(e.left, kind), ...partsOf(e.right, kind)] : [e]
}

function joined(parts: readonly ResolvedExpression[], kind: 'and' | 'or'): ResolvedExpression {
  return parts.reduce((left, right) => pair(kind, left, right))
}

function pair(kind: 'and' | 'or', left: ResolvedExpression, right: ResolvedExpression): ResolvedExpression {
  return { kind, left, right, nullable: nullableOf(left) || nullableOf(right) }
}

/** Doubles are no exception: NaN has a place in their order. */
const opposites: Readonly<Record<string, string>> = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  isnull: 'isnotnull',
  isnotnull: 'isnull',
}

function negation(e: Call): ResolvedExpression {
  const [child] = e.args as readonly [ResolvedExpression]
  if (isLiteral(child, true)) return falseLiteral
  if (isLiteral(child, false)) return trueLiteral
  if (isNullLiteral(child)) return child
  if (child.kind === 'and' || child.kind === 'or') {
    const [left, right] = [negation(not(child.left)), negation(not(child.right))]
    return pair(child.kind === 'and' ? 'or' : 'and', left, right)
  }
  if (child.kind !== 'call') return e
  if (child.name === '!' || child.name === 'not') return child.args[0] as ResolvedExpression
  const opposite = opposites[child.name]
  return opposite === undefined ? e : { ...child, name: opposite }
}

function not(child: ResolvedExpression): Call {
  return { kind: 'call', name: '!', args: [child], dataType: { kind: 'boolean' }, nullable: nullableOf(child) }
}
