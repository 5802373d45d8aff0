import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateCall } from '../../../test/support/evaluate-call.ts'
import {
  arrayType,
  decimalType,
  doubleType,
  floatType,
  intType,
  mapType,
  structField,
  structType,
} from '../../types/data-type.ts'
import { literal } from '../literal.ts'
import { XxHash64 } from './xxhash64.ts'

/** xxHash64 as its specification has it, with BigInt. */
function reference(bytes: Uint8Array, seed: bigint): bigint {
  const [p1, p2, p3, p4, p5] = [
    0x9e3779b185ebca87n,
    0xc2b2ae3d27d4eb4fn,
    0x165667b19e3779f9n,
    0x85ebca77c2b2ae63n,
    0x27d4eb2f165667c5n,
  ] as const
  const u = (n: bigint): bigint => BigInt.asUintN(64, n)
  const rotate = (n: bigint, bits: bigint): bigint => u((u(n) << bits) | (u(n) >> (64n - bits)))
  const round = (acc: bigint, word: bigint): bigint => u(rotate(acc + word * p2, 31n) * p1)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  let h: bigint
  if (bytes.length >= 32) {
    const lanes = [seed + p1 + p2, seed + p2, seed, seed - p1].map(u)
    for (; at + 32 <= bytes.length; at += 32) {
      for (const i of [0, 1, 2, 3]) lanes[i] = round(lanes[i] as bigint, view.getBigUint64(at + 8 * i, true))
    }
    h = u([1n, 7n, 12n, 18n].reduce((sum, bits, i) => sum + rotate(lanes[i] as bigint, bits), 0n))
    for (const lane of lanes) h = u((h ^ round(0n, lane)) * p1 + p4)
  } else {
    h = u(seed + p5)
  }
  h = u(h + BigInt(bytes.length))
  for (; at + 8 <= bytes.length; at += 8) h = u(rotate(h ^ round(0n, view.getBigUint64(at, true)), 27n) * p1 + p4)
  if (at + 4 <= bytes.length) {
    h = u(rotate(h ^ u(BigInt(view.getUint32(at, true)) * p1), 23n) * p2 + p3)
    at += 4
  }
  for (; at < bytes.length; at++) h = u(rotate(h ^ u(BigInt(view.getUint8(at)) * p5), 11n) * p1)
  h = u((h ^ (h >> 33n)) * p2)
  h = u((h ^ (h >> 29n)) * p3)
  return BigInt.asIntN(64, h ^ (h >> 32n))
}

describe('xxhash64', () => {
  test('agrees with the specification on any bytes and seed', () => {
    const hasher = new XxHash64()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.integer({ min: 0, max: 2 ** 31 - 1 }), (bytes, seed) => {
        hasher.reset(seed)
        hasher.bytes(bytes)
        expect(hasher.digest()).toBe(reference(bytes, BigInt(seed)))
      }),
    )
  })

  test('a long is hashed as its eight bytes', () => {
    const hasher = new XxHash64()
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const bytes = new Uint8Array(8)
        new DataView(bytes.buffer).setBigInt64(0, value, true)
        hasher.reset(42)
        hasher.long(Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value)))
        expect(hasher.digest()).toBe(reference(bytes, 42n))
      }),
    )
  })
})

describe('hash functions', () => {
  test('give the values that Spark gives', () => {
    expect(evaluateCall('hash', ['a'])).toBe(1_485_273_170)
    expect(evaluateCall('xxhash64', ['a'])).toBe(-8_582_455_328_737_087_284n)
    expect(evaluateCall('hash', [1])).toBe(-559_580_957)
    expect(evaluateCall('xxhash64', [1])).toBe(-6_698_625_589_789_238_999n)
    // the example of Spark's documentation
    const array = literal([123], arrayType(intType))
    expect(evaluateCall('hash', ['Spark', array, 2])).toBe(-1_321_691_492)
    expect(evaluateCall('xxhash64', ['Spark', array, 2])).toBe(5_602_566_077_635_097_486n)
  })

  test('nulls leave the hash as it is', () => {
    expect(evaluateCall('hash', [null])).toBe(42)
    expect(evaluateCall('hash', [null, 'a', null])).toBe(1_485_273_170)
    const struct = literal(['a', null], structType([structField('x', { kind: 'string' }), structField('y', intType)]))
    expect(evaluateCall('hash', [struct])).toBe(1_485_273_170)
  })

  test('a number hashes alike whether its column holds it as number or bigint', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => {
        const big = literal(BigInt(n), { kind: 'bigint', as: 'bigint' })
        const small = literal(n, { kind: 'bigint', as: 'number' })
        expect(evaluateCall('hash', [small])).toBe(evaluateCall('hash', [big]))
      }),
    )
  })

  test('both zeros are one value, for doubles and floats', () => {
    for (const type of [doubleType, floatType]) {
      expect(evaluateCall('hash', [literal(-0, type)])).toBe(evaluateCall('hash', [literal(0, type)]))
    }
  })

  test('long decimals are hashed as the bytes of their integer', () => {
    const type = decimalType(38, 0)
    const hashOf = (n: bigint): unknown => evaluateCall('hash', [literal(n, type)])
    const bytes = (...b: number[]): unknown => evaluateCall('hash', [literal(new Uint8Array(b), { kind: 'binary' })])
    expect(hashOf(0n)).toBe(bytes(0))
    expect(hashOf(127n)).toBe(bytes(127))
    expect(hashOf(128n)).toBe(bytes(0, 128))
    expect(hashOf(-128n)).toBe(bytes(128))
    expect(hashOf(-129n)).toBe(bytes(255, 127))
    expect(hashOf(-1n)).toBe(bytes(255))
  })

  test('a map has no hash', () => {
    const map = literal(new Map([['a', 1]]), mapType({ kind: 'string' }, intType))
    expect(evaluateCall('hash', [map])).toEqual({ error: 'DATATYPE_MISMATCH.HASH_MAP_TYPE' })
  })

  test('sha2 of a length that it does not have is null', () => {
    expect(evaluateCall('sha2', ['a', 100])).toBeNull()
    expect(evaluateCall('sha2', ['a', 0])).toBe(evaluateCall('sha2', ['a', 256]))
  })
})
