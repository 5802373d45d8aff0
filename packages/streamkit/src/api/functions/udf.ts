import { refuseAsync } from '../../expressions/user-call.ts'
import type { UserRoutine } from '../../expressions/user-routine.ts'
import { Column, dataTypeOf, expressionOf } from '../column.ts'
import type { CastTarget, CastValue, CheckedTarget } from '../column-value.ts'

/** How a function of the user is called. */
export interface UdfOptions {
  /** Shown in `explain` and in errors. Default: the function's own name. */
  readonly name?: string
  /** False for a function that may give other results for the same arguments: it is then called once a row and never moved. Default true. */
  readonly deterministic?: boolean
}

/** A function over columns that {@link udf} made. `session.udf.register` gives it a name in SQL. */
export interface UserDefinedFunction<A extends readonly unknown[], V> {
  <const O extends { readonly [I in keyof A]: Column<A[I]> | A[I] }>(...operands: O): Column<V>
  /** What the engine calls. */
  readonly routine: UserRoutine
}

/**
 * Makes a column function of a plain function over row values. The function is called row by row with the values that rows hold, and gives such a value back, of the type that was said. A null argument is handed on as
 * null: Spark calls no function over primitive values then, here the function decides. It may give null. It should have no effects: it may be called more than once for a row, or never.
 *
 * Throws UNSUPPORTED_ASYNC_USER_FUNCTION for an `async` function. A query fails with FAILED_EXECUTE_UDF where the function throws, gives a promise or a value that does not fit; the cause says which. Spark: `udf`.
 *
 * @example
 * const initials = udf('string', (name: string | null) => name?.split(' ').map((w) => w[0]).join('') ?? null)
 * df.withColumn('initials', ($) => initials($.name))
 */
export function udf<const T extends CastTarget, A extends readonly unknown[]>(
  returns: CheckedTarget<T>,
  fn: (...args: A) => CastValue<T> | null,
  options: UdfOptions = {},
): UserDefinedFunction<A, CastValue<T> | null> {
  const name = options.name ?? (fn.name === '' ? 'udf' : fn.name)
  refuseAsync(name, fn)
  const definition = { name, fn, dataType: dataTypeOf(returns), deterministic: options.deterministic ?? true }
  const routine: UserRoutine = { kind: 'udf', definition }
  const called = (...operands: readonly unknown[]) =>
    new Column<CastValue<T> | null>({ ...definition, kind: 'udf', args: operands.map(expressionOf) })
  return Object.assign(called, { routine })
}
