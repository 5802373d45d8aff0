import { type DataType, type DecimalType, isCompactDecimal, type StructType } from '../types/data-type.ts'
import { Decimal } from '../types/decimal.ts'
import { isoDateOfDays, isoLocalOfMicros, millisOfMicros } from './iso-text.ts'
import { objectMaker } from './object-maker.ts'

/** Turns an internal value into the value that rows hold. */
export type ToExternal = (internal: unknown) => unknown

const same: ToExternal = (value) => value

/**
 * Prepares the way from internal values of a type to the values that rows hold (the table in types/data-type.ts). Null stays null.
 *
 * @example
 * toExternal(dateType)(0) // '1970-01-01'
 */
export function toExternal(type: DataType): ToExternal {
  const convert = ofNotNull(type)
  return convert === same ? same : (value) => (value === null ? null : convert(value))
}

/** Whether rows hold the very values that columns hold. */
export function isSameInRows(type: DataType): boolean {
  return ofNotNull(type) === same
}

function ofNotNull(type: DataType): ToExternal {
  switch (type.kind) {
    case 'date':
      return (days) => isoDateOfDays(days as number)
    case 'timestamp':
      return (micros) => new Date(millisOfMicros(micros as number))
    case 'timestamp_ntz':
      return (micros) => isoLocalOfMicros(micros as number)
    case 'decimal':
      return decimalToExternal(type)
    case 'array': {
      if (isSameInRows(type.element)) return (values) => [...(values as readonly unknown[])]
      const element = toExternal(type.element)
      return (values) => (values as readonly unknown[]).map(element)
    }
    case 'map': {
      const [key, value] = [toExternal(type.key), toExternal(type.value)]
      return (entries) => new Map([...(entries as ReadonlyMap<unknown, unknown>)].map(([k, v]) => [key(k), value(v)]))
    }
    case 'struct':
      return structToExternal(type)
    default:
      return same
  }
}

function decimalToExternal(type: DecimalType): ToExternal {
  const { scale } = type
  return isCompactDecimal(type)
    ? (unscaled) => Decimal.ofUnscaled(BigInt(unscaled as number), scale)
    : (unscaled) => Decimal.ofUnscaled(unscaled as bigint, scale)
}

function structToExternal(type: StructType): ToExternal {
  const converters = type.fields.map((f) => toExternal(f.dataType))
  const make = objectMaker(type.fields.map((f) => f.name))
  return (values) => make((i) => (converters[i] as ToExternal)((values as readonly unknown[])[i]))
}
