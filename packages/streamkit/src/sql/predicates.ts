import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression } from '../expressions/expression.ts'
import { literal } from '../expressions/literal.ts'
import { callOf, isQueryStart, notOf, type ParserParts } from './parser-parts.ts'

/** What may follow a value to make a condition of it: BETWEEN, IN, LIKE, IS and their like. Operands are values: `a BETWEEN 1 AND 2`. */
export function predicate(parts: ParserParts): Expression {
  const { tokens } = parts
  const value = parts.value()
  if (tokens.isWords('IS')) return isPredicate(parts, value)
  const negated = tokens.isWords('NOT')
  const keyword = tokens.peek(negated ? 1 : 0).word
  const read = keyword in predicates ? predicates[keyword as keyof typeof predicates] : undefined
  if (read === undefined) return value
  if (negated) tokens.next()
  tokens.next()
  return read(parts, value, negated)
}

type Reader = (parts: ParserParts, value: Expression, negated: boolean) => Expression

const given = (negated: boolean, e: Expression): Expression => (negated ? notOf(e) : e)

const between: Reader = (parts, value, negated) => {
  const lower = parts.value()
  parts.tokens.expectWord('AND')
  return given(negated, callOf('between', value, lower, parts.value()))
}

const inList: Reader = (parts, value, negated) => {
  const { tokens } = parts
  if (tokens.isSymbol('(') && isQueryStart(tokens, 1)) {
    tokens.next()
    const plan = parts.query()
    tokens.expectSymbol(')')
    return given(negated, { kind: 'inSubquery', child: value, plan })
  }
  return given(negated, callOf('in', value, ...tokens.inParentheses(() => parts.expression())))
}

const matching = (name: string): Reader => {
  return (parts, value, negated) => {
    const { tokens } = parts
    const quantifier = name === 'rlike' ? null : tokens.acceptOneOf(['ANY', 'SOME', 'ALL'])
    if (quantifier !== null) {
      const patterns = tokens.inParentheses(() => parts.expression())
      const matches = patterns.map((pattern) => given(negated, callOf(name, value, pattern)))
      const kind = quantifier === 'ALL' ? 'and' : 'or'
      return matches.reduce((left, right) => ({ kind, left, right }))
    }
    const pattern = parts.value()
    if (name === 'rlike' || !tokens.acceptWords('ESCAPE')) return given(negated, callOf(name, value, pattern))
    const character = tokens.expectText()
    if ([...character].length !== 1) {
      throw new AnalysisException('INVALID_ESC', { sqlExpr: `'${character}'` })
    }
    return given(negated, callOf(name, value, pattern, literal(character)))
  }
}

const predicates: Readonly<Record<string, Reader>> = {
  BETWEEN: between,
  IN: inList,
  LIKE: matching('like'),
  ILIKE: matching('ilike'),
  RLIKE: matching('rlike'),
  REGEXP: matching('rlike'),
}

/** IS [NOT] NULL, TRUE, FALSE, UNKNOWN, DISTINCT FROM. */
function isPredicate(parts: ParserParts, value: Expression): Expression {
  const { tokens } = parts
  tokens.expectWord('IS')
  const negated = tokens.acceptWords('NOT')
  const word = tokens.acceptOneOf(['NULL', 'TRUE', 'FALSE', 'UNKNOWN', 'DISTINCT'])
  switch (word) {
    case 'NULL':
    case 'UNKNOWN':
      return callOf(negated ? 'isnotnull' : 'isnull', value)
    case 'TRUE':
    case 'FALSE':
      return given(negated, callOf('<=>', value, literal(word === 'TRUE')))
    case 'DISTINCT':
      tokens.expectWord('FROM')
      return given(!negated, callOf('<=>', value, parts.value()))
    default:
      throw tokens.unexpected('expected NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM')
  }
}
