import { type Column, call } from '../column.ts'
import type { OperandOf, ValueOf, Widen } from '../column-value.ts'
import type { LiteralInput } from '../literal.ts'
import { callGiven } from './call-given.ts'

/**
 * Ends the query with a message: USER_RAISED_EXCEPTION. For a branch that must not be reached. Spark: `raise_error`.
 *
 * @example
 * when(lit(true), lit(1)).otherwise(raiseError("never")) // => 1
 */
export function raiseError(message: OperandOf<string>): Column<null> {
  return call('raise_error', message)
}

/**
 * Null where the condition is true; otherwise ends the query: USER_RAISED_EXCEPTION. Spark: `assert_true`.
 *
 * @example
 * assertTrue(lit(1).lt(2)) // => null
 */
export function assertTrue(condition: OperandOf<boolean>, message?: string): Column<null> {
  return callGiven('assert_true', condition, message)
}

/**
 * The name of the type, in lower case. Spark: `typeof`.
 *
 * @example
 * typeOf(lit(1)) // => "int"
 */
export function typeOf(value: Column<unknown>): Column<string> {
  return call('typeof', value)
}

/**
 * The first, unless it is null; then the second. Spark: `nvl`.
 *
 * @example
 * nvl(lit(null), 1) // => 1
 */
export function nvl<const A extends LiteralInput | Column<unknown>, const B extends LiteralInput | Column<unknown>>(
  value: A,
  other: B,
): Column<Exclude<Widen<ValueOf<A>>, null> | Widen<ValueOf<B>>> {
  return call('nvl', value, other)
}

/**
 * The second where the first is not null, else the third. Spark: `nvl2`.
 *
 * @example
 * nvl2(lit(1), "a", "b") // => "a"
 */
export function nvl2<const A extends LiteralInput | Column<unknown>, const B extends LiteralInput | Column<unknown>>(
  value: Column<unknown>,
  present: A,
  absent: B,
): Column<Widen<ValueOf<A>> | Widen<ValueOf<B>>> {
  return call('nvl2', value, present, absent)
}

/**
 * Equal, where null equals null. Spark: `equal_null`.
 *
 * @example
 * equalNull(lit(null), null) // => true
 */
export function equalNull(a: Column<unknown>, b: LiteralInput | Column<unknown>): Column<boolean> {
  return call('equal_null', a, b)
}
