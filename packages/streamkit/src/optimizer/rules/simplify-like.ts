import { conjunctionOf } from '../../expressions/bound-references.ts'
import type { Call, ResolvedExpression } from '../../expressions/expression.ts'
import { nullableOf } from '../../expressions/expression-type.ts'
import { literal } from '../../expressions/literal.ts'
import { booleanType, intType, stringType } from '../../types/data-type.ts'
import { expressionRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/** Patterns that only say how a text begins, ends, what it contains or what it is become those tests, which a reader can take. */
export const simplifyLike: Rule = expressionRule('LikeSimplification', (e) =>
  e.kind === 'call' && e.name === 'like' ? simplified(e) : e,
)

function simplified(e: Call): ResolvedExpression {
  const [text, pattern, escapedBy] = e.args
  if (text === undefined || pattern?.kind !== 'literal' || typeof pattern.value !== 'string') return e
  if (escapedBy !== undefined && escapedBy.kind !== 'literal') return e
  const escapeCharacter = escapedBy === undefined ? '\\' : String(escapedBy.value)
  if (pattern.value.includes(escapeCharacter) || pattern.value.includes('_')) return e
  return tested(text, pattern.value.split('%')) ?? e
}

/** What stands between the wildcards, in order. */
function tested(text: ResolvedExpression, pieces: readonly string[]): ResolvedExpression | null {
  const test = (name: string, piece: string) => call(name, [text, literal(piece, stringType)])
  const [first = '', second, third] = pieces
  if (second === undefined) return test('=', first)
  if (pieces.length === 3) return first === '' && third === '' && second !== '' ? test('contains', second) : null
  if (pieces.length !== 2 || (first === '' && second === '')) return null
  if (second === '') return test('startswith', first)
  if (first === '') return test('endswith', second)
  // Beginning and end may not overlap.
  const least = literal([...first].length + [...second].length, intType)
  const length: Call = { ...call('length', [text]), dataType: intType }
  const parts = [call('>=', [length, least]), test('startswith', first), test('endswith', second)]
  return conjunctionOf(parts)
}

function call(name: string, args: readonly ResolvedExpression[]): Call {
  return { kind: 'call', name, args, dataType: booleanType, nullable: args.some(nullableOf) }
}
