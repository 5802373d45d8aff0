import type { DataType } from '@streamkit/core/connector'
import { epochText } from './epoch-text.ts'

/**
 * JSON text of an internal value: decimals and 64-bit integers as exact numbers, dates and timestamps as ISO text, binary as base64, numbers that JSON lacks
 * (NaN, infinities) as text. Fields of a struct that are null are kept.
 */
export function jsonText(value: unknown, type: DataType): string {
  if (value === null || value === undefined) return 'null'
  switch (type.kind) {
    case 'string':
      return JSON.stringify(value)
    case 'float':
    case 'double':
      return Number.isFinite(value) ? String(value) : `"${String(value)}"`
    case 'decimal':
      return unscaledText(BigInt(value as bigint), type.scale)
    case 'date':
      return `"${epochText.date(value as number)}"`
    case 'timestamp':
      return `"${epochText.timestamp(value as number)}Z"`
    case 'timestamp_ntz':
      return `"${epochText.timestamp(value as number)}"`
    case 'binary':
      return `"${Buffer.from(value as Uint8Array).toString('base64')}"`
    case 'array':
      return `[${(value as readonly unknown[]).map((item) => jsonText(item, type.element)).join(',')}]`
    case 'map': {
      const entries = [...(value as ReadonlyMap<unknown, unknown>)]
      return `{${entries.map(([k, v]) => `${keyText(k, type.key)}:${jsonText(v, type.value)}`).join(',')}}`
    }
    case 'struct': {
      const values = value as readonly unknown[]
      return `{${type.fields.map((f, i) => `${JSON.stringify(f.name)}:${jsonText(values[i], f.dataType)}`).join(',')}}`
    }
    default:
      return String(value)
  }
}

/** Keys of JSON objects are text. */
function keyText(key: unknown, type: DataType): string {
  const text = jsonText(key, type)
  return text.startsWith('"') ? text : JSON.stringify(text)
}

/** `unscaled / 10^scale` in plain digits. */
function unscaledText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled)
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const at = digits.length - scale
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, at)}.${digits.slice(at)}`
}
