import {
  type DataType,
  decimalType,
  intType,
  smallintType,
  timestampType,
  tinyintType,
} from '@streamkit/core/connector'
import { expect, test } from 'vitest'
import type { Annotation, ParquetLeaf, PhysicalType } from '../schema/parquet-node.ts'
import { LostNanoseconds, leafDecoder } from './decode-leaf.ts'

function leaf(physical: PhysicalType, annotation: Annotation = { kind: 'none' }): ParquetLeaf {
  const place = { ordinal: 0, path: ['c'], length: 0, maxDefinition: 0, maxRepetition: 0 }
  return { kind: 'leaf', name: 'c', repetition: 'REQUIRED', physical, annotation, ...place }
}

function decodeLeafValue(from: ParquetLeaf, type: DataType, raw: unknown): unknown {
  const decode = leafDecoder(from, type)
  return decode === null ? raw : decode(raw)
}

test('INT96 is days and nanoseconds of the day, in microseconds', () => {
  const int96 = (julianDay: bigint, nanos: bigint) => (julianDay << 64n) + nanos
  const value = (raw: bigint) => decodeLeafValue(leaf('INT96'), timestampType, raw)
  expect(value(int96(2_440_588n, 0n))).toBe(0n)
  expect(value(int96(2_440_588n, 1_999n))).toBe(1n)
  expect(value(int96(2_440_587n, 86_399_999_999_000n))).toBe(-1n)
})

test('milliseconds become microseconds, nanoseconds only where nothing is lost', () => {
  const time = (unit: 'MILLIS' | 'MICROS' | 'NANOS', raw: bigint) =>
    decodeLeafValue(leaf('INT64', { kind: 'timestamp', isUtc: true, unit }), timestampType, raw)
  expect(time('MILLIS', -5n)).toBe(-5000n)
  expect(time('MICROS', -5n)).toBe(-5n)
  expect(time('NANOS', 5000n)).toBe(5n)
  expect(time('NANOS', 5001n)).toBeInstanceOf(LostNanoseconds)
})

test('decimals are numbers of 32 or 64 bits, or bytes in two’s complement', () => {
  const decimal: Annotation = { kind: 'decimal', precision: 20, scale: 2 }
  const value = (physical: PhysicalType, raw: unknown) =>
    decodeLeafValue(leaf(physical, decimal), decimalType(20, 2), raw)
  expect(value('INT32', -7)).toBe(-7n)
  expect(value('INT64', 7n)).toBe(7n)
  expect(value('BYTE_ARRAY', new Uint8Array([0xff, 0x38]))).toBe(-200n)
  expect(value('FIXED_LEN_BYTE_ARRAY', new Uint8Array([0, 0, 1, 0]))).toBe(256n)
})

test('of small integers only their own bits count', () => {
  const value = (bits: number, isSigned: boolean, raw: number) =>
    decodeLeafValue(
      leaf('INT32', { kind: 'integer', bits, isSigned }),
      isSigned ? (bits === 8 ? tinyintType : smallintType) : intType,
      raw,
    )
  expect(value(8, true, 0x1_ff)).toBe(-1)
  expect(value(16, true, -1)).toBe(-1)
  expect(value(16, false, -1)).toBe(65_535)
})
