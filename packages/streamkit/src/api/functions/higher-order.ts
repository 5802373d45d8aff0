import type { Column } from '../column.ts'
import type { NullOf, OperandOf, ValueOf, Widen } from '../column-value.ts'
import type { LiteralInput } from '../literal.ts'
import { callWith, lambda } from './lambda.ts'

type Items = readonly unknown[] | null
type ElementOf<V> = NonNullable<V> extends readonly (infer E)[] ? E : never
type Entries<K, V> = Column<ReadonlyMap<K, V> | null>
type Truth = OperandOf<boolean | null>
type Result<O> = Widen<ValueOf<O>>

/**
 * The array of what the function makes of each element and its position, from 0. Spark: `transform`.
 *
 * @example
 * transform(array(lit(1), 2, 3), (x) => x.mul(2)) // => [2, 4, 6]
 * transform(array(lit(1), 2, 3), (x, i) => x.plus(i)) // => [1, 3, 5]
 */
export function transform<V extends Items, const O>(
  array: Column<V>,
  fn: (element: Column<ElementOf<V>>, index: Column<number>) => O,
): Column<Result<O>[] | NullOf<V>> {
  return callWith('transform', [array], [lambda(fn, ['x', 'i'], 1)])
}

/**
 * The elements for which the condition is true. Spark: `filter`.
 *
 * @example
 * filter(array(lit(1), 2, 3), (x) => x.gt(1)) // => [2, 3]
 */
export function filter<V extends Items>(
  array: Column<V>,
  condition: (element: Column<ElementOf<V>>, index: Column<number>) => Truth,
): Column<V> {
  return callWith('filter', [array], [lambda(condition, ['x', 'i'], 1)])
}

/**
 * Whether the condition is true for an element; null where it is for none but null for some. Spark: `exists`.
 *
 * @example
 * exists(array(lit(1), 2, 3), (x) => x.gt(2)) // => true
 */
export function exists<V extends Items>(
  array: Column<V>,
  condition: (element: Column<ElementOf<V>>) => Truth,
): Column<boolean | null> {
  return callWith('exists', [array], [lambda(condition, ['x'])])
}

/**
 * Whether the condition is true for all elements; null where it is false for none but null for some. Spark: `forall`.
 *
 * @example
 * forall(array(lit(1), 2, 3), (x) => x.gt(2)) // => false
 */
export function forall<V extends Items>(
  array: Column<V>,
  condition: (element: Column<ElementOf<V>>) => Truth,
): Column<boolean | null> {
  return callWith('forall', [array], [lambda(condition, ['x'])])
}

/**
 * One value of all elements: the state, which is `zero` first, merged with each in turn, and finished. `merge` must give the type of `zero`. Spark: `aggregate`.
 *
 * @example
 * aggregate(array(lit(1), 2, 3), 0, (sum, x) => sum.plus(x)) // => 6
 * aggregate(array(lit(1), 2, 3), 0, (sum, x) => sum.plus(x), (sum) => sum.mul(10)) // => 60
 */
export function aggregate<V extends Items, const Z extends LiteralInput | Column<unknown>, const O = Column<Result<Z>>>(
  array: Column<V>,
  zero: Z,
  ...[merge, finish]: readonly [
    merge: (state: Column<Result<Z>>, element: Column<ElementOf<V>>) => unknown,
    finish?: (state: Column<Result<Z>>) => O,
  ]
): Column<Result<O> | null> {
  const lambdas = [lambda(merge, ['acc', 'x']), ...(finish === undefined ? [] : [lambda(finish, ['acc'])])]
  return callWith('aggregate', [array, zero], lambdas)
}

/**
 * The same as {@link aggregate}. Spark: `reduce`.
 *
 * @example
 * reduce(array(lit(1), 2, 3), 0, (sum, x) => sum.plus(x)) // => 6
 * reduce(array(lit(1), 2, 3), 0, (sum, x) => sum.plus(x), (sum) => sum.mul(10)) // => 60
 */
export function reduce<V extends Items, const Z extends LiteralInput | Column<unknown>, const O = Column<Result<Z>>>(
  array: Column<V>,
  zero: Z,
  ...[merge, finish]: readonly [
    merge: (state: Column<Result<Z>>, element: Column<ElementOf<V>>) => unknown,
    finish?: (state: Column<Result<Z>>) => O,
  ]
): Column<Result<O> | null> {
  const lambdas = [lambda(merge, ['acc', 'x']), ...(finish === undefined ? [] : [lambda(finish, ['acc'])])]
  return callWith('reduce', [array, zero], lambdas)
}

/**
 * What the function makes of the elements at the same position; null where an array has no more. Spark: `zip_with`.
 *
 * @example
 * zipWith(array(lit(1), 2, 3), array(lit(1), 2, 3), (a, b) => a.mul(b)) // => [1, 4, 9]
 */
export function zipWith<A extends Items, B extends Items, const O>(
  left: Column<A>,
  right: Column<B>,
  fn: (left: Column<ElementOf<A> | null>, right: Column<ElementOf<B> | null>) => O,
): Column<Result<O>[] | NullOf<A> | NullOf<B>> {
  return callWith('zip_with', [left, right], [lambda(fn, ['x', 'y'])])
}

/**
 * The elements in order, nulls last; or in that of a comparator, which gives an INT: negative, 0 or positive. Throws COMPARATOR_RETURNS_NULL. Spark: `array_sort`.
 *
 * @example
 * arraySort(array(lit(3), lit(null), 1)) // => [1, 3, null]
 * arraySort(array(lit(1), 2, 3), (a, b) => b.minus(a)) // => [3, 2, 1]
 */
export function arraySort<V extends Items>(
  array: Column<V>,
  comparator?: (left: Column<ElementOf<V>>, right: Column<ElementOf<V>>) => OperandOf<number>,
): Column<V> {
  return callWith('array_sort', [array], comparator === undefined ? [] : [lambda(comparator, ['x', 'y'])])
}

/**
 * The entries for which the condition is true. Spark: `map_filter`.
 *
 * @example
 * mapFilter(map(lit("a"), 1, "b", 2), (_key, value) => value.gt(1)) // => new Map([["b", 2]])
 */
export function mapFilter<K, V>(
  map: Entries<K, V>,
  condition: (key: Column<K>, value: Column<V>) => Truth,
): Column<Map<K, V> | null> {
  return callWith('map_filter', [map], [lambda(condition, ['k', 'v'])])
}

/**
 * The map with other keys. Throws NULL_MAP_KEY, DUPLICATED_MAP_KEY. Spark: `transform_keys`.
 *
 * @example
 * transformKeys(map(lit("a"), 1, "b", 2), (key) => upper(key)) // => new Map([["A", 1], ["B", 2]])
 */
export function transformKeys<K, V, const O>(
  map: Entries<K, V>,
  fn: (key: Column<K>, value: Column<V>) => O,
): Column<Map<NonNullable<Result<O>>, V> | null> {
  return callWith('transform_keys', [map], [lambda(fn, ['k', 'v'])])
}

/**
 * The map with other values. Spark: `transform_values`.
 *
 * @example
 * transformValues(map(lit("a"), 1, "b", 2), (_key, value) => value.mul(10)) // => new Map([["a", 10], ["b", 20]])
 */
export function transformValues<K, V, const O>(
  map: Entries<K, V>,
  fn: (key: Column<K>, value: Column<V>) => O,
): Column<Map<K, Result<O>> | null> {
  return callWith('transform_values', [map], [lambda(fn, ['k', 'v'])])
}

/**
 * What the function makes of each key of either map and its values; null where a map has not the key. Spark: `map_zip_with`.
 *
 * @example
 * mapZipWith(map(lit("a"), 1), map(lit("a"), 2), (_key, a, b) => a.plus(b)) // => new Map([["a", 3]])
 */
export function mapZipWith<K, A, B, const O>(
  left: Entries<K, A>,
  right: Entries<K, B>,
  fn: (key: Column<K>, left: Column<A | null>, right: Column<B | null>) => O,
): Column<Map<K, Result<O>> | null> {
  return callWith('map_zip_with', [left, right], [lambda(fn, ['k', 'x', 'y'])])
}
