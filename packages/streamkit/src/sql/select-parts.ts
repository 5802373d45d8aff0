import type { Expression } from '../expressions/expression.ts'
import type { Aggregate, LogicalPlan, SortOrder } from '../plan/logical-plan.ts'

/** A SELECT taken apart: its conditions are there, its columns not yet. */
export interface SelectParts {
  /** The rows of FROM and WHERE. */
  readonly child: LogicalPlan
  /** What is selected, with its names, stars among it. */
  readonly items: readonly Expression[]
  readonly distinct: boolean
  readonly groupBy: GroupBy | null
  readonly having: Expression | null
  readonly qualify: Expression | null
}

/** What groups are made by: keys as they are written, positions and names of the select among them. `all`: everything selected that is no aggregate. */
export interface GroupBy {
  readonly grouping: Aggregate['grouping']
  readonly expressions: readonly Expression[]
  readonly all: boolean
  /** GROUPING SETS: positions among the expressions. */
  readonly sets?: readonly (readonly number[])[]
}

/** A query, and the same in order: an order may name what the query does not give. */
export interface SelectPlan {
  readonly plan: LogicalPlan
  readonly sorted: (orders: readonly SortOrder[]) => LogicalPlan
}
