import type { Expression } from '../expressions/expression.ts'
import type { SortOrder } from '../plan/logical-plan.ts'

/** A column and the direction to sort by it: what `asc` and `desc` give, and `orderBy` takes. */
export class SortColumn {
  readonly order: SortOrder

  constructor(order: SortOrder) {
    this.order = order
  }
}

/** A direction; null comes first when ascending and last when descending, unless said otherwise, as in Spark. */
export function sortBy(expression: Expression, ascending: boolean, nullsFirst: boolean = ascending): SortColumn {
  return new SortColumn({ expression, ascending, nullsFirst })
}
