import { type DataType, isCompactDecimal } from '../../types/data-type.ts'
import type { ExpressionConf } from '../expression.ts'
import type { Kernel } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import { decimalToText } from '../numbers/decimal-text.ts'
import { doubleToString, floatToString } from '../numbers/double-to-string.ts'
import { datetimeText } from './datetime-text.ts'

/** Casts to string: every type has one. */
export function castToString(from: DataType, conf: ExpressionConf): Kernel {
  return strict(textOf(from, conf))
}

const decoder = new TextDecoder()

/** How a value of a type is written as text. */
export function textOf(type: DataType, conf: ExpressionConf): (value: never) => string {
  switch (type.kind) {
    case 'double':
      return doubleToString
    case 'float':
      return floatToString
    case 'decimal':
      return isCompactDecimal(type)
        ? (v: number) => decimalToText(v, type.scale)
        : (v: bigint) => decimalToText(v, type.scale)
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
      return datetimeText(type, conf)
    case 'binary':
      return (bytes: Uint8Array) => decoder.decode(bytes)
    case 'array':
      return listText(['[', ']'], () => orNull(textOf(type.element, conf)))
    case 'struct': {
      const fields = type.fields.map((f) => orNull(textOf(f.dataType, conf)))
      return listText(['{', '}'], (i) => fields[i] as (value: unknown) => string)
    }
    case 'map':
      return mapText(orNull(textOf(type.key, conf)), orNull(textOf(type.value, conf)))
    default:
      return String
  }
}

type WriteItem = (value: unknown) => string

function orNull(write: (value: never) => string): WriteItem {
  return (value) => (value === null ? 'null' : write(value as never))
}

function listText([open, close]: readonly [string, string], writer: (index: number) => WriteItem) {
  return (values: readonly unknown[]) => `${open}${values.map((v, i) => writer(i)(v)).join(', ')}${close}`
}

function mapText(key: WriteItem, value: WriteItem): (map: ReadonlyMap<unknown, unknown>) => string {
  return (map) => `{${[...map].map(([k, v]) => `${key(k)} -> ${value(v)}`).join(', ')}}`
}
