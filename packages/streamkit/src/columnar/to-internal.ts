import { unreachable } from '../errors/invariant.ts'
import { ExecutionException } from '../errors/streamkit-error.ts'
import {
  type ArrayType,
  type BigIntType,
  type DataType,
  type DecimalType,
  isCompactDecimal,
  type MapType,
  type StructField,
  type StructType,
  sqlType,
} from '../types/data-type.ts'
import { Decimal } from '../types/decimal.ts'
import { daysOfIsoDate, microsOfIsoLocal } from './iso-text.ts'
import { ownProperty } from './object-maker.ts'

/** Where a value stands: the column (`items[2].price`) and the number of the row in what was handed in, from 0. */
export interface ValuePlace {
  readonly column: string
  readonly row: number
}

/** Turns a value of a row into the internal value. Throws INVALID_ROW_VALUE, which names the place, for what does not fit the type. */
export type ToInternal = (external: unknown, place: ValuePlace) => unknown

const ranges = {
  tinyint: [-128, 127],
  smallint: [-32_768, 32_767],
  int: [-2_147_483_648, 2_147_483_647],
} as const

/** What Spark's TIMESTAMP can hold of what a Date can: years 0001 to 9999 and more; a Date ends before int64 microseconds do. */
const maxMillis = 8.64e15

/**
 * Prepares the way from the values that rows hold to internal values (the table in types/data-type.ts), checking types and ranges. `undefined` and null are null.
 *
 * @example
 * toInternal(dateType)('1970-01-02', { column: 'd', row: 0 }) // 1
 */
export function toInternal(type: DataType): ToInternal {
  const convert = ofNotNull(type)
  return (value, place) => (value === null || value === undefined ? null : convert(value, place))
}

/** The same for a field: null is refused where the field is not nullable. */
export function fieldToInternal(field: StructField): ToInternal {
  const convert = toInternal(field.dataType)
  if (field.nullable) return convert
  return (value, place) =>
    value === null || value === undefined
      ? refuse(value, field.dataType, { ...place, reason: 'the column does not allow null' })
      : convert(value, place)
}

function ofNotNull(type: DataType): ToInternal {
  switch (type.kind) {
    case 'string':
      return checked(type, 'expected a string', (v) => (typeof v === 'string' ? v : undefined))
    case 'boolean':
      return checked(type, 'expected a boolean', (v) => (typeof v === 'boolean' ? v : undefined))
    case 'tinyint':
    case 'smallint':
    case 'int': {
      const [min, max] = ranges[type.kind]
      return checked(type, `expected a whole number from ${min} to ${max}`, (v) =>
        typeof v === 'number' && Number.isInteger(v) && v >= min && v <= max ? v : undefined,
      )
    }
    case 'bigint':
      return bigintToInternal(type)
    case 'float':
      return checked(type, 'expected a number', (v) => (typeof v === 'number' ? Math.fround(v) : undefined))
    case 'double':
      return checked(type, 'expected a number', (v) => (typeof v === 'number' ? v : undefined))
    case 'decimal':
      return decimalToInternal(type)
    case 'date':
      return checked(type, "expected ISO text such as '2026-11-23'", (v) =>
        typeof v === 'string' ? (daysOfIsoDate(v) ?? undefined) : undefined,
      )
    case 'timestamp':
      return checked(type, 'expected a valid Date', (v) =>
        v instanceof Date && Math.abs(v.getTime()) <= maxMillis ? v.getTime() * 1000 : undefined,
      )
    case 'timestamp_ntz':
      return checked(type, "expected ISO text without a zone such as '2026-11-23T10:00:00'", (v) =>
        typeof v === 'string' ? (microsOfIsoLocal(v) ?? undefined) : undefined,
      )
    case 'binary':
      return checked(type, 'expected a Uint8Array', (v) => (v instanceof Uint8Array ? v : undefined))
    case 'array':
      return arrayToInternal(type)
    case 'map':
      return mapToInternal(type)
    case 'struct':
      return structToInternal(type)
    case 'void':
      return checked(type, 'expected null', () => undefined)
    default:
      return unreachable(type, 'toInternal')
  }
}

/** A converter from a function that gives `undefined` for what does not fit. */
function checked(type: DataType, reason: string, convert: (value: unknown) => unknown): ToInternal {
  return (value, place) => {
    const internal = convert(value)
    return internal === undefined ? refuse(value, type, { ...place, reason }) : internal
  }
}

function bigintToInternal(type: BigIntType): ToInternal {
  return type.as === 'bigint'
    ? checked(type, 'expected a bigint of 64 bits', (v) =>
        typeof v === 'bigint' && BigInt.asIntN(64, v) === v ? v : undefined,
      )
    : checked(type, 'expected a safe integer (up to 2^53 - 1)', (v) => (Number.isSafeInteger(v) ? v : undefined))
}

function decimalToInternal(type: DecimalType): ToInternal {
  const reason = `expected a Decimal with at most ${type.precision} digits, ${type.scale} of them behind the point`
  const compact = isCompactDecimal(type)
  return checked(type, reason, (v) => {
    if (!Decimal.is(v)) return undefined
    const given = Decimal.ofUnscaled(v.unscaled, v.scale)
    const exact = given.setScale(type.scale)
    if (exact.precision > type.precision || !exact.equals(given)) return undefined
    return compact ? Number(exact.unscaled) : exact.unscaled
  })
}

function arrayToInternal(type: ArrayType): ToInternal {
  const element = fieldToInternal({ name: 'element', dataType: type.element, nullable: type.containsNull })
  return (value, { column, row }) => {
    if (!Array.isArray(value)) return refuse(value, type, { column, row, reason: 'expected an array' })
    // a hole of a sparse array is null too, so no `map`
    return Array.from(value, (v, i) => element(v, { column: `${column}[${i}]`, row }))
  }
}

function mapToInternal(type: MapType): ToInternal {
  const key = fieldToInternal({ name: 'key', dataType: type.key, nullable: false })
  const ofValue = fieldToInternal({ name: 'value', dataType: type.value, nullable: type.valueContainsNull })
  return (value, { column, row }) => {
    if (!(value instanceof Map)) return refuse(value, type, { column, row, reason: 'expected a Map' })
    const entries = [...(value as ReadonlyMap<unknown, unknown>)]
    return new Map(
      entries.map(([k, v]) => [
        key(k, { column: `${column}.key`, row }),
        ofValue(v, { column: `${column}[${String(k)}]`, row }),
      ]),
    )
  }
}

function structToInternal(type: StructType): ToInternal {
  const fields = type.fields.map((field) => ({ name: field.name, convert: fieldToInternal(field) }))
  return (value, { column, row }) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return refuse(value, type, { column, row, reason: 'expected an object' })
    }
    return fields.map(({ name, convert }) => convert(ownProperty(value, name), { column: `${column}.${name}`, row }))
  }
}

function refuse(
  value: unknown,
  type: DataType,
  { column, row, reason }: ValuePlace & { readonly reason: string },
): never {
  throw new ExecutionException('INVALID_ROW_VALUE', {
    value: shown(value),
    column: `\`${column}\``,
    row,
    dataType: sqlType(type),
    reason,
  })
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : Array.isArray(value) ? 'an array' : String(value)
  const withType = typeof value === 'bigint' ? `${text}n` : text
  return withType.length > 100 ? `${withType.slice(0, 100)}...` : withType
}
