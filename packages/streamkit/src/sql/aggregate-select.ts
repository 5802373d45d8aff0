import type { LogicalPlan, SortOrder } from '../plan/logical-plan.ts'
import { groupingKeys, namedKeys, selectedItems } from './grouping-keys.ts'
import { OutputColumns } from './output-columns.ts'
import { distinctRows, sortedRows } from './plain-select.ts'
import type { SelectParts, SelectPlan } from './select-parts.ts'
import { columnScope, type SqlTables } from './sql-tables.ts'

/**
 * A SELECT with aggregates. The aggregation gives the keys, what is selected, and what HAVING, QUALIFY and ORDER BY need besides; filters and the order stand above it, and a projection that chooses what was
 * asked for, unless that is just what the aggregation gives.
 */
export function aggregateSelect(select: SelectParts, tables: SqlTables): SelectPlan {
  const scope = columnScope(select.child, tables)
  const written = selectedItems(select.items, scope)
  const keys = groupingKeys(select.groupBy, written, scope)
  const named = namedKeys(keys, scope)
  const columns = () => new OutputColumns({ items: written, keys, named, scope })
  return {
    plan: chosen(select, columns()),
    sorted(orders) {
      if (select.distinct) return sortedRows(chosen(select, columns()), orders, tables)
      return chosen(select, columns(), orders)
    },
  }
}

function chosen(
  { child, groupBy, having, qualify, distinct }: SelectParts,
  columns: OutputColumns,
  orders: readonly SortOrder[] = [],
): LogicalPlan {
  const conditions = [having, qualify].flatMap((condition) => (condition === null ? [] : [columns.over(condition)]))
  const order = orders.map((key) => ({ ...key, expression: columns.ordered(key.expression) }))
  const grouping = groupBy?.grouping ?? 'groupBy'
  const aggregate: LogicalPlan = {
    kind: 'aggregate',
    child,
    groupings: columns.groupings,
    aggregates: columns.aggregates,
    grouping,
    ...(groupBy?.sets === undefined ? {} : { groupingSets: groupBy.sets }),
  }
  const kept = conditions.reduce<LogicalPlan>(
    (below, condition) => ({ kind: 'filter', child: below, condition }),
    aggregate,
  )
  const sorted: LogicalPlan = order.length === 0 ? kept : { kind: 'sort', child: kept, orders: order, global: true }
  const expressions = columns.selection()
  const plan: LogicalPlan = expressions === null ? sorted : { kind: 'project', child: sorted, expressions }
  return distinct ? distinctRows(plan) : plan
}
