import { unreachable } from '../../errors/invariant.ts'
import type { DataType } from '../../types/data-type.ts'

/** A hash that takes values one after the other. */
export interface Hasher {
  int(value: number): void
  long(upper: number, lower: number): void
  bytes(bytes: Uint8Array, length?: number): void
}

/** Up to this precision Spark hashes a decimal as a long. */
const maxLongDigits = 18
const twoTo32 = 4_294_967_296

/** Feeds a value of a type into a hasher, by Spark's rules. Nulls, inside too, leave it as it is. */
export function valueHasher(type: DataType, hasher: Hasher): (value: never) => void {
  const nested = (inner: DataType): ((value: unknown) => void) => {
    const feed = valueHasher(inner, hasher) as (value: unknown) => void
    return (value) => {
      if (value !== null) feed(value)
    }
  }
  switch (type.kind) {
    case 'boolean':
      return (value: boolean) => hasher.int(value ? 1 : 0)
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'date':
      return (value: number) => hasher.int(value)
    case 'bigint':
    case 'timestamp':
    case 'timestamp_ntz':
      return (value: number | bigint) => feedLong(value, hasher)
    case 'float':
      return (value: number) => hasher.int(floatBits(value))
    case 'double':
      return (value: number) => feedDouble(value, hasher)
    case 'decimal':
      if (type.precision <= maxLongDigits) return (value: number | bigint) => feedLong(value, hasher)
      return (value: bigint) => hasher.bytes(twosComplement(value))
    case 'string':
      return (value: string) => feedText(value, hasher)
    case 'binary':
      return (value: Uint8Array) => hasher.bytes(value)
    case 'array': {
      const element = nested(type.element)
      return (values: readonly unknown[]) => {
        for (const value of values) element(value)
      }
    }
    case 'map': {
      const key = nested(type.key)
      const value = nested(type.value)
      return (map: ReadonlyMap<unknown, unknown>) => {
        for (const [k, v] of map) {
          key(k)
          value(v)
        }
      }
    }
    case 'struct': {
      const fields = type.fields.map((f) => nested(f.dataType))
      return (values: readonly unknown[]) => {
        for (const [i, field] of fields.entries()) field(values[i])
      }
    }
    case 'void':
      return () => undefined
    default:
      return unreachable(type, 'hash')
  }
}

function feedLong(value: number | bigint, hasher: Hasher): void {
  if (typeof value === 'bigint') {
    hasher.long(Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value)))
  } else {
    const upper = Math.floor(value / twoTo32)
    hasher.long(upper | 0, (value - upper * twoTo32) | 0)
  }
}

const bits = new DataView(new ArrayBuffer(8))

/** Zero has one hash, with or without a sign; so has NaN. */
function floatBits(value: number): number {
  bits.setFloat32(0, Number.isNaN(value) ? Number.NaN : value + 0)
  return value === 0 ? 0 : bits.getInt32(0)
}

function feedDouble(value: number, hasher: Hasher): void {
  bits.setFloat64(0, value === 0 ? 0 : Number.isNaN(value) ? Number.NaN : value)
  hasher.long(bits.getInt32(0), bits.getInt32(4))
}

const encoder = new TextEncoder()
let scratch = new Uint8Array(256)

/** Longer texts are encoded faster by the encoder. */
const mostSmallCharacters = 48

/** UTF-8 into a buffer that is used again and again. */
function feedText(text: string, hasher: Hasher): void {
  const { length } = text
  if (length <= mostSmallCharacters && encodeAscii(text, scratch)) {
    hasher.bytes(scratch, length)
    return
  }
  if (length * 3 > scratch.length) scratch = new Uint8Array(length * 6)
  hasher.bytes(scratch, encoder.encodeInto(text, scratch).written)
}

/** False where the text is not ASCII: what is in the buffer is nothing then. */
function encodeAscii(text: string, into: Uint8Array): boolean {
  let all = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    all |= unit
    into[i] = unit
  }
  return all < 128
}

/** The fewest bytes that hold a number, big endian: `BigInteger.toByteArray`. */
function twosComplement(value: bigint): Uint8Array {
  const size = value < 0n ? -value - 1n : value
  const length = Math.floor(size.toString(2).length / 8) + 1
  const hex = BigInt.asUintN(length * 8, value)
    .toString(16)
    .padStart(length * 2, '0')
  return new Uint8Array(Buffer.from(size === 0n && value === 0n ? '00' : hex, 'hex'))
}
