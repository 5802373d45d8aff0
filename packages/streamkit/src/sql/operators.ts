import type { Expression } from '../expressions/expression.ts'
import { callOf, notOf, type ParserParts } from './parser-parts.ts'
import type { TokenCursor } from './token-cursor.ts'

interface Operator {
  /** Higher binds tighter. All are read from the left. */
  readonly power: number
  /** How many pieces it is. */
  readonly length: number
  readonly to: (left: Expression, right: Expression) => Expression
}

const called = (power: number, name: string): Operator => ({
  power,
  length: 1,
  to: (left, right) => callOf(name, left, right),
})

const symbols: Readonly<Record<string, Operator>> = {
  '=': called(1, '='),
  '==': called(1, '='),
  '<=>': called(1, '<=>'),
  '<>': called(1, '!='),
  '!=': called(1, '!='),
  '<': called(1, '<'),
  '<=': called(1, '<='),
  '!>': called(1, '<='),
  '>': called(1, '>'),
  '>=': called(1, '>='),
  '!<': called(1, '>='),
  '|': called(2, '|'),
  '^': called(3, '^'),
  '&': called(4, '&'),
  '+': called(6, '+'),
  '-': called(6, '-'),
  '||': called(6, 'concat'),
  '*': called(7, '*'),
  '/': called(7, '/'),
  '%': called(7, '%'),
}

const shifts: Readonly<Record<string, Operator>> = {
  '<<': { ...called(5, '<<'), length: 2 },
  '>>': { ...called(5, '>>'), length: 2 },
  '>>>': { ...called(5, '>>>'), length: 3 },
}

/** `OR`, then `AND`: what a condition is made of. `operand` reads NOT and predicates. */
export function logicalOperators({ tokens }: ParserParts, operand: () => Expression): Expression {
  const conjunction = () => {
    let left = operand()
    while (tokens.acceptWords('AND')) left = { kind: 'and', left, right: operand() }
    return left
  }
  let left = conjunction()
  while (tokens.acceptWords('OR')) left = { kind: 'or', left, right: conjunction() }
  return left
}

/** Comparison, bits, sums and products, by their precedence. */
export function binaryOperators(parts: ParserParts, least = 1): Expression {
  const { tokens } = parts
  let left = unary(parts)
  for (;;) {
    const operator = operatorAt(tokens)
    if (operator === null || operator.power < least) return left
    for (let i = 0; i < operator.length; i++) tokens.next()
    left = operator.to(left, binaryOperators(parts, operator.power + 1))
  }
}

function operatorAt(tokens: TokenCursor): Operator | null {
  const { kind, text, word } = tokens.peek()
  if (word === 'DIV') return called(7, 'div')
  if (kind !== 'symbol') return null
  return shiftAt(tokens, text) ?? (Object.hasOwn(symbols, text) ? (symbols[text] as Operator) : null)
}

/** `>>` is two pieces, for types end with them too. */
function shiftAt(tokens: TokenCursor, sign: string): Operator | null {
  if (sign !== '<' && sign !== '>') return null
  let length = 1
  while (length < 3 && tokens.isSymbol(sign, length) && tokens.peek(length).start === tokens.peek(length - 1).end)
    length++
  return shifts[sign.repeat(length)] ?? null
}

function unary(parts: ParserParts): Expression {
  const { tokens } = parts
  // A number keeps its sign: -2147483648 is an INT.
  if (tokens.isSymbol('-') && tokens.peek(1).kind === 'number') return parts.primary()
  if (tokens.acceptSymbol('-')) return callOf('negative', unary(parts))
  if (tokens.acceptSymbol('+')) return callOf('positive', unary(parts))
  if (tokens.acceptSymbol('~')) return callOf('~', unary(parts))
  return parts.primary()
}

/** `NOT`, which binds tighter than AND and looser than a predicate. */
export function negation(tokens: TokenCursor, operand: () => Expression): Expression {
  if (tokens.acceptWords('NOT') || tokens.acceptSymbol('!')) return notOf(negation(tokens, operand))
  return operand()
}
