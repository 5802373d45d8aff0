import { toExternal } from '../columnar/to-external.ts'
import { toInternal } from '../columnar/to-internal.ts'
import type { UserFunctionCall } from '../expressions/expression.ts'
import { dataTypeOf } from '../expressions/expression-type.ts'
import type { Kernel } from '../expressions/function-definition.ts'
import { withNulls } from '../expressions/kernel.ts'

/** A function of the user: it is given values as rows hold them, nulls too, and gives such a value back. */
export function userFunctionKernel(e: UserFunctionCall): Kernel {
  const outward = e.args.map((arg) => toExternal(dataTypeOf(arg)))
  const inward = toInternal(e.dataType)
  const fn = e.fn as (...args: unknown[]) => unknown
  const place = { column: e.name }
  return withNulls((...values: unknown[]) => {
    const result = fn(...values.map((value, i) => (value === null ? null : outward[i]?.(value))))
    return result === null || result === undefined ? null : inward(result, place)
  }, true)
}
