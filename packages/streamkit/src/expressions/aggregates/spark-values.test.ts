import { describe, expect, test } from 'vitest'
import { aggregate, signatureOf } from '../../../test/support/aggregate-values.ts'
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
  simpleString,
  stringType,
  timestampType,
  tinyintType,
  voidType,
} from '../../types/data-type.ts'

// Values and conditions as Apache Spark 4.3.0 gave them, one partition.

const rowsOf = (values: readonly unknown[]): readonly (readonly unknown[])[] => values.map((value) => [value])
const ofDoubles = (name: string, values: readonly unknown[]): unknown =>
  aggregate({ name, types: [doubleType] }, rowsOf(values))

describe('central moments', () => {
  const whole = [-10, -20, 100, 1000]
  const parts = [0.1, 0.7, 3.3, 9.9, 12.25]
  test.each([
    ['stddev', 491.350180624776, 5.514752940975688],
    ['stddev_pop', 425.52173857512844, 4.9325449820554095],
    ['variance', 241424.99999999997, 30.4125],
    ['var_pop', 181068.74999999997, 24.330000000000002],
    ['skewness', 1.1135657469022011, 0.3422123490651685],
    ['kurtosis', -0.7014368047529609, -1.6434545194695016],
  ])('%s', (name, ofWhole, ofParts) => {
    expect(ofDoubles(name, whole)).toBeCloseTo(ofWhole, 10)
    expect(ofDoubles(name, parts)).toBeCloseTo(ofParts, 12)
    expect(ofDoubles(name, [1, Number.NaN])).toBeNaN()
    expect(ofDoubles(name, [null])).toBeNull()
    expect(ofDoubles(name, [5])).toBe(name.endsWith('_pop') ? 0 : null)
  })

  test('of many values the last digits agree', () => {
    const many = Array.from({ length: 5000 }, (_, i) => ((i * 7919) % 1009) / 7)
    expect(ofDoubles('stddev', many)).toBe(41.62290198242769)
    expect(ofDoubles('skewness', many)).toBe(-5.1008237079876615e-5)
    expect(ofDoubles('kurtosis', many)).toBe(-1.2001353362609004)
  })

  test('of pairs', () => {
    const pairs = [
      [3, 2],
      [3, 3],
      [6, 4],
    ]
    const others = [
      [3.5, 2.1],
      [3.1, null],
      [6.7, 4.9],
      [-3, 8],
    ]
    const of = (name: string, rows: readonly (readonly unknown[])[]): unknown =>
      aggregate({ name, types: [doubleType, doubleType] }, rows)
    expect(of('corr', pairs)).toBe(0.8660254037844387)
    expect(of('corr', others)).toBeCloseTo(-0.6793644910886059, 14)
    expect(of('covar_samp', pairs)).toBe(1.5)
    expect(of('covar_samp', others)).toBeCloseTo(-9.909999999999998, 12)
    expect(of('covar_pop', pairs)).toBe(1)
    expect(of('covar_pop', others)).toBeCloseTo(-6.606666666666666, 12)
    expect([of('corr', [[3, 2]]), of('covar_samp', [[3, 2]]), of('covar_pop', [[3, 2]])]).toEqual([null, null, 0])
    expect(of('corr', pairs.slice(0, 2))).toBeNull()
  })
})

describe('percentile_approx', () => {
  const at = [0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999, 1]
  const of = (rows: number, accuracy: number): unknown =>
    aggregate(
      {
        name: 'percentile_approx',
        types: [safeBigintType],
        constants: [
          { value: at, type: arrayType(doubleType) },
          { value: accuracy, type: intType },
        ],
      },
      rowsOf(Array.from({ length: rows }, (_, i) => (i * 7919) % 100003)),
    )
  test.each([
    [120000, 10, [0, 0, 0, 28352, 40291, 65447, 100002, 100002, 100002]],
    [3000, 10, [0, 0, 0, 28620, 40470, 65476, 99984, 99984, 99984]],
    [120000, 100, [0, 0, 9272, 24070, 49874, 74917, 89481, 100002, 100002]],
    [3000, 100, [0, 0, 10117, 24613, 48911, 74010, 89028, 99984, 99984]],
    [120000, 1000, [0, 1021, 10027, 25045, 49971, 74936, 89977, 100002, 100002]],
    [3000, 1000, [0, 894, 9893, 24930, 49843, 74811, 89903, 99984, 99984]],
    [120000, 10000, [0, 988, 9991, 24998, 49996, 74997, 89996, 99898, 100002]],
    [3000, 10000, [0, 968, 9931, 24930, 49898, 74923, 89996, 99891, 99984]],
  ])('of %i rows with an accuracy of %i', (rows, accuracy, expected) => {
    expect(of(rows, accuracy)).toEqual(expected)
  })

  test('has the type of its input', () => {
    const half = [{ value: 0.5, type: doubleType }]
    for (const type of [tinyintType, safeBigintType, floatType, decimalType(3, 1), dateType, timestampType])
      expect(signatureOf({ name: 'approx_percentile', types: [type], constants: half }).dataType).toEqual(type)
    expect(aggregate({ name: 'percentile_approx', types: [decimalType(3, 1)], constants: half }, [[100], [30]])).toBe(
      30,
    )
    const wide = decimalType(38, 2)
    expect(aggregate({ name: 'percentile_approx', types: [wide], constants: half }, [[250n]])).toBe(250n)
  })

  test('refuses percentages and accuracies that are none', () => {
    const of = (value: number | null, accuracy = 100): unknown =>
      aggregate({
        name: 'percentile_approx',
        types: [intType],
        constants: [
          { value, type: doubleType },
          { value: accuracy, type: intType },
        ],
      })
    expect(of(1.5)).toEqual({ error: 'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE' })
    expect(of(0.5, 0)).toEqual({ error: 'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE' })
    expect(of(null)).toEqual({ error: 'DATATYPE_MISMATCH.UNEXPECTED_NULL' })
    expect(aggregate({ name: 'percentile_approx', types: [intType, intType] })).toEqual({
      error: 'DATATYPE_MISMATCH.NON_FOLDABLE_INPUT',
    })
  })
})

describe('percentile and median', () => {
  const of = (value: number | readonly number[], values: readonly unknown[]): unknown =>
    aggregate(
      {
        name: 'percentile',
        types: [doubleType],
        constants: [{ value, type: typeof value === 'number' ? doubleType : arrayType(doubleType) }],
      },
      rowsOf(values),
    )
  test('lie between two values', () => {
    expect(of([0.25, 0.5, 0.75], [0, 10, 4, null])).toEqual([2, 4, 7])
    expect(of(0.3, [0, 10, 4, null])).toBe(2.4)
    expect(of(0.5, [1.5, 2.75])).toBe(2.125)
    expect(ofDoubles('median', [Number.NaN, 1, 2, -0, 0])).toBe(1)
    expect(ofDoubles('median', [null])).toBeNull()
  })
})

describe('approx_count_distinct', () => {
  test.each([
    [0, [0, 0, 0, 0, 0, 0, 0]],
    [1, [1, 1, 1, 1, 1, 1, 1]],
    [10, [10, 10, 13, 10, 10, 10, 10]],
    [100, [103, 100, 80, 104, 97, 99, 104]],
    [400, [397, 401, 339, 397, 405, 399, 401]],
    [1000, [1026, 996, 979, 1034, 1115, 1026, 977]],
    [2000, [1947, 2013, 2442, 1937, 1925, 2023, 1946]],
    [5000, [4671, 4957, 5387, 4632, 4558, 4956, 5052]],
    [20000, [19522, 19867, 24816, 18604, 18487, 18595, 20397]],
    [100000, [95546, 100425, 78139, 97299, 93425, 94954, 97263]],
  ])('of %i values', (count, expected) => {
    const numbers = Array.from({ length: count }, (_, i) => i)
    const of = (type: DataType, values: readonly unknown[], rsd?: number): unknown =>
      aggregate(
        {
          name: 'approx_count_distinct',
          types: [type],
          ...(rsd === undefined ? {} : { constants: [{ value: rsd, type: doubleType }] }),
        },
        rowsOf(values),
      )
    const counts = [
      of(safeBigintType, numbers),
      of(bigintType, numbers.map(BigInt), 0.01),
      of(safeBigintType, numbers, 0.3),
      of(stringType, numbers.map(String)),
      of(doubleType, numbers),
      of(intType, numbers),
      of(
        decimalType(20, 2),
        numbers.map((n) => BigInt(n) * 100n),
      ),
    ]
    expect(counts).toEqual(expected)
  })

  test('NaN is one value and zero is one', () => {
    expect(ofDoubles('approx_count_distinct', [Number.NaN, -0, 0, Number.NaN])).toBe(2)
  })

  test('a deviation that no number of registers gives is refused', () => {
    for (const value of [0.4, 0, -1, 1e-9]) {
      const call = { name: 'approx_count_distinct', types: [intType], constants: [{ value, type: doubleType }] }
      expect(aggregate(call)).toEqual({ error: 'DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE' })
    }
  })
})

describe('types and casts', () => {
  const typeOf = (name: string, ...types: readonly DataType[]): string =>
    simpleString(signatureOf({ name, types }).dataType)
  const errorOf = (name: string, ...types: readonly DataType[]): unknown => aggregate({ name, types })
  const mismatch = { error: 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE' }

  test('of sums and means', () => {
    expect(typeOf('sum', intType)).toBe('bigint')
    expect(typeOf('sum', stringType)).toBe('double')
    expect(typeOf('sum', timestampType)).toBe('double')
    expect(typeOf('sum', voidType)).toBe('double')
    expect(typeOf('sum', floatType)).toBe('double')
    for (const [precision, scale, sum, avg] of [
      [5, 2, 'decimal(15,2)', 'decimal(9,6)'],
      [30, 10, 'decimal(38,10)', 'decimal(34,14)'],
      [38, 18, 'decimal(38,18)', 'decimal(38,22)'],
      [38, 38, 'decimal(38,38)', 'decimal(38,38)'],
      [36, 4, 'decimal(38,4)', 'decimal(38,8)'],
    ] as const) {
      expect(typeOf('sum', decimalType(precision, scale))).toBe(sum)
      expect(typeOf('avg', decimalType(precision, scale))).toBe(avg)
    }
  })

  test('what an aggregate does not take is refused', () => {
    for (const name of ['sum', 'avg', 'stddev', 'try_sum', 'median'])
      for (const type of [booleanType, dateType, binaryType, mapType(intType, intType)])
        if (name !== 'median' || type.kind !== 'date') expect(errorOf(name, type)).toEqual(mismatch)
    expect(errorOf('stddev', timestampType)).toEqual(mismatch)
    for (const type of [stringType, booleanType, doubleType]) expect(errorOf('bit_and', type)).toEqual(mismatch)
    for (const name of ['count_if', 'bool_and', 'every']) expect(errorOf(name, intType)).toEqual(mismatch)
    for (const name of ['min', 'max'])
      expect(errorOf(name, mapType(intType, intType))).toEqual({ error: 'DATATYPE_MISMATCH.INVALID_ORDERING_TYPE' })
    expect(errorOf('max_by', intType, mapType(intType, intType))).toEqual({
      error: 'DATATYPE_MISMATCH.INVALID_ORDERING_TYPE',
    })
    expect(errorOf('collect_set', mapType(intType, intType))).toEqual({
      error: 'DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE',
    })
    expect(errorOf('sum', intType, intType)).toEqual({ error: 'WRONG_NUM_ARGS.WITHOUT_SUGGESTION' })
  })
})

test('sums and means of decimals', () => {
  const of = (name: string, type: DataType, values: readonly unknown[]): unknown =>
    aggregate({ name, types: [type] }, rowsOf(values))
  expect(of('avg', decimalType(5, 2), [10, 20, 20])).toBe(166667)
  expect(of('avg', decimalType(38, 38), [10n ** 37n, 2n * 10n ** 37n, 2n * 10n ** 37n])).toBe(
    16666666666666666666666666666666666667n,
  )
  expect(of('sum', decimalType(10, 2), [10, null, 20])).toBe(30n)
})

test('sums and means of doubles and wide integers', () => {
  expect(ofDoubles('sum', [-0])).toBe(0)
  expect(ofDoubles('avg', [-0])).toBe(0)
  expect(ofDoubles('sum', [Math.fround(0.1), Math.fround(0.2)])).toBe(0.30000000447034836)
  expect(aggregate({ name: 'avg', types: [bigintType] }, [[9007199254740993n], [1n]])).toBe(4503599627370496)
})
