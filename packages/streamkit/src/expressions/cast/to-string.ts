import { decodeBytes } from '../../columnar/vector-access.ts'
import type { DataType, DecimalType } from '../../types/data-type.ts'
import type { ExpressionConf } from '../expression.ts'
import type { Kernel } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import type { Unscaled } from '../numbers/decimal-arithmetic.ts'
import { decimalToJavaText, decimalToText } from '../numbers/decimal-text.ts'
import { doubleToString, floatToString } from '../numbers/double-to-string.ts'
import type { CastSite } from './cast-context.ts'
import { datetimeText } from './datetime-text.ts'

/** Casts to string: every type has one. */
export function castToString({ from, mode, conf }: CastSite): Kernel {
  return strict(textOf(from, { conf, plainDecimals: mode !== 'legacy' }))
}

/** How text is written. Decimals are written out; legacy casts write tiny ones as Java does: `7E-10`. */
interface TextStyle {
  readonly conf: ExpressionConf
  readonly plainDecimals: boolean
}

/** How a value of a type is written as text. */
export function textOf(type: DataType, style: TextStyle): (value: never) => string {
  switch (type.kind) {
    case 'double':
      return doubleToString
    case 'float':
      return floatToString
    case 'decimal':
      return decimalText(type, style.plainDecimals)
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
      return datetimeText(type, style.conf)
    case 'binary':
      return decodeBytes
    case 'array':
      return listText(['[', ']'], () => orNull(textOf(type.element, style)))
    case 'struct': {
      const fields = type.fields.map((f) => orNull(textOf(f.dataType, style)))
      return listText(['{', '}'], (i) => fields[i] as (value: unknown) => string)
    }
    case 'map':
      return mapText(orNull(textOf(type.key, style)), orNull(textOf(type.value, style)))
    default:
      return String
  }
}

function decimalText({ scale }: DecimalType, plain: boolean): (value: Unscaled) => string {
  return plain || scale <= 6 ? (v) => decimalToText(v, scale) : (v) => decimalToJavaText(v, scale)
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
