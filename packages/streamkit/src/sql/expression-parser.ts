import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Call, Expression, SubqueryPlan } from '../expressions/expression.ts'
import { isGenerator } from '../expressions/generators.ts'
import type { RoutineLookup } from '../expressions/user-routine.ts'
import { binaryOperators, logicalOperators, negation } from './operators.ts'
import type { ParserParts, WindowParts } from './parser-parts.ts'
import { predicate } from './predicates.ts'
import { primaryExpression } from './primary.ts'
import { TokenCursor } from './token-cursor.ts'

/** What an expression may refer to besides columns. */
export interface ExpressionScope {
  /** Reads a query inside of an expression. */
  readonly query: (tokens: TokenCursor) => SubqueryPlan
  readonly parameter: (name: string) => Expression
  readonly windows: ReadonlyMap<string, WindowParts>
  /** Functions of the user. Without: what their names mean is found out later. */
  readonly routine?: RoutineLookup
}

/** The parts of a parser of expressions over these tokens. */
export function expressionParts(tokens: TokenCursor, scope: ExpressionScope): ParserParts {
  const parts: ParserParts = {
    tokens,
    windows: scope.windows,
    expression: () => logicalOperators(parts, () => negation(tokens, () => predicate(parts))),
    value: () => binaryOperators(parts),
    primary: () => primaryExpression(parts),
    query: () => scope.query(tokens),
    parameter: scope.parameter,
    routine: scope.routine ?? (() => undefined),
  }
  return parts
}

/** An expression that may have a name: `a + 1 AS b`, `a + 1 b`, for a generator `AS (a, b)`. `stops` are words that are no name without AS. */
export function namedExpression(parts: ParserParts, stops: ReadonlySet<string>): Expression {
  const { tokens } = parts
  const child = parts.expression()
  if (tokens.acceptWords('AS')) {
    return tokens.isSymbol('(') ? generatorNamed(child, tokens) : { kind: 'alias', child, name: tokens.expectName() }
  }
  const { kind, word } = tokens.peek()
  if (kind === 'name' || (kind === 'word' && !stops.has(word)))
    return { kind: 'alias', child, name: tokens.expectName() }
  return child
}

function generatorNamed(child: Expression, tokens: TokenCursor): Call {
  const names = tokens.inParentheses(() => tokens.expectName())
  if (child.kind === 'call' && isGenerator(child)) {
    return { ...child, parameters: { ...child.parameters, names } }
  }
  throw tokens.unexpected('only a generator such as explode has several names')
}

/**
 * The expression that a text in Spark's SQL says, with its name if it has one. Throws PARSE_SYNTAX_ERROR with line, column and the text, and what its constants and types may be wrong about.
 *
 * @example
 * parseExpression('price * quantity AS total').kind // 'alias'
 */
export function parseExpression(text: string, scope: ExpressionScope = alone): Expression {
  const tokens = new TokenCursor(text)
  const e = namedExpression(expressionParts(tokens, scope), new Set())
  tokens.expectEnd()
  return e
}

/** No tables, no parameters. */
const alone: ExpressionScope = {
  query: () => {
    throw new AnalysisException('UNSUPPORTED_FEATURE', {
      feature: 'A query in an expression that belongs to no session',
      hint: 'Give the text to filter, where or selectExpr of a frame, or to session.sql, which know the tables.',
    })
  },
  parameter: (name) => {
    throw new AnalysisException('UNBOUND_SQL_PARAMETER', { name })
  },
  windows: new Map(),
}
