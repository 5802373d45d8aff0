import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression } from '../expressions/expression.ts'
import type { LogicalPlan, SortOrder } from '../plan/logical-plan.ts'
import { columnNamed, positionOf, withNamed } from './named-expressions.ts'
import type { SelectParts, SelectPlan } from './select-parts.ts'
import { columnScope, type SqlTables } from './sql-tables.ts'

/** A SELECT without aggregates: a projection, and what stands above it. */
export function plainSelect(select: SelectParts, tables: SqlTables): SelectPlan {
  const projected = select.qualify === null ? projection(select) : qualified(select, select.qualify, tables)
  const plan = select.distinct ? distinctRows(projected) : projected
  return {
    plan,
    sorted(orders) {
      return sortedRows(plan, orders, tables)
    },
  }
}

/** Each row once. */
export function distinctRows(child: LogicalPlan): LogicalPlan {
  return { kind: 'deduplicate', child, keys: null, withinWatermark: false }
}

/** All columns as they are need no projection. */
function projection({ child, items }: SelectParts): LogicalPlan {
  return items.length === 1 && isStar(items[0] as Expression) ? child : { kind: 'project', child, expressions: items }
}

function isStar(e: Expression): boolean {
  return e.kind === 'attribute' && e.nameParts.length === 1 && e.nameParts[0] === '*'
}

/** The condition of QUALIFY is a column for a while. It may use the names of the select. */
function qualified(select: SelectParts, condition: Expression, tables: SqlTables): LogicalPlan {
  const plan = projection(select)
  const { fields } = columnScope(plan, tables).schema
  const named = new Map(
    select.items.flatMap((item) => (item.kind === 'alias' ? [[item.name.toLowerCase(), item.child]] : [])),
  )
  const qualify: Expression = { kind: 'alias', child: withNamed(condition, named), name: '__qualify' }
  const wide: LogicalPlan = { kind: 'project', child: select.child, expressions: [...select.items, qualify] }
  const kept: LogicalPlan = { kind: 'filter', child: wide, condition: { kind: 'attribute', nameParts: ['__qualify'] } }
  const expressions = fields.map(({ name, dataType, nullable }, ordinal): Expression => {
    return { kind: 'bound', ordinal, name, dataType, nullable }
  })
  return { kind: 'project', child: kept, expressions }
}

/** A query in order: a whole number means the column at that position, from 1. Throws ORDER_BY_POS_OUT_OF_RANGE. */
export function sortedRows(child: LogicalPlan, orders: readonly SortOrder[], tables: SqlTables): LogicalPlan {
  const ofPosition = (expression: Expression): Expression => {
    const index = positionOf(expression)
    if (index === null) return expression
    const { fields } = columnScope(child, tables).schema
    const field = fields[index - 1]
    if (field === undefined) throw new AnalysisException('ORDER_BY_POS_OUT_OF_RANGE', { index, size: fields.length })
    const { name, dataType, nullable } = field
    const isOnly = fields.filter((other) => other.name.toLowerCase() === name.toLowerCase()).length === 1
    return isOnly ? columnNamed(name) : { kind: 'bound', ordinal: index - 1, name, dataType, nullable }
  }
  const named = orders.map((order) => ({ ...order, expression: ofPosition(order.expression) }))
  return { kind: 'sort', child, orders: named, global: true }
}
