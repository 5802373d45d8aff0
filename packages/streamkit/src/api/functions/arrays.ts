import { type Column, call, type ItemKey, type ItemOf } from '../column.ts'
import type { NullOf, OperandOf, ValueOf, Widen } from '../column-value.ts'
import type { LiteralInput } from '../literal.ts'
import { callGiven } from './call-given.ts'

type Items = readonly unknown[] | null
type ElementOf<V> = NonNullable<V> extends readonly (infer E)[] ? E : never

/**
 * Each element once, the first of equal ones. Spark: `array_distinct`.
 *
 * @example
 * arrayDistinct(array(lit(3), 1, 3)) // => [3, 1]
 */
export function arrayDistinct<V extends Items>(array: Column<V>): Column<V> {
  return call('array_distinct', array)
}

/**
 * Without nulls. Spark: `array_compact`.
 *
 * @example
 * arrayCompact(array(lit(1), lit(null))) // => [1]
 */
export function arrayCompact<V extends Items>(array: Column<V>): Column<Exclude<ElementOf<V>, null>[] | NullOf<V>> {
  return call('array_compact', array)
}

/**
 * The least element that is not null; null of none. Spark: `array_min`.
 *
 * @example
 * arrayMin(array(lit(3), 1, 3)) // => 1
 */
export function arrayMin<V extends Items>(array: Column<V>): Column<ElementOf<V> | null> {
  return call('array_min', array)
}

/**
 * The greatest element that is not null; null of none. Spark: `array_max`.
 *
 * @example
 * arrayMax(array(lit(3), 1, 3)) // => 3
 */
export function arrayMax<V extends Items>(array: Column<V>): Column<ElementOf<V> | null> {
  return call('array_max', array)
}

/**
 * Whether an element is there; null where it is not but a null is. Spark: `array_contains`.
 *
 * @example
 * arrayContains(array(lit(3), 1, 3), 1) // => true
 */
export function arrayContains<V extends Items>(
  array: Column<V>,
  value: OperandOf<ElementOf<V>>,
): Column<boolean | null> {
  return call('array_contains', array, value)
}

/**
 * The position of the first equal element, from 1; 0 if there is none. Spark: `array_position`.
 *
 * @example
 * arrayPosition(array(lit(3), 1, 3), 1) // => 2n
 */
export function arrayPosition<V extends Items>(
  array: Column<V>,
  value: OperandOf<ElementOf<V>>,
): Column<bigint | NullOf<V>> {
  return call('array_position', array, value)
}

/**
 * Without the elements that are equal. Spark: `array_remove`.
 *
 * @example
 * arrayRemove(array(lit(3), 1, 3), 3) // => [1]
 */
export function arrayRemove<V extends Items>(array: Column<V>, value: OperandOf<ElementOf<V>>): Column<V> {
  return call('array_remove', array, value)
}

/**
 * With an element at the end; null too. Spark: `array_append`.
 *
 * @example
 * arrayAppend(array(lit(3), 1, 3), 4) // => [3, 1, 3, 4]
 */
export function arrayAppend<V extends Items>(array: Column<V>, value: OperandOf<ElementOf<V>>): Column<V> {
  return call('array_append', array, value)
}

/**
 * With an element at the start; null too. Spark: `array_prepend`.
 *
 * @example
 * arrayPrepend(array(lit(3), 1, 3), 4) // => [4, 3, 1, 3]
 */
export function arrayPrepend<V extends Items>(array: Column<V>, value: OperandOf<ElementOf<V>>): Column<V> {
  return call('array_prepend', array, value)
}

/**
 * With an element at a position from 1, or from the end if negative; gaps are nulls. Throws INVALID_INDEX_OF_ZERO. Spark: `array_insert`.
 *
 * @example
 * arrayInsert(array(lit(3), 1, 3), 2, 9) // => [3, 9, 1, 3]
 */
export function arrayInsert<V extends Items>(
  array: Column<V>,
  position: OperandOf<number>,
  value: OperandOf<ElementOf<V>>,
): Column<(ElementOf<V> | null)[] | NullOf<V>> {
  return call('array_insert', array, position, value)
}

/**
 * The value so many times. Spark: `array_repeat`.
 *
 * @example
 * arrayRepeat(lit("a"), 2) // => ["a", "a"]
 */
export function arrayRepeat<const O extends LiteralInput | Column<unknown>>(
  value: O,
  count: OperandOf<number>,
): Column<Widen<ValueOf<O>>[] | null> {
  return call('array_repeat', value, count)
}

/**
 * The texts with a separator between; nulls are left out, unless something stands for them. Spark: `array_join`.
 *
 * @example
 * arrayJoin(array(lit("a"), lit(null), "b"), "-", "?") // => "a-?-b"
 */
export function arrayJoin<V extends Items>(
  array: Column<V>,
  separator: string,
  nullReplacement?: string,
): Column<string | NullOf<V>> {
  return callGiven('array_join', array, separator, nullReplacement)
}

/**
 * How many elements. Spark: `array_size`.
 *
 * @example
 * arraySize(array(lit(3), 1, 3)) // => 3
 */
export function arraySize<V extends Items>(array: Column<V>): Column<number | NullOf<V>> {
  return call('array_size', array)
}

/**
 * How many elements an array, or entries a map has. Spark: `size`.
 *
 * @example
 * size(array(lit(3), 1, 3)) // => 3
 */
export function size<V extends Items | ReadonlyMap<unknown, unknown>>(
  collection: Column<V>,
): Column<number | NullOf<V>> {
  return call('size', collection)
}

/**
 * The elements in order, nulls first; descending, nulls last. Spark: `sort_array`.
 *
 * @example
 * sortArray(array(lit(3), 1, 3), false) // => [3, 3, 1]
 */
export function sortArray<V extends Items>(array: Column<V>, ascending?: boolean): Column<V> {
  return callGiven('sort_array', array, ascending)
}

/**
 * `length` elements from a position, which counts from 1, or from the end if negative. Spark: `slice`.
 *
 * @example
 * slice(array(lit(3), 1, 3), 2, 2) // => [1, 3]
 */
export function slice<V extends Items>(
  array: Column<V>,
  start: OperandOf<number>,
  length: OperandOf<number>,
): Column<V> {
  return call('slice', array, start, length)
}

/**
 * The elements of the arrays of an array; null where one of them is null. Spark: `flatten`.
 *
 * @example
 * flatten(array(array(lit(1)), array(lit(2)))) // => [1, 2]
 */
export function flatten<V extends Items>(array: Column<V>): Column<NonNullable<ElementOf<V>> | null> {
  return call('flatten', array)
}

/**
 * The element of an array at a position from 1, or from the end if negative (outside: INVALID_ARRAY_INDEX_IN_ELEMENT_AT), or the value of a key of a map (missing: null). Spark: `element_at`.
 *
 * @example
 * elementAt(array(lit(3), 1, 3), -2) // => 1
 */
export function elementAt<V extends Items | ReadonlyMap<unknown, unknown>>(
  collection: Column<V>,
  key: ItemKey<V>,
): Column<ItemOf<V> | null> {
  return call('element_at', collection, key)
}

/**
 * The same as {@link elementAt}, null outside. Spark: `try_element_at`.
 *
 * @example
 * tryElementAt(array(lit(3), 1, 3), 9) // => null
 */
export function tryElementAt<V extends Items | ReadonlyMap<unknown, unknown>>(
  collection: Column<V>,
  key: ItemKey<V>,
): Column<ItemOf<V> | null> {
  return call('try_element_at', collection, key)
}

/**
 * The element at a position from 0; null outside. Spark: `get`.
 *
 * @example
 * get(array(lit(3), 1, 3), 9) // => null
 */
export function get<V extends Items>(array: Column<V>, index: OperandOf<number>): Column<ElementOf<V> | null> {
  return call('get', array, index)
}
