import type { Call, Cast, ResolvedExpression } from '../../expressions/expression.ts'
import { dataTypeOf, nullableOf } from '../../expressions/expression-type.ts'
import { literal, literalValue } from '../../expressions/literal.ts'
import { booleanType, type DataType } from '../../types/data-type.ts'
import { falseLiteral, nullOf, trueLiteral } from '../constant.ts'
import { expressionRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/**
 * `cast(column as wider) = constant` is `column = narrower constant`, where both types are whole numbers: nothing is widened per row, and a reader can take the filter. A constant that the column
 * cannot hold decides by itself, but for null.
 */
export const unwrapCastInComparison: Rule = expressionRule('UnwrapCastInBinaryComparison', (e) => {
  if (e.kind !== 'call' || !(e.name in mirrored)) return e
  const [left, right] = e.args as readonly [ResolvedExpression, ResolvedExpression]
  if (right.kind === 'literal') return unwrapped(e, left, right) ?? e
  if (left.kind !== 'literal') return e
  return unwrapped({ ...e, name: mirrored[e.name] as string }, right, left) ?? e
})

const mirrored: Readonly<Record<string, string>> = {
  '=': '=',
  '!=': '!=',
  '<=>': '<=>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

const ranges: Readonly<Record<string, readonly [number, number]>> = {
  tinyint: [-128, 127],
  smallint: [-32_768, 32_767],
  int: [-2_147_483_648, 2_147_483_647],
}
const wholeTypes = new Set([...Object.keys(ranges), 'bigint'])

function unwrapped(e: Call, cast: ResolvedExpression, constant: ResolvedExpression): ResolvedExpression | null {
  if (cast.kind !== 'cast' || constant.kind !== 'literal' || constant.value === null) return null
  const from = dataTypeOf(cast.child)
  const range = ranges[from.kind]
  if (range === undefined || !isWidening(from, cast)) return null
  const value = literalValue(constant) as number | bigint
  if (value < range[0] || value > range[1]) return beyond(e, cast.child, value > range[1])
  return { ...e, args: [cast.child, literal(Number(value), from)] }
}

function isWidening(from: DataType, { to }: Cast): boolean {
  const order = [...wholeTypes]
  return wholeTypes.has(to.kind) && order.indexOf(from.kind) < order.indexOf(to.kind)
}

/** The answer for every value that is not null. */
function beyond(e: Call, child: ResolvedExpression, above: boolean): ResolvedExpression {
  if (e.name === '<=>') return falseLiteral
  const answer = e.name === '!=' || e.name.startsWith(above ? '<' : '>') ? trueLiteral : falseLiteral
  if (!nullableOf(child)) return answer
  const isNull: Call = { kind: 'call', name: 'isnull', args: [child], dataType: booleanType, nullable: false }
  return {
    kind: 'caseWhen',
    branches: [{ when: isNull, value: nullOf(booleanType) }],
    otherwise: answer,
    dataType: booleanType,
    nullable: true,
  }
}
