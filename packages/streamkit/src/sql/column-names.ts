import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression } from '../expressions/expression.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { columnScope, type SqlTables } from './sql-tables.ts'

/** The columns of a plan under other names, by position. Throws NUM_TABLE_COLUMN_ALIASES_MISMATCH. */
export function withColumnNames(plan: LogicalPlan, names: readonly string[], tables: SqlTables): LogicalPlan {
  const { fields } = columnScope(plan, tables).schema
  if (fields.length !== names.length) {
    throw new AnalysisException('NUM_TABLE_COLUMN_ALIASES_MISMATCH', {
      numColumns: fields.length,
      numAliases: names.length,
      aliases: names.join(', '),
    })
  }
  const expressions = fields.map((field, ordinal): Expression => {
    const { name, dataType, nullable } = field
    return {
      kind: 'alias',
      child: { kind: 'bound', ordinal, name, dataType, nullable },
      name: names[ordinal] as string,
    }
  })
  return { kind: 'project', child: plan, expressions }
}
