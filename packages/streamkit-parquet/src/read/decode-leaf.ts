import type { DataType } from '@streamkit/core/connector'
import type { ParquetLeaf } from '../schema/parquet-node.ts'

/** Turns a value as the library decodes it into the internal value of the type of the leaf. */
export type LeafDecoder = (raw: unknown) => unknown

/** How the values of a leaf become internal values of `type`, which is the one that `leafType` gives. 64-bit integers stay bigint here, all decimals too. */
export function leafDecoder(leaf: ParquetLeaf, type: DataType): LeafDecoder | null {
  const { annotation, physical } = leaf
  switch (type.kind) {
    case 'string':
      return (raw) => utf8(raw as Uint8Array)
    case 'binary':
      // a copy: the page goes
      return (raw) => new Uint8Array(raw as Uint8Array)
    case 'decimal':
      if (annotation.kind === 'integer') return (raw) => BigInt.asUintN(64, raw as bigint)
      if (physical === 'INT32' || physical === 'INT64') return (raw) => BigInt(raw as number | bigint)
      return (raw) => bigEndian(raw as Uint8Array)
    case 'bigint':
      if (physical === 'INT32') return (raw) => BigInt((raw as number) >>> 0)
      return null
    case 'int':
    case 'smallint':
    case 'tinyint':
      return annotation.kind === 'integer' ? narrow(annotation) : null
    case 'timestamp':
    case 'timestamp_ntz':
      return microsDecoder(leaf)
    default:
      return null
  }
}

/** Numbers of fewer bits are stored in 32: whatever is in the others does not count. */
function narrow({ bits, isSigned }: { readonly bits: number; readonly isSigned: boolean }): LeafDecoder | null {
  if (bits === 32) return null
  const unused = 32 - bits
  return isSigned ? (raw) => ((raw as number) << unused) >> unused : (raw) => ((raw as number) << unused) >>> unused
}

/** Microseconds as bigint. INT96 has nanoseconds, of which Spark drops the fraction of a microsecond; a leaf that says nanoseconds is held to whole microseconds. */
function microsDecoder({ annotation, physical }: ParquetLeaf): LeafDecoder {
  if (physical === 'INT96') return (raw) => microsOfInt96(raw as bigint)
  const unit = annotation.kind === 'timestamp' ? annotation.unit : 'MICROS'
  if (unit === 'MILLIS') return (raw) => (raw as bigint) * 1000n
  if (unit === 'MICROS') return (raw) => raw
  return (raw) => ((raw as bigint) % 1000n === 0n ? (raw as bigint) / 1000n : new LostNanoseconds(raw as bigint))
}

/** A time that no microsecond is equal to. */
export class LostNanoseconds {
  readonly nanos: bigint
  constructor(nanos: bigint) {
    this.nanos = nanos
  }
}

const julianDayOfEpoch = 2_440_588n
const microsOfDay = 86_400_000_000n

/** The library gives the twelve bytes as one number: days above 64 bits, and below them the nanoseconds of the day, whose sign has been carried into the days. */
function microsOfInt96(raw: bigint): bigint {
  const nanos = BigInt.asIntN(64, raw)
  const days = BigInt.asIntN(32, raw >> 64n)
  return (days - julianDayOfEpoch) * microsOfDay + floorDiv(nanos, 1000n)
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b < 0n ? quotient - 1n : quotient
}

/** A number of any length in two's complement. */
function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n
  for (let i = 0; i < bytes.length; i++) value = (value << 8n) | BigInt(bytes[i] as number)
  return BigInt.asIntN(bytes.length * 8, value)
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}
