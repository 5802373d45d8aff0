import { toExternal } from '../columnar/to-external.ts'
import { toInternal } from '../columnar/to-internal.ts'
import type { UserFunctionCall } from '../expressions/expression.ts'
import { dataTypeOf } from '../expressions/expression-type.ts'
import type { Kernel } from '../expressions/function-definition.ts'
import { withNulls } from '../expressions/kernel.ts'
import { calledUserFunction, failedUserFunction } from '../expressions/user-call.ts'

/** A function of the user: it is given values as rows hold them, nulls too, and gives such a value back. */
export function userFunctionKernel(e: UserFunctionCall): Kernel {
  const outward = e.args.map((arg) => toExternal(dataTypeOf(arg)))
  const inward = toInternal(e.dataType)
  const fn = e.fn as (...args: unknown[]) => unknown
  let calls = 0
  return withNulls((...values: unknown[]) => {
    const place = { column: `${e.name}()`, row: calls++ }
    const given = calledUserFunction(e.name, () =>
      fn(...values.map((value, i) => (value === null ? null : outward[i]?.(value)))),
    )
    try {
      return inward(given, place)
    } catch (cause) {
      throw failedUserFunction(e.name, cause)
    }
  }, true)
}
