import { analyze } from '../analysis/analyzer.ts'
import { scopeOf } from '../analysis/plan-columns.ts'
import type { Scope } from '../analysis/scope.ts'
import type { Expression, ExpressionConf } from '../expressions/expression.ts'
import type { RoutineLookup } from '../expressions/user-routine.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'

/** What names in a query stand for. */
export interface SqlTables {
  readonly conf: ExpressionConf
  /** The plan that a table or view stands for. Throws TABLE_OR_VIEW_NOT_FOUND. */
  readonly relation: (nameParts: readonly string[]) => LogicalPlan
  /** The function of the user that has the name. */
  readonly routine: RoutineLookup
  /** The constant that a marker `:name` stands for. Throws UNBOUND_SQL_PARAMETER. */
  readonly parameter: (name: string) => Expression
}

/** The same with one more table, which hides another of its name. */
export function withTable(tables: SqlTables, name: string, plan: LogicalPlan): SqlTables {
  return {
    ...tables,
    relation: (nameParts) =>
      nameParts.length === 1 && nameParts[0]?.toLowerCase() === name.toLowerCase() ? plan : tables.relation(nameParts),
  }
}

/** What column names mean over the rows of a plan. */
export function columnScope(plan: LogicalPlan, { conf }: SqlTables): Scope {
  return scopeOf(analyze(plan, conf), conf)
}
