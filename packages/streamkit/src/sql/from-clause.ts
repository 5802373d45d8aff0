import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression } from '../expressions/expression.ts'
import { isGenerator } from '../expressions/generators.ts'
import type { JoinType, LogicalPlan } from '../plan/logical-plan.ts'
import { withColumnNames } from './column-names.ts'
import { inlineRows } from './inline-rows.ts'
import { isQueryStart, type ParserParts } from './parser-parts.ts'
import { reservedAfterTable } from './reserved-words.ts'
import { columnScope, type SqlTables } from './sql-tables.ts'

/** A table of a FROM, and the names of the tables that LATERAL VIEW made: their columns are found without. */
export interface FromPlan {
  readonly plan: LogicalPlan
  readonly views: readonly string[]
}

/** What FROM needs to read a query in parentheses and to find tables. */
export interface FromScope {
  readonly parts: ParserParts
  readonly tables: SqlTables
}

/** What stands behind FROM, which is taken: tables with joins, several with commas (every pair), then LATERAL VIEWs. */
export function fromClause(scope: FromScope): FromPlan {
  const { tokens } = scope.parts
  const plan = tokens
    .list(() => joinedTables(scope))
    .reduce((left, right) => joinOf(left, right, { joinType: 'inner' }))
  return lateralViews(scope, { plan, views: [] })
}

interface JoinParts {
  readonly joinType: JoinType
  readonly condition?: Expression
  readonly using?: readonly string[]
}

function joinOf(left: LogicalPlan, right: LogicalPlan, { joinType, condition, using }: JoinParts): LogicalPlan {
  return {
    kind: 'join',
    left,
    right,
    joinType,
    condition: condition ?? null,
    using: using ?? null,
    staticRefreshMs: 0,
  }
}

function joinedTables(scope: FromScope): LogicalPlan {
  let left = table(scope)
  for (;;) {
    const natural = scope.parts.tokens.acceptWords('NATURAL')
    const joinType = joinTypeAt(scope.parts)
    if (joinType === null) return left
    left = natural ? naturalJoin(scope, left, joinType) : join(scope, left, joinType)
  }
}

function joinTypeAt({ tokens }: ParserParts): JoinType | null {
  if (tokens.acceptWords('JOIN') || tokens.acceptWords('INNER', 'JOIN')) return 'inner'
  if (tokens.acceptWords('CROSS', 'JOIN')) return 'cross'
  for (const [words, type] of sidedJoins) if (tokens.acceptWords(...words, 'JOIN')) return type
  return null
}

const sidedJoins: readonly (readonly [words: readonly string[], type: JoinType])[] = [
  [['LEFT'], 'left_outer'],
  [['LEFT', 'OUTER'], 'left_outer'],
  [['RIGHT'], 'right_outer'],
  [['RIGHT', 'OUTER'], 'right_outer'],
  [['FULL'], 'full_outer'],
  [['FULL', 'OUTER'], 'full_outer'],
  [['SEMI'], 'left_semi'],
  [['LEFT', 'SEMI'], 'left_semi'],
  [['ANTI'], 'left_anti'],
  [['LEFT', 'ANTI'], 'left_anti'],
]

function join(scope: FromScope, left: LogicalPlan, joinType: JoinType): LogicalPlan {
  const { tokens } = scope.parts
  const right = table(scope)
  if (tokens.acceptWords('ON')) return joinOf(left, right, { joinType, condition: scope.parts.expression() })
  if (tokens.acceptWords('USING'))
    return joinOf(left, right, { joinType, using: tokens.inParentheses(() => tokens.expectName()) })
  return joinOf(left, right, { joinType })
}

/** By all names that both sides have. */
function naturalJoin(scope: FromScope, left: LogicalPlan, joinType: JoinType): LogicalPlan {
  const right = table(scope)
  const others = new Set(namesOf(right, scope.tables).map((name) => name.toLowerCase()))
  const using = namesOf(left, scope.tables).filter((name) => others.has(name.toLowerCase()))
  return joinOf(left, right, using.length === 0 ? { joinType } : { joinType, using })
}

function namesOf(plan: LogicalPlan, tables: SqlTables): readonly string[] {
  return columnScope(plan, tables).schema.fields.map(({ name }) => name)
}

function table(scope: FromScope): LogicalPlan {
  const { tokens } = scope.parts
  if (tokens.acceptWords('VALUES')) return aliased(scope, inlineRows(scope.parts), null)
  if (tokens.isSymbol('(')) return inParentheses(scope)
  const nameParts = [tokens.expectName('a table')]
  while (tokens.acceptSymbol('.')) nameParts.push(tokens.expectName('a table'))
  if (tokens.isSymbol('(')) {
    throw new AnalysisException('UNSUPPORTED_FEATURE', {
      feature: `The function ${nameParts.join('.')} in the place of a table`,
      hint: 'Use LATERAL VIEW for explode and its like, VALUES for rows.',
    })
  }
  return aliased(scope, scope.tables.relation(nameParts), nameParts.at(-1) as string)
}

function inParentheses(scope: FromScope): LogicalPlan {
  const { tokens } = scope.parts
  tokens.expectSymbol('(')
  const isQuery = isQueryStart(tokens) || tokens.isSymbol('(')
  const plan = isQuery ? (scope.parts.query() as LogicalPlan) : fromClause(scope).plan
  tokens.expectSymbol(')')
  return aliased(scope, plan, null)
}

/** `AS t`, `t`, `t(a, b)`; without one the table goes by its own name. */
function aliased({ parts: { tokens }, tables }: FromScope, plan: LogicalPlan, own: string | null): LogicalPlan {
  const { kind, word } = tokens.peek()
  const isNamed = tokens.acceptWords('AS') || kind === 'name' || (kind === 'word' && !reservedAfterTable.has(word))
  if (!isNamed) return own === null ? plan : { kind: 'subqueryAlias', child: plan, alias: own }
  const alias = tokens.expectName()
  if (!tokens.isSymbol('(')) return { kind: 'subqueryAlias', child: plan, alias }
  const names = tokens.inParentheses(() => tokens.expectName())
  return { kind: 'subqueryAlias', child: withColumnNames(plan, names, tables), alias }
}

/** `LATERAL VIEW [OUTER] explode(items) t AS item`: each row once for each of its items. */
function lateralViews({ parts, tables }: FromScope, { plan, views }: FromPlan): FromPlan {
  const { tokens } = parts
  if (!tokens.acceptWords('LATERAL', 'VIEW')) return { plan, views }
  const outer = tokens.acceptWords('OUTER')
  const call = parts.primary()
  if (call.kind !== 'call' || !isGenerator(call))
    throw tokens.unexpected('LATERAL VIEW needs a generator such as explode(items)')
  const name = call.name.endsWith('_outer') || !outer ? call.name : `${call.name}_outer`
  const view = tokens.isWords('AS') ? null : tokens.expectName('a name for the view')
  const names = tokens.acceptWords('AS') ? tokens.list(() => tokens.expectName()) : null
  const generator: Expression = {
    ...call,
    name,
    ...(names === null ? {} : { parameters: { ...call.parameters, names } }),
  }
  const expressions: readonly Expression[] = [{ kind: 'attribute', nameParts: ['*'] }, generator]
  const next: LogicalPlan = { kind: 'project', child: plan, expressions }
  return lateralViews({ parts, tables }, { plan: next, views: view === null ? views : [...views, view.toLowerCase()] })
}
