import type { Expression } from '../expressions/expression.ts'
import { literal } from '../expressions/literal.ts'
import type { TokenCursor } from './token-cursor.ts'

const units = [
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second',
  'millisecond',
  'microsecond',
  'nanosecond',
]
const unitNames: ReadonlySet<string> = new Set(units.flatMap((unit) => [unit.toUpperCase(), `${unit.toUpperCase()}S`]))

/** Whether the word INTERVAL, which is next, begins a constant: a name can be called so too. */
export function isIntervalLiteral(tokens: TokenCursor): boolean {
  if (!tokens.isWords('INTERVAL')) return false
  const ahead = tokens.isSymbol('-', 1) || tokens.isSymbol('+', 1) ? 2 : 1
  const value = tokens.peek(ahead)
  return value.kind === 'text' || value.kind === 'number'
}

/** `INTERVAL '30' SECOND`, `INTERVAL 3 days 2 hours`, `INTERVAL '1-2' YEAR TO MONTH`, `INTERVAL '1 day'`: a call of `interval` with the text. Throws PARSE_SYNTAX_ERROR. */
export function intervalLiteral(tokens: TokenCursor): Expression {
  tokens.expectWord('INTERVAL')
  const alone = tokens.peek()
  if (alone.kind === 'text' && !unitNames.has(tokens.peek(1).word)) {
    tokens.next()
    return interval(alone.text)
  }
  const parts: string[] = []
  do {
    const sign = signOf(tokens)
    const value = tokens.peek()
    if (value.kind !== 'text' && value.kind !== 'number') throw tokens.unexpected('expected the number of an interval')
    tokens.next()
    const unit = unitOf(tokens)
    if (tokens.acceptWords('TO')) {
      if (parts.length > 0 || value.kind !== 'text') throw tokens.unexpected('a span of units is of one text')
      return interval(`INTERVAL ${sign}'${value.text}' ${unit} TO ${unitOf(tokens)}`)
    }
    parts.push(`${negated(sign, value.text)} ${unit}`)
  } while (hasAnother(tokens))
  return interval(parts.join(' '))
}

function hasAnother(tokens: TokenCursor): boolean {
  const ahead = tokens.isSymbol('-') || tokens.isSymbol('+') ? 1 : 0
  const { kind } = tokens.peek(ahead)
  // `interval 1 day - 2` takes the two away; only a number with a unit behind it goes on.
  return (kind === 'text' || kind === 'number') && unitNames.has(tokens.peek(ahead + 1).word)
}

function signOf(tokens: TokenCursor): '-' | '' {
  if (tokens.acceptSymbol('-')) return '-'
  tokens.acceptSymbol('+')
  return ''
}

function negated(sign: '-' | '', number: string): string {
  const trimmed = number.trim()
  if (sign === '') return trimmed
  return trimmed.startsWith('-') ? trimmed.slice(1) : `-${trimmed}`
}

function unitOf(tokens: TokenCursor): string {
  if (!unitNames.has(tokens.peek().word)) throw tokens.unexpected('expected a unit of time such as DAY')
  return tokens.next().word
}

function interval(text: string): Expression {
  return { kind: 'call', name: 'interval', args: [literal(text)] }
}
