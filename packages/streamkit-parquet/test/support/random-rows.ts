import type { DataType, StructType } from '@streamkit/core/connector'
import { inUtf8Order } from './canonical-value.ts'

/** Numbers from 0 to below 1 that are the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const texts = ['', 'a', 'Grüße', '東京', '🚲🚲', 'x'.repeat(40), 'null', 'ab\u0000c', '\ufeffmark', '\uffff']
const doubles = [
  0,
  -0,
  1.5,
  -2.25,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  5e-324,
  1.7976931348623157e308,
]
const floats = [0, -0, 1.5, -2.25, Number.NaN, Number.POSITIVE_INFINITY, 1.401298464324817e-45, 3.4028234663852886e38]
/** Microseconds of 0001-01-03 (days before it are beyond Python) and 9999-12-31, where a double can hold them: the first and the last are whole seconds. */
const micros = ['-62135424000000000', '0', '-1', '1', '1600000000123456', '-1600000000123456', '253402300799000000']

/** Random rows in canonical form, with edges and nulls more often than chance has them. */
export function randomRows(schema: StructType, count: number, random: () => number): readonly unknown[][] {
  const one = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T
  const whole = (bits: number): string => {
    const edge = 1n << BigInt(bits - 1)
    const any = BigInt.asIntN(bits, BigInt(Math.floor(random() * 2 ** 32)) * BigInt(Math.floor(random() * 2 ** 32)))
    return one([0n, 1n, -1n, edge - 1n, -edge, any, any]).toString()
  }
  const list = <T>(make: () => T): T[] => Array.from({ length: Math.floor(random() * 4) }, make)
  const bits = (values: readonly number[]): string => {
    const value = one(values)
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleBE(value)
    return Number.isNaN(value) ? 'nan' : bytes.toString('hex')
  }
  const value = (type: DataType): unknown => {
    switch (type.kind) {
      case 'boolean':
        return random() < 0.5
      case 'tinyint':
        return whole(8)
      case 'smallint':
        return whole(16)
      case 'int':
        return whole(32)
      case 'bigint':
        return whole(64)
      case 'float':
        return bits(floats)
      case 'double':
        return bits(doubles)
      case 'decimal': {
        const most = 10n ** BigInt(type.precision) - 1n
        return one([0n, 1n, -1n, most, -most, BigInt(whole(24)) % (most + 1n)]).toString()
      }
      case 'string':
        return one(texts)
      case 'binary':
        return one(['', '00', 'ff00ff', '80'.repeat(20)])
      case 'date':
        return one(['-719162', '0', '-1', '18262', '2932896', '-141428'])
      case 'timestamp':
      case 'timestamp_ntz':
        return one(micros)
      case 'array':
        return list(() => nullable(type.element, type.containsNull))
      case 'map': {
        const keys = list(() => value(type.key))
        const pairs = new Map(keys.map((key) => [String(key), key]))
        const sorted = [...pairs].sort(([a], [b]) => inUtf8Order(a, b))
        return sorted.map(([, key]) => [key, nullable(type.value, type.valueContainsNull)])
      }
      case 'struct':
        return type.fields.map((field) => nullable(field.dataType, field.nullable))
      default:
        return null
    }
  }
  const nullable = (type: DataType, allowed: boolean): unknown => (allowed && random() < 0.25 ? null : value(type))
  return Array.from({ length: count }, () => schema.fields.map((field) => nullable(field.dataType, field.nullable)))
}
