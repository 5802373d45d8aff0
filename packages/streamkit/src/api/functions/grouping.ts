import { type Column, call } from '../column.ts'

/**
 * In `rollup` and `cube`: 1 where the row is a subtotal over this key, whose null then means "all of them"; else 0. Throws UNSUPPORTED_GROUPING_EXPRESSION elsewhere, GROUPING_COLUMN_MISMATCH for what is
 * no key. Spark: `grouping`.
 *
 * @example
 * df.rollup('category').agg(($) => ({ n: count(), isTotal: grouping($.category) }))
 */
export function grouping(key: Column<unknown>): Column<number> {
  return call('grouping', key)
}

/** {@link grouping} of all keys in one number: a bit for each, the first key is the highest. Spark: `grouping_id`. */
export function groupingId(...keys: readonly Column<unknown>[]): Column<bigint> {
  return call('grouping_id', ...keys)
}
