import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Call, Expression } from '../expressions/expression.ts'
import { literal } from '../expressions/literal.ts'
import { routineCall } from '../expressions/user-routine.ts'
import { callOf, type ParserParts } from './parser-parts.ts'
import { windowOf } from './window-parts.ts'

/** Functions that may be called without parentheses. */
const withoutParentheses: ReadonlySet<string> = new Set([
  'CURRENT_DATE',
  'CURRENT_TIMESTAMP',
  'CURRENT_USER',
  'LOCALTIMESTAMP',
  'SESSION_USER',
  'USER',
])

/** The call that a word is, without parentheses; null for other words. A column of that name stands in backquotes. */
export function namedWithoutParentheses(word: string): Expression | null {
  return withoutParentheses.has(word) ? callOf(word.toLowerCase()) : null
}

/** The aggregates that can leave out nulls, by a further argument. */
const nullSkipping: ReadonlySet<string> = new Set(['first', 'first_value', 'last', 'last_value', 'any_value'])

/** A call of a function by its name, whose parentheses are next, and what may follow them: FILTER, IGNORE NULLS, OVER. */
export function functionCall(parts: ParserParts, nameParts: readonly string[]): Expression {
  const { tokens } = parts
  const name = functionName(nameParts)
  tokens.expectSymbol('(')
  const distinct = tokens.acceptWords('DISTINCT')
  if (!distinct && tokens.isWords('ALL') && !tokens.isSymbol(')', 1) && !tokens.isSymbol(',', 1)) tokens.next()
  const args = tokens.isSymbol(')') ? [] : tokens.list(() => argument(parts))
  const skipsInside = nullSkipping.has(name) && nullTreatment(parts)
  tokens.expectSymbol(')')
  const call: Call = { kind: 'call', name, args: argumentsOf(name, args) }
  const aggregate = aggregateParts(parts, distinct ? { ...call, parameters: { distinct: true } } : call)
  const skips = skipsInside || nullTreatment(parts)
  const fn = skips ? skippingNulls(aggregate) : ofUser(parts, aggregate)
  if (!tokens.acceptWords('OVER')) return fn
  return { kind: 'windowExpression', fn, ...windowOf(parts) }
}

function ofUser({ routine }: ParserParts, call: Call): Expression {
  const found = routine(call.name)
  return found === undefined ? call : routineCall(call, found)
}

/** `count(*)` counts rows. */
function argumentsOf(name: string, args: readonly Expression[]): readonly Expression[] {
  const [only] = args
  const isStar = only?.kind === 'attribute' && only.nameParts.length === 1 && only.nameParts[0] === '*'
  if ((name === 'ltrim' || name === 'rtrim') && args.length === 2) return [...args].reverse()
  return name === 'count' && args.length === 1 && isStar ? [literal(1)] : args
}

/** Functions of Spark may be called by their full name. */
function functionName(nameParts: readonly string[]): string {
  const names = nameParts.map((part) => part.toLowerCase())
  const isBuiltIn =
    names.length > 1 && ['system.builtin', 'builtin', 'system.session'].includes(names.slice(0, -1).join('.'))
  if (names.length === 1 || isBuiltIn) return names.at(-1) as string
  const routineName = nameParts.map((part) => `\`${part}\``).join('.')
  throw new AnalysisException('UNRESOLVED_ROUTINE', { routineName, proposal: `\`${names.at(-1)}\`` })
}

/** An argument may have a name, which `struct` uses. */
function argument(parts: ParserParts): Expression {
  const { tokens } = parts
  const e = parts.expression()
  if (tokens.isSymbol('=>')) throw tokens.unexpected('arguments go by position here')
  return tokens.acceptWords('AS') ? { kind: 'alias', child: e, name: tokens.expectName() } : e
}

function aggregateParts(parts: ParserParts, call: Call): Call {
  const { tokens } = parts
  if (!tokens.isWords('FILTER') || !tokens.isSymbol('(', 1)) return call
  tokens.next()
  tokens.expectSymbol('(')
  tokens.expectWord('WHERE')
  const filter = parts.expression()
  tokens.expectSymbol(')')
  return { ...call, filter }
}

/** Whether nulls are left out; RESPECT NULLS is what happens anyway. */
function nullTreatment({ tokens }: ParserParts): boolean {
  if (tokens.acceptWords('IGNORE', 'NULLS')) return true
  tokens.acceptWords('RESPECT', 'NULLS')
  return false
}

function skippingNulls(call: Call): Call {
  if (nullSkipping.has(call.name)) return { ...call, args: [...call.args.slice(0, 1), literal(true)] }
  throw new AnalysisException('UNSUPPORTED_FEATURE', {
    feature: `IGNORE NULLS behind ${call.name}`,
    hint: 'It is for first, last and any_value.',
  })
}
