import { Column, dataTypeOf, expressionOf } from '../column.ts'
import type { CastTarget, CastValue, CheckedTarget } from '../column-value.ts'

/** How a function of the user is called. */
export interface UdfOptions {
  /** Shown in `explain`. Default: the function's own name. */
  readonly name?: string
  /** False for a function that may give other results for the same arguments: it is then called once a row and never moved. Default true. */
  readonly deterministic?: boolean
}

/**
 * Makes a column function of a plain function over row values. The function is called row by row with the values that rows hold, null for null, and may give null. It
 * must not be async and should have no effects: it may be called more than once for a row.
 *
 * @example
 * const initials = udf('string', (name: string | null) => name?.split(' ').map((w) => w[0]).join('') ?? null)
 * df.withColumn('initials', ($) => initials($.name))
 */
export function udf<const T extends CastTarget, A extends readonly unknown[]>(
  returns: CheckedTarget<T>,
  fn: (...args: A) => CastValue<T> | null,
  options: UdfOptions = {},
): <const O extends { readonly [I in keyof A]: Column<A[I]> | A[I] }>(...operands: O) => Column<CastValue<T> | null> {
  const dataType = dataTypeOf(returns)
  const name = options.name ?? (fn.name === '' ? 'udf' : fn.name)
  const deterministic = options.deterministic ?? true
  return (...operands) =>
    new Column({ kind: 'udf', name, fn, args: operands.map(expressionOf), dataType, deterministic })
}
