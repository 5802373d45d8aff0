import { objectMaker } from '../../columnar/object-maker.ts'
import { toExternal } from '../../columnar/to-external.ts'
import type { DataType } from '../../types/data-type.ts'

/** Makes the key that functions of the user see of the internal values of the grouping columns: the value of the one, or an object with these names. */
export function groupKey(
  names: readonly string[] | null,
  types: readonly DataType[],
): (values: readonly unknown[]) => unknown {
  const converters = types.map(toExternal)
  const at = (values: readonly unknown[], i: number): unknown => converters[i]?.(values[i])
  if (names === null) return (values) => at(values, 0)
  const make = objectMaker(names)
  return (values) => make((i) => at(values, i))
}

/** A key as errors show it. */
export function keyText(key: unknown): string {
  const text =
    JSON.stringify(key, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)) ?? String(key)
  return text.length > 100 ? `${text.slice(0, 100)}...` : text
}
