import { type Column, call } from '../column.ts'
import { collectList, collectSet, type Ordered } from './aggregate.ts'

/**
 * How many different values a group has, null not counted: exact, and for streams too. `size(collect_set(value))` in Spark's words: the state of a group is its values, so bound it by a window
 * of an event time. Where some per cent do not matter, {@link approxCountDistinct} needs less.
 *
 * @example
 * visits.withWatermark('at', '1 minute').groupBy(($) => [window($.at, '1 hour')]).agg(($) => ({ visitors: countDifferent($.visitor) }))
 */
export function countDifferent<V>(value: Column<V> & Ordered<V>): Column<number> {
  return call('size', collectSet(value))
}

/**
 * The `count` greatest values of a group, the greatest first: of structs, by their first field, then the next. Null does not count; a group may have fewer. `slice(reverse(array_sort(collect_list(value))), 1, count)` in
 * Spark's words: the state of a group is all its values.
 *
 * @example
 * sales.groupBy('category').agg(($) => ({ best: greatestOf(struct($.price, $.product), 3) }))
 */
export function greatestOf<V>(value: Column<V>, count: number): Column<Exclude<V, null>[]> {
  return call('slice', call('reverse', call('array_sort', collectList(value))), 1, count)
}
