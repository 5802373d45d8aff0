import type { Expression, SubqueryPlan } from '../expressions/expression.ts'
import type { RoutineLookup } from '../expressions/user-routine.ts'
import type { TokenCursor } from './token-cursor.ts'

/** What the parts of the parser need of one another: each reads what is next in `tokens`. */
export interface ParserParts {
  readonly tokens: TokenCursor
  /** A whole expression: OR and what binds tighter. */
  expression(): Expression
  /** An operand of a predicate: comparison and what binds tighter. */
  value(): Expression
  /** What operators are applied to. */
  primary(): Expression
  /** A query inside of an expression. */
  query(): SubqueryPlan
  /** The constant that a marker `:name` stands for. */
  parameter(name: string): Expression
  /** The function of the user that has the name. */
  readonly routine: RoutineLookup
  /** The window that a query names. Throws MISSING_WINDOW_SPECIFICATION. */
  readonly windows: ReadonlyMap<string, WindowParts>
}

/** What stands between the parentheses of OVER. */
export type WindowParts = Pick<
  Extract<Expression, { readonly kind: 'windowExpression' }>,
  'partitionBy' | 'orderBy' | 'frame'
>

/** A call of a function. */
export function callOf(name: string, ...args: readonly Expression[]): Expression {
  return { kind: 'call', name, args }
}

/** The other truth. */
export function notOf(e: Expression): Expression {
  return callOf('!', e)
}

/** Whether a query begins at the next piece. */
export function isQueryStart(tokens: TokenCursor, ahead = 0): boolean {
  const { word } = tokens.peek(ahead)
  if (word === 'SELECT' || word === 'WITH') return !tokens.isSymbol(')', ahead + 1) && !tokens.isSymbol(',', ahead + 1)
  return word === 'VALUES' || word === 'TABLE' || word === 'FROM'
    ? /^(?:word|name)$/.test(tokens.peek(ahead + 1).kind) || (word === 'VALUES' && tokens.isSymbol('(', ahead + 1))
    : false
}
