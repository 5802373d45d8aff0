import { aggregateIn } from '../analysis/aggregate-calls.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import { childrenOf, type Expression, withChildren } from '../expressions/expression.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { aggregateSelect } from './aggregate-select.ts'
import { expressionParts, namedExpression } from './expression-parser.ts'
import { fromClause } from './from-clause.ts'
import { groupingSets } from './grouping-sets.ts'
import { oneRow } from './inline-rows.ts'
import { withLateralAliases } from './lateral-aliases.ts'
import { windowClause, windowsAhead } from './named-windows.ts'
import type { ParserParts, WindowParts } from './parser-parts.ts'
import { plainSelect } from './plain-select.ts'
import { reservedAfterColumn } from './reserved-words.ts'
import type { GroupBy, SelectParts, SelectPlan } from './select-parts.ts'
import type { SqlTables } from './sql-tables.ts'
import type { TokenCursor } from './token-cursor.ts'

/** What a SELECT needs to read queries inside of it. */
export interface SelectScope {
  readonly tokens: TokenCursor
  readonly tables: SqlTables
  readonly query: () => LogicalPlan
}

/** Reads `SELECT [DISTINCT] ... [FROM ...] [WHERE ...] [GROUP BY ...] [HAVING ...] [WINDOW ...] [QUALIFY ...]`. */
export function selectQuery(scope: SelectScope): SelectPlan {
  const { tokens, tables } = scope
  const partsWith = (windows: ReadonlyMap<string, WindowParts>) =>
    expressionParts(tokens, { query: scope.query, parameter: tables.parameter, routine: tables.routine, windows })
  const parts = partsWith(windowsAhead(tokens, partsWith(new Map())))
  tokens.expectWord('SELECT')
  const distinct = tokens.acceptWords('DISTINCT')
  if (!distinct && tokens.isWords('ALL') && !tokens.isSymbol(',', 1)) tokens.next()
  const written = selectList(parts)
  const from = tokens.acceptWords('FROM') ? fromClause({ parts, tables }) : { plan: oneRow, views: [] }
  const own = (e: Expression) => withoutViews(e, from.views)
  const condition = (word: string) => (tokens.acceptWords(word) ? own(parts.expression()) : null)
  const where = condition('WHERE')
  const groupBy = groupByClause(parts)
  const having = condition('HAVING')
  windowClause(parts)
  const qualify = condition('QUALIFY')
  windowClause(parts)
  const child: LogicalPlan = where === null ? from.plan : { kind: 'filter', child: from.plan, condition: where }
  const items = withLateralAliases(written.map(own), child, tables)
  const select: SelectParts = {
    child,
    items,
    distinct,
    groupBy: groupBy && { ...groupBy, expressions: groupBy.expressions.map(own) },
    having,
    qualify,
  }
  const aggregates = groupBy !== null || having !== null || items.some((item) => aggregateIn(item) !== null)
  const plan = aggregates ? aggregateSelect(select, tables) : plainSelect(select, tables)
  return {
    ...plan,
    sorted: (orders) => plan.sorted(orders.map((key) => ({ ...key, expression: own(key.expression) }))),
  }
}

function selectList(parts: ParserParts): readonly Expression[] {
  const { tokens } = parts
  let isFirst = true
  return tokens.list(() => {
    // FROM may be the name of a column, but then no other name comes behind it.
    const isTrailing = !isFirst && tokens.isWords('FROM') && tokens.peek(1).word !== '' && !tokens.isSymbol('(', 2)
    if (isTrailing) throw new AnalysisException('TRAILING_COMMA_IN_SELECT', {})
    isFirst = false
    return namedExpression(parts, reservedAfterColumn)
  })
}

/** Columns of a LATERAL VIEW are columns like others: `t.item` is `item`. */
function withoutViews(e: Expression, views: readonly string[]): Expression {
  if (views.length === 0) return e
  if (e.kind === 'attribute') {
    const [first = '', ...rest] = e.nameParts
    return rest.length > 0 && rest[0] !== '*' && views.includes(first.toLowerCase()) ? { ...e, nameParts: rest } : e
  }
  return withChildren(
    e,
    childrenOf(e).map((child) => withoutViews(child, views)),
  )
}

/** `GROUP BY a, b`, `GROUP BY ROLLUP(a, b)`, `GROUP BY a, b WITH CUBE`, `GROUP BY ALL`. Null: there is none. */
function groupByClause(parts: ParserParts): GroupBy | null {
  const { tokens } = parts
  if (!tokens.acceptWords('GROUP', 'BY')) return null
  if (tokens.isWords('ALL') && !tokens.isSymbol('.', 1) && !tokens.isSymbol(',', 1)) {
    tokens.next()
    return { grouping: 'groupBy', expressions: [], all: true }
  }
  if (tokens.isWords('GROUPING', 'SETS')) return groupingSets(parts, [])
  const word = tokens.isSymbol('(', 1) ? tokens.acceptOneOf(['ROLLUP', 'CUBE']) : null
  const expressions =
    word === null ? tokens.list(() => parts.expression()) : tokens.inParentheses(() => parts.expression())
  if (expressions.some(isSubtotal) || (word !== null && tokens.isSymbol(','))) {
    throw refused('ROLLUP or CUBE beside other keys')
  }
  if (word !== null) return { grouping: word === 'ROLLUP' ? 'rollup' : 'cube', expressions, all: false }
  if (tokens.isWords('GROUPING', 'SETS')) return groupingSets(parts, expressions)
  if (tokens.acceptWords('WITH', 'ROLLUP')) return { grouping: 'rollup', expressions, all: false }
  if (tokens.acceptWords('WITH', 'CUBE')) return { grouping: 'cube', expressions, all: false }
  return { grouping: 'groupBy', expressions, all: false }
}

function isSubtotal(e: Expression): boolean {
  return e.kind === 'call' && (e.name === 'rollup' || e.name === 'cube')
}

function refused(feature: string): AnalysisException {
  return new AnalysisException('UNSUPPORTED_FEATURE', {
    feature,
    hint: 'Group by the keys, by ROLLUP(a, b) or by CUBE(a, b); GROUPING SETS says other sets.',
  })
}
