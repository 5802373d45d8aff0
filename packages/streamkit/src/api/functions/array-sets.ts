import { Column, call, type NamedColumn } from '../column.ts'
import type { Interval, NullIn, NullOf, NumericOperand, ValueOf } from '../column-value.ts'
import { callGiven } from './call-given.ts'

type Items = readonly unknown[] | null
type ElementOf<V> = NonNullable<V> extends readonly (infer E)[] ? E : never

/**
 * The elements of either array, each once. Spark: `array_union`.
 *
 * @example
 * arrayUnion(array(lit(1), 2), array(lit(2), 3)) // => [1, 2, 3]
 */
export function arrayUnion<V extends Items>(array: Column<V>, other: Column<V>): Column<V> {
  return call('array_union', array, other)
}

/**
 * The elements of both arrays, each once. Spark: `array_intersect`.
 *
 * @example
 * arrayIntersect(array(lit(1), 2), array(lit(2), 3)) // => [2]
 */
export function arrayIntersect<V extends Items>(array: Column<V>, other: Column<V>): Column<V> {
  return call('array_intersect', array, other)
}

/**
 * The elements of the first that are not in the second, each once. Spark: `array_except`.
 *
 * @example
 * arrayExcept(array(lit(1), 2), array(lit(2), 3)) // => [1]
 */
export function arrayExcept<V extends Items>(array: Column<V>, other: Column<V>): Column<V> {
  return call('array_except', array, other)
}

/**
 * Whether two arrays have an element in common; null where none but nulls. Spark: `arrays_overlap`.
 *
 * @example
 * arraysOverlap(array(lit(1), 2), array(lit(2))) // => true
 */
export function arraysOverlap<V extends Items>(array: Column<V>, other: Column<V>): Column<boolean | null> {
  return call('arrays_overlap', array, other)
}

/**
 * Structs of the elements at the same position, under the names of the columns; null where an array has no more. Spark: `arrays_zip`.
 *
 * @example
 * arraysZip(array(lit(1), 2).as("n"), array(lit("a")).as("s")) // => [{ n: 1, s: "a" }, { n: 2, s: null }]
 */
export function arraysZip<const C extends readonly NamedColumn<string, Items>[]>(
  ...arrays: C
): Column<{ [F in C[number] as F['columnName']]: ElementOf<ValueOf<F>> | null }[] | NullIn<C[number]>> {
  const names = arrays.map((column) => column.columnName)
  const args = arrays.map(({ expression }) => (expression.kind === 'alias' ? expression.child : expression))
  return new Column({ kind: 'call', name: 'arrays_zip', args, parameters: { names } })
}

/**
 * All whole numbers, dates or times from one to another, both included: by 1, by a day, or by the step, which beside dates and times is an `interval`. Throws INVALID_PARAMETER_VALUE.SEQUENCE_BOUNDARIES. Spark: `sequence`.
 *
 * @example
 * sequence(lit(1), 5, 2) // => [1, 3, 5]
 * sequence(toDate("2024-01-31"), toDate("2024-03-31"), interval("1 month")) // => ["2024-01-31", "2024-02-29", "2024-03-31"]
 */
export function sequence<V extends number | bigint | string | Date | null>(
  start: Column<V>,
  stop: Column<V> | NonNullable<V>,
  step?: NumericOperand | Column<Interval>,
): Column<NonNullable<V>[] | NullOf<V>> {
  return callGiven('sequence', start, stop, step)
}
