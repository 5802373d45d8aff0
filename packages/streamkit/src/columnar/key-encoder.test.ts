import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arrayType,
  bigintType,
  binaryType,
  booleanType,
  type DataType,
  dateType,
  decimalType,
  doubleType,
  floatType,
  intType,
  mapType,
  safeBigintType,
  smallintType,
  stringType,
  structField,
  structType,
  timestampNtzType,
  timestampType,
  tinyintType,
  voidType,
} from '../types/data-type.ts'
import { columnBuilder } from './column-builder.ts'
import type { ColumnVector } from './column-vector.ts'
import { keyEncoder } from './key-encoder.ts'

/** One column of internal values; text as bytes that were read, if `asRead`. */
function vectorOf(type: DataType, values: readonly unknown[], asRead = false): ColumnVector {
  if (asRead && type.kind === 'string') {
    const texts = values.map((value) => Buffer.from(`"${value ?? ''}"`))
    const starts = texts.map((_, i) => 1 + texts.slice(0, i).reduce((sum, text) => sum + text.length, 0))
    return {
      kind: 'utf8',
      bytes: Buffer.concat(texts),
      starts: Int32Array.from(starts),
      ends: Int32Array.from(texts.map((text, i) => (starts[i] as number) + text.length - 2)),
      nulls: Uint8Array.from(values.map((value) => (value === null ? 1 : 0))),
    }
  }
  const builder = columnBuilder(type)
  for (const value of values) builder.append(value)
  return builder.finish()
}

function bytesOf(types: readonly DataType[], row: readonly unknown[], asRead = false): string {
  const key = { bytes: new Uint8Array(0), start: 0, end: 0 }
  // The row stands between two others, so that positions count.
  const columns = types.map((type, i) => vectorOf(type, [row[i], row[i], row[i]], asRead))
  keyEncoder(types).encode(columns, 1, key)
  return Buffer.from(key.bytes.subarray(key.start, key.end)).toString('hex')
}

function roundTrip(types: readonly DataType[], row: readonly unknown[]): readonly unknown[] {
  const bytes = Buffer.from(bytesOf(types, row), 'hex')
  return keyEncoder(types).decode({ bytes, start: 0, end: bytes.length })
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', 'a', 'ab', 'é', '€', '😀', '\u0000', 'null'),
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.uuid().map((id) => id.replace(/.$/, 'g')),
  fc.string({ minLength: 36, maxLength: 36 }),
)
const micros = fc.oneof(fc.integer(), fc.constantFrom(-1, 0, 1, 1_700_000_000_000_001, 253_402_300_799_999_000))

/** A type with its values: few enough of them that two are often equal. */
const cases: readonly (readonly [DataType, fc.Arbitrary<unknown>])[] = [
  [stringType, text],
  [booleanType, fc.boolean()],
  [tinyintType, fc.integer({ min: -128, max: 127 })],
  [smallintType, fc.constantFrom(-32_768, 0, 32_767)],
  [intType, fc.constantFrom(-2_147_483_648, -1, 0, 1, 256, 2_147_483_647)],
  [dateType, fc.integer({ min: -3, max: 3 })],
  [bigintType, fc.constantFrom(-(2n ** 63n), -(2n ** 32n), -1n, 0n, 1n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n - 1n)],
  [safeBigintType, fc.constantFrom(Number.MIN_SAFE_INTEGER, -(2 ** 32), -1, 0, 1, 2 ** 32, Number.MAX_SAFE_INTEGER)],
  [floatType, fc.constantFrom(-1.5, 0, 0.5, Number.NaN, Number.POSITIVE_INFINITY)],
  [doubleType, fc.oneof(fc.double(), fc.constantFrom(-0, 0, Number.NaN, 5e-324))],
  [decimalType(15, 2), fc.constantFrom(-999_999_999_999_999, -1, 0, 1, 999_999_999_999_999)],
  [decimalType(38, 10), fc.constantFrom(-(10n ** 38n) + 1n, -(2n ** 64n), -1n, 0n, 1n, 2n ** 64n, 10n ** 38n - 1n)],
  [timestampType, micros],
  [timestampNtzType, micros],
  [binaryType, fc.uint8Array({ maxLength: 3 })],
  [voidType, fc.constant(null)],
  [arrayType(intType), fc.array(fc.option(fc.integer({ min: 0, max: 2 })), { maxLength: 3 })],
  [arrayType(arrayType(stringType)), fc.array(fc.array(text, { maxLength: 2 }), { maxLength: 2 })],
  [
    structType([structField('a', stringType), structField('b', doubleType)]),
    fc.tuple(fc.option(text), fc.option(fc.constantFrom(-0, 0, 1, Number.NaN))),
  ],
]

/** Equal as Spark groups. */
function same(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array || Array.isArray(a)) {
    const [left, right] = [a as ArrayLike<unknown>, b as ArrayLike<unknown> | null]
    return right !== null && left.length === right.length && Array.from(left).every((item, i) => same(item, right[i]))
  }
  return a === b || (Number.isNaN(a) && Number.isNaN(b))
}
const normal = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(normal) : Object.is(value, -0) ? 0 : value

describe('the key encoder', () => {
  test('gives the same bytes to equal keys and other bytes to others', () => {
    const rows = fc.array(fc.constantFrom(...cases), { minLength: 1, maxLength: 3 }).chain((columns) => {
      const row = fc.tuple(...columns.map(([, value]) => fc.option(value, { freq: 6 })))
      return fc.tuple(fc.constant(columns.map(([type]) => type)), row, row)
    })
    fc.assert(
      fc.property(rows, ([types, a, b]) => {
        const equal = a.every((value, i) => same(value, b[i]))
        expect(bytesOf(types, a) === bytesOf(types, b)).toBe(equal)
        expect(bytesOf(types, [...a])).toBe(bytesOf(types, a))
      }),
      { numRuns: 3000 },
    )
  })

  test('is undone by decoding, but for the sign of zero', () => {
    const row = fc.tuple(...cases.map(([, value]) => fc.option(value)))
    const types = cases.map(([type]) => type)
    fc.assert(
      fc.property(row, (values) => {
        expect(roundTrip(types, values)).toEqual(values.map(normal))
      }),
    )
  })

  test('gives text the same bytes whether it was read or computed', () => {
    const wellFormed = text.filter((value) => value.isWellFormed())
    fc.assert(
      fc.property(fc.array(fc.option(wellFormed), { minLength: 1, maxLength: 4 }), (row) => {
        const types = row.map(() => stringType)
        expect(bytesOf(types, row, true)).toBe(bytesOf(types, row))
      }),
    )
  })

  test('keeps a lower-case UUID in 17 bytes and every other text as it is', () => {
    const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
    expect(bytesOf([stringType], [id])).toBe(`02${id.replaceAll('-', '')}`)
    for (const other of [id.toUpperCase(), id.replace('f', 'g'), id.replace('-', '_'), `${id.slice(0, 35)}é`]) {
      expect(bytesOf([stringType], [other])).not.toMatch(/^02/)
      expect(roundTrip([stringType], [other])).toEqual([other])
    }
  })

  test('tells halves of surrogate pairs apart', () => {
    const texts = ['\ud800', '\udfff', '\ud800a', '\ufffd', '\udc00\ud800', '\ud83d\ude00']
    expect(new Set(texts.map((value) => bytesOf([stringType], [value]))).size).toBe(texts.length)
    for (const value of texts) expect(roundTrip([stringType], [value])).toEqual([value])
  })

  test('does not confuse where one column ends and the next begins', () => {
    const types = [stringType, stringType]
    expect(bytesOf(types, ['ab', 'c'])).not.toBe(bytesOf(types, ['a', 'bc']))
    expect(bytesOf(types, [null, 'a'])).not.toBe(bytesOf(types, ['a', null]))
    expect(bytesOf(types, ['', null])).not.toBe(bytesOf(types, [null, '']))
  })

  test('writes both kinds of 64-bit integers alike', () => {
    for (const value of [0, -1, 2 ** 40, -(2 ** 40), Number.MAX_SAFE_INTEGER]) {
      expect(bytesOf([safeBigintType], [value])).toBe(bytesOf([bigintType], [BigInt(value)]))
    }
    expect(bytesOf([safeBigintType], [-0])).toBe(bytesOf([bigintType], [0n]))
  })

  test('knows every NaN as one', () => {
    const [a, b] = [new Float64Array(1), new Float64Array(1)]
    new BigUint64Array(a.buffer)[0] = 0x7ff8_0000_0000_0001n
    new BigUint64Array(b.buffer)[0] = 0xfff8_0000_0000_0000n
    const hex = (values: Float64Array) => {
      const key = { bytes: new Uint8Array(0), start: 0, end: 0 }
      keyEncoder([doubleType]).encode([{ kind: 'float64', values, nulls: null }], 0, key)
      return Buffer.from(key.bytes.subarray(0, key.end)).toString('hex')
    }
    expect(hex(a)).toBe(hex(b))
  })

  test('takes keys of any length', () => {
    const long = 'x€'.repeat(100_000)
    expect(roundTrip([stringType, intType], [long, 1])).toEqual([long, 1])
  })

  test('gives a map the same bytes whatever the order of its entries', () => {
    const type = mapType(stringType, arrayType(intType))
    const encoder = keyEncoder([type])
    const bytesOf = (...entries: readonly (readonly [string, readonly (number | null)[] | null])[]) => {
      const slice = { bytes: new Uint8Array(0), start: 0, end: 0 }
      encoder.encode([{ kind: 'object', values: [new Map(entries)], nulls: null }], 0, slice)
      return Buffer.from(slice.bytes.subarray(slice.start, slice.end))
    }
    const bytes = bytesOf(['a', [1, null]], ['b', null])
    expect(bytesOf(['b', null], ['a', [1, null]])).toEqual(bytes)
    expect(bytesOf(['b', null])).not.toEqual(bytes)
    expect(encoder.decode({ bytes, start: 0, end: bytes.length })).toEqual([
      new Map<string, unknown>([
        ['a', [1, null]],
        ['b', null],
      ]),
    ])
  })

  test('refuses bytes that are not a key of its types', () => {
    const decode = (hex: string) => {
      const bytes = Buffer.from(hex, 'hex')
      return keyEncoder([intType]).decode({ bytes, start: 0, end: bytes.length })
    }
    for (const hex of ['', '01', '01000000', '010000000000', '0100000000ff', '7f00000000']) {
      expect(() => decode(hex), hex).toThrow(/INTERNAL_ERROR/)
    }
  })
})
