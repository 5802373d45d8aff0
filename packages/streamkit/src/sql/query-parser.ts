import { AnalysisException } from '../errors/streamkit-error.ts'
import { sqlText } from '../expressions/expression-type.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { sqlType } from '../types/data-type.ts'
import { withColumnNames } from './column-names.ts'
import { expressionParts } from './expression-parser.ts'
import { inlineRows } from './inline-rows.ts'
import { positionOf } from './named-expressions.ts'
import { windowClause, windowsAhead } from './named-windows.ts'
import type { ParserParts } from './parser-parts.ts'
import { distinctRows, sortedRows } from './plain-select.ts'
import type { SelectPlan } from './select-parts.ts'
import { selectQuery } from './select-query.ts'
import { type SqlTables, withTable } from './sql-tables.ts'
import { TokenCursor } from './token-cursor.ts'
import { orderKey } from './window-parts.ts'

/**
 * The plan that a query in Spark's SQL says: the same that the methods of frames build. Throws PARSE_SYNTAX_ERROR with line, column and the text, TABLE_OR_VIEW_NOT_FOUND, and whatever analysis throws.
 */
export function parseQuery(text: string, tables: SqlTables): LogicalPlan {
  const tokens = new TokenCursor(text)
  const plan = readQuery(tokens, tables)
  tokens.acceptSymbol(';')
  tokens.expectEnd()
  return plan
}

/** Reads the query that is next: `[WITH ...] SELECT ... [UNION ...] [ORDER BY ...] [LIMIT ...] [OFFSET ...]`. */
export function readQuery(tokens: TokenCursor, outer: SqlTables): LogicalPlan {
  const tables = withClause(tokens, outer)
  const windows = windowsAhead(tokens, partsOf(tokens, tables, new Map()))
  const parts = partsOf(tokens, tables, windows)
  const query = unions(parts, tables)
  const isOrdered = tokens.acceptWords('ORDER', 'BY') || tokens.acceptWords('SORT', 'BY')
  const plan = isOrdered ? query.sorted(tokens.list(() => orderKey(parts))) : query.plan
  windowClause(parts)
  return limited(parts, plan)
}

function partsOf(tokens: TokenCursor, tables: SqlTables, windows: ParserParts['windows']): ParserParts {
  const { parameter, routine } = tables
  return expressionParts(tokens, { query: () => readQuery(tokens, tables), parameter, routine, windows })
}

/** `WITH a AS (SELECT ...), b(x, y) AS (...)`: each sees those before it. */
function withClause(tokens: TokenCursor, outer: SqlTables): SqlTables {
  if (!tokens.acceptWords('WITH')) return outer
  if (tokens.isWords('RECURSIVE')) throw tokens.unexpected('a query cannot be made of itself here')
  let tables = outer
  do {
    const name = tokens.expectName('the name of a query')
    const columns = tokens.isSymbol('(') ? tokens.inParentheses(() => tokens.expectName()) : null
    tokens.acceptWords('AS')
    tokens.expectSymbol('(')
    const plan = readQuery(tokens, tables)
    tokens.expectSymbol(')')
    tables = withTable(tables, name, columns === null ? plan : withColumnNames(plan, columns, tables))
  } while (tokens.acceptSymbol(','))
  return tables
}

/** UNION and EXCEPT from the left; INTERSECT binds tighter. */
function unions(parts: ParserParts, tables: SqlTables): SelectPlan {
  const { tokens } = parts
  let left = intersections(parts, tables)
  for (;;) {
    const word = tokens.acceptOneOf(['UNION', 'EXCEPT', 'MINUS', 'SETMINUS'])
    if (word === null) return left
    const all = quantifier(tokens)
    const right = intersections(parts, tables).plan
    if (word !== 'UNION') {
      left = queryOf({ kind: 'except', left: left.plan, right, all }, tables)
    } else {
      const union: LogicalPlan = { kind: 'union', children: [left.plan, right] }
      left = queryOf(all ? union : distinctRows(union), tables)
    }
  }
}

function intersections(parts: ParserParts, tables: SqlTables): SelectPlan {
  let left = queryTerm(parts, tables)
  while (parts.tokens.acceptWords('INTERSECT')) {
    const all = quantifier(parts.tokens)
    left = queryOf({ kind: 'intersect', left: left.plan, right: queryTerm(parts, tables).plan, all }, tables)
  }
  return left
}

function quantifier(tokens: TokenCursor): boolean {
  return tokens.acceptOneOf(['ALL', 'DISTINCT']) === 'ALL'
}

function queryTerm(parts: ParserParts, tables: SqlTables): SelectPlan {
  const { tokens } = parts
  if (tokens.isWords('SELECT')) return selectQuery({ tokens, tables, query: () => readQuery(tokens, tables) })
  if (tokens.acceptSymbol('(')) {
    const plan = readQuery(tokens, tables)
    tokens.expectSymbol(')')
    return queryOf(plan, tables)
  }
  if (tokens.acceptWords('VALUES')) return queryOf(inlineRows(parts), tables)
  if (tokens.acceptWords('TABLE')) {
    const nameParts = [tokens.expectName('a table')]
    while (tokens.acceptSymbol('.')) nameParts.push(tokens.expectName('a table'))
    return queryOf(tables.relation(nameParts), tables)
  }
  throw tokens.unexpected('expected a query: SELECT, WITH, VALUES or TABLE')
}

function queryOf(plan: LogicalPlan, tables: SqlTables): SelectPlan {
  return { plan, sorted: (orders) => sortedRows(plan, orders, tables) }
}

/** `LIMIT 10 OFFSET 20` are the ten rows behind the first twenty. */
function limited(parts: ParserParts, plan: LogicalPlan): LogicalPlan {
  const { tokens } = parts
  let limit: number | null = null
  if (tokens.acceptWords('LIMIT') && !tokens.acceptWords('ALL')) limit = countOf(parts, 'limit')
  const below: LogicalPlan = tokens.acceptWords('OFFSET')
    ? { kind: 'offset', child: plan, count: countOf(parts, 'offset') }
    : plan
  return limit === null ? below : { kind: 'limit', child: below, count: limit }
}

function countOf(parts: ParserParts, name: 'limit' | 'offset'): number {
  const given = parts.expression()
  const expr = `"${sqlText(given)}"`
  if (given.kind !== 'literal')
    throw new AnalysisException('INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE', { name, expr })
  const count = positionOf(given)
  if (count === null) {
    const dataType = sqlType(given.dataType)
    throw new AnalysisException('INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE', { name, expr, dataType })
  }
  if (count < 0) throw new AnalysisException('INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE', { name, expr })
  return count
}
