import type { Call, Coalesce, ExpressionConf, ResolvedExpression } from '../../expressions/expression.ts'
import { dataTypeOf, nullableOf } from '../../expressions/expression-type.ts'
import { falseLiteral, isNullLiteral, kernelOf, nullOf, trueLiteral } from '../constant.ts'
import { expressionRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/** Gives the null that an expression must be, and answers null tests of what cannot be null. Arguments beside a null are not computed any more, as in Spark. */
export const nullPropagation: Rule = expressionRule('NullPropagation', (e, conf) => {
  if (e.kind === 'coalesce') return coalesced(e)
  if (e.kind !== 'call') return e
  return nullTest(e) ?? nullSafeEqual(e) ?? propagated(e, conf) ?? e
})

function nullTest(e: Call): ResolvedExpression | null {
  if (e.name !== 'isnull' && e.name !== 'isnotnull') return null
  const [child] = e.args as readonly [ResolvedExpression]
  if (isNullLiteral(child)) return e.name === 'isnull' ? trueLiteral : falseLiteral
  if (nullableOf(child)) return null
  return e.name === 'isnull' ? falseLiteral : trueLiteral
}

/** `x <=> null` */
function nullSafeEqual(e: Call): ResolvedExpression | null {
  if (e.name !== '<=>') return null
  const [left, right] = e.args as readonly [ResolvedExpression, ResolvedExpression]
  const other = isNullLiteral(right) ? left : isNullLiteral(left) ? right : null
  return other && { kind: 'call', name: 'isnull', args: [other], dataType: { kind: 'boolean' }, nullable: false }
}

function propagated(e: Call, conf: ExpressionConf): ResolvedExpression | null {
  if (!e.args.some(isNullLiteral) || kernelOf(e, conf)?.nulls !== 'propagate') return null
  return nullOf(dataTypeOf(e))
}

/** What is null never decides; what cannot be null always does. */
function coalesced(e: Coalesce): ResolvedExpression {
  const candidates = e.args.filter((arg) => !isNullLiteral(arg))
  const last = candidates.findIndex((arg) => !nullableOf(arg))
  const args = last < 0 ? candidates : candidates.slice(0, last + 1)
  const [only] = args
  if (only === undefined) return nullOf(dataTypeOf(e))
  if (args.length === 1) return only
  return args.length === e.args.length ? e : { ...e, args }
}
