import { type LiteralInput, literalOf } from '../api/literal.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression, ExpressionConf } from '../expressions/expression.ts'
import type { RoutineLookup } from '../expressions/user-routine.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { parseExpression } from '../sql/expression-parser.ts'
import { parseQuery, readQuery } from '../sql/query-parser.ts'
import type { SqlTables } from '../sql/sql-tables.ts'
import type { SessionCatalog } from './session-catalog.ts'

/** Values for the markers of an SQL text: `:name` stands for the constant `name`. */
export type SqlParameters = Readonly<Record<string, LiteralInput>>

interface SqlSession {
  readonly conf: ExpressionConf
  readonly catalog: SessionCatalog
  readonly routine: RoutineLookup
}

/** The expression that a text says; queries inside of it are of the session's tables. */
export function expressionOfText(text: string, session: SqlSession): Expression {
  const tables = tablesOf(session, {})
  return parseExpression(text, {
    query: (tokens) => readQuery(tokens, tables),
    parameter: tables.parameter,
    routine: tables.routine,
    windows: new Map(),
  })
}

/** The plan of a query. */
export function planOfText(text: string, parameters: SqlParameters, session: SqlSession): LogicalPlan {
  return parseQuery(text, tablesOf(session, parameters))
}

function tablesOf({ conf, catalog, routine }: SqlSession, parameters: SqlParameters): SqlTables {
  return {
    conf,
    routine,
    relation: (nameParts) => catalog.relation(nameParts),
    parameter(name) {
      if (Object.hasOwn(parameters, name)) return literalOf(parameters[name])
      throw new AnalysisException('UNBOUND_SQL_PARAMETER', { name })
    },
  }
}
