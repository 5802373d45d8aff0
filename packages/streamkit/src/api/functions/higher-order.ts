import type { Column } from '../column.ts'
import type { NullOf, OperandOf, ValueOf, Widen } from '../column-value.ts'
import { callWith, lambda } from './lambda.ts'

type Items<E> = Column<readonly E[] | null>
type Entries<K, V> = Column<ReadonlyMap<K, V> | null>
type Truth = OperandOf<boolean | null>
type Result<O> = Widen<ValueOf<O>>
/** The arrays or maps of a column, null as before. */
type Like<C, V> = V | (C extends Column<infer Old> ? NullOf<Old> : never)

/**
 * The array of what the function makes of each element and its position, from 0. Spark: `transform`.
 *
 * @example
 * df.select(($) => transform($.xs, (x, i) => x.mul(2).plus(i)).as('r')) // => [2, 5, null]
 */
export function transform<E, A extends Items<E>, const O>(
  column: A & Items<E>,
  fn: (element: Column<E>, index: Column<number>) => O,
): Column<Like<A, Result<O>[]>> {
  return callWith('transform', [column], [lambda(fn as never, ['x', 'i'])])
}
