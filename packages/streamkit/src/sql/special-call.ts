import type { Expression } from '../expressions/expression.ts'
import { literal } from '../expressions/literal.ts'
import { functionCall } from './function-call.ts'
import { callOf, isQueryStart, type ParserParts } from './parser-parts.ts'
import type { TokenCursor } from './token-cursor.ts'
import { typeName } from './type-name.ts'

type Reader = (parts: ParserParts) => Expression

const dateUnits: ReadonlySet<string> = new Set([
  ...['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'DAYOFYEAR'],
  ...['HOUR', 'MINUTE', 'SECOND', 'MILLISECOND', 'MICROSECOND'],
])

/** Whether a call begins whose parentheses hold more than arguments, or may. */
export function isSpecialCall(tokens: TokenCursor): boolean {
  if (!tokens.isSymbol('(', 1)) return false
  const { word } = tokens.peek()
  if (word === 'EXISTS') return isQueryStart(tokens, 2)
  if (word in unitCalls) return dateUnits.has(tokens.peek(2).word) && tokens.isSymbol(',', 3)
  return Object.hasOwn(readers, word)
}

/** A call whose arguments are separated by keywords, or whose first is one. */
export function specialCall(parts: ParserParts): Expression {
  const { word, text } = parts.tokens.next()
  if (Object.hasOwn(unitCalls, word)) return unitCall(parts, unitCalls[word] as string)
  const read = readers[word]
  return read === undefined ? functionCall(parts, [text]) : inside(parts, read)
}

function inside(parts: ParserParts, read: Reader): Expression {
  parts.tokens.expectSymbol('(')
  const e = read(parts)
  parts.tokens.expectSymbol(')')
  return e
}

/** Calls whose first argument is a unit of time: `TIMESTAMPADD(QUARTER, 1, t)`. */
const unitCalls: Readonly<Record<string, string>> = {
  TIMESTAMPADD: 'timestampadd',
  DATEADD: 'timestampadd',
  DATE_ADD: 'timestampadd',
  TIMESTAMPDIFF: 'timestampdiff',
  DATEDIFF: 'timestampdiff',
  DATE_DIFF: 'timestampdiff',
  TIMEDIFF: 'timestampdiff',
}

function unitCall(parts: ParserParts, name: string): Expression {
  const { tokens } = parts
  tokens.expectSymbol('(')
  const unit = literal(tokens.next().word)
  tokens.expectSymbol(',')
  const amount = parts.value()
  tokens.expectSymbol(',')
  const time = parts.value()
  tokens.expectSymbol(')')
  return callOf(name, unit, amount, time)
}

const cast =
  (mode: 'ansi' | 'try'): Reader =>
  (parts) => {
    const child = parts.expression()
    parts.tokens.expectWord('AS')
    return { kind: 'cast', child, to: typeName(parts.tokens), mode }
  }

const extract: Reader = (parts) => {
  const { tokens } = parts
  const field = tokens.peek().kind === 'text' ? tokens.expectText() : tokens.expectName('a field such as YEAR')
  tokens.expectWord('FROM')
  return callOf('extract', literal(field), parts.value())
}

/** `SUBSTRING(s FROM 2 FOR 3)`, or with commas. */
const substring: Reader = (parts) => {
  const { tokens } = parts
  if (tokens.isSymbol(')')) return callOf('substring')
  const args = [parts.expression()]
  const byWord = tokens.acceptWords('FROM')
  if (byWord) args.push(parts.value())
  if (byWord && tokens.acceptWords('FOR')) args.push(parts.value())
  while (!byWord && tokens.acceptSymbol(',')) args.push(parts.expression())
  return callOf('substring', ...args)
}

const sides = { BOTH: 'trim', LEADING: 'ltrim', TRAILING: 'rtrim' } as const

/** `TRIM(s)`, `TRIM(BOTH 'x' FROM s)`, `TRIM('x' FROM s)`. */
const trim: Reader = (parts) => {
  const { tokens } = parts
  if (tokens.isSymbol(')')) return callOf('trim')
  const isSide = !tokens.isSymbol(',', 1) && !tokens.isSymbol(')', 1)
  const side = isSide ? tokens.acceptOneOf(['BOTH', 'LEADING', 'TRAILING']) : null
  const name = sides[side ?? 'BOTH']
  if (side !== null && tokens.acceptWords('FROM')) return callOf(name, parts.value())
  const first = parts.expression()
  if (tokens.acceptWords('FROM')) return callOf(name, parts.value(), first)
  if (side !== null) throw tokens.unexpected('expected FROM')
  // With a comma the characters come first.
  const rest = tokens.acceptSymbol(',') ? tokens.list(() => parts.expression()) : []
  return callOf('trim', ...[first, ...rest].reverse())
}

/** `POSITION('l' IN s)`, or with commas. */
const position: Reader = (parts) => {
  const { tokens } = parts
  if (tokens.isSymbol(')')) return callOf('position')
  const first = parts.value()
  if (tokens.acceptWords('IN')) return callOf('locate', first, parts.value(), literal(1))
  const rest = tokens.acceptSymbol(',') ? tokens.list(() => parts.expression()) : []
  return callOf('position', first, ...rest)
}

/** `OVERLAY(s PLACING 'x' FROM 2 FOR 1)`, or with commas. */
const overlay: Reader = (parts) => {
  const { tokens } = parts
  if (tokens.isSymbol(')')) return callOf('overlay')
  const first = parts.value()
  if (!tokens.acceptWords('PLACING')) {
    const rest = tokens.acceptSymbol(',') ? tokens.list(() => parts.expression()) : []
    return callOf('overlay', first, ...rest)
  }
  const by = parts.value()
  tokens.expectWord('FROM')
  const from = parts.value()
  return callOf('overlay', first, by, from, tokens.acceptWords('FOR') ? parts.value() : literal(-1))
}

/** Whether a query gives any row. */
const exists: Reader = (parts) => {
  const plan = parts.query()
  const first = { kind: 'limit', count: 1, child: { kind: 'project', child: plan, expressions: [literal(1)] } }
  const counted = {
    kind: 'project',
    child: first,
    expressions: [{ kind: 'alias', child: callOf('count', literal(1)), name: 'rows' }],
  }
  return callOf('>', { kind: 'scalarSubquery', plan: counted }, literal(0))
}

const readers: Readonly<Record<string, Reader>> = {
  CAST: cast('ansi'),
  TRY_CAST: cast('try'),
  EXTRACT: extract,
  SUBSTRING: substring,
  SUBSTR: substring,
  TRIM: trim,
  POSITION: position,
  OVERLAY: overlay,
  EXISTS: exists,
}
