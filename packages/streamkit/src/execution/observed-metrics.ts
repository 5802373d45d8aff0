import { rowObject } from '../columnar/row-object.ts'
import type { StructType } from '../types/data-type.ts'

/** Metrics by the names of their observers and their own. */
export type ObservedValues = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** What `observe` has computed of one batch, as the progress tells it: values that JSON can hold. */
export class ObservedMetrics {
  readonly #values: Record<string, Readonly<Record<string, unknown>>> = {}

  get values(): ObservedValues {
    return this.#values
  }

  add(name: string, schema: StructType, row: readonly unknown[]): void {
    const metrics = Object.entries(rowObject(schema, row)).map(([metric, value]) => [metric, jsonValue(value)])
    this.#values[name] = Object.fromEntries(metrics)
  }
}

function jsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  if (Array.isArray(value)) return value.map(jsonValue)
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), jsonValue(item)]))
  return value
}
