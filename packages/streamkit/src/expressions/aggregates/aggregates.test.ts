import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AggregateCall,
  accumulatorOf,
  aggregate,
  type Row,
  signatureOf,
} from '../../../test/support/aggregate-values.ts'
import { columnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import {
  arrayType,
  bigintType,
  binaryType,
  booleanType,
  type DataType,
  decimalType,
  doubleType,
  intType,
  safeBigintType,
  stringType,
  structField,
  structType,
  timestampType,
} from '../../types/data-type.ts'
import { aggregateNames, lookupAggregate } from '../aggregate-registry.ts'

const pairType = structType([structField('a', intType), structField('b', doubleType)])
const small = fc.integer({ min: -9, max: 9 })
/** Sums of these are exact in any order. */
const double = fc.oneof(small, fc.constantFrom(-0, Number.NaN, 0.5))
const wholeDouble = fc.oneof(small, fc.constant(-0))

/** Internal values of a type, few enough that some are equal. */
const valuesOf = new Map<DataType, fc.Arbitrary<unknown>>([
  [intType, fc.oneof(small, fc.integer())],
  [safeBigintType, fc.integer({ min: -(2 ** 52), max: 2 ** 52 })],
  [bigintType, fc.oneof(small.map(BigInt), fc.bigInt({ min: -(2n ** 59n), max: 2n ** 59n }))],
  [doubleType, double],
  [decimalType(10, 2), fc.integer({ min: -(10 ** 10), max: 10 ** 10 })],
  [decimalType(30, 2), fc.bigInt({ min: -(10n ** 29n), max: 10n ** 29n })],
  [stringType, fc.oneof(fc.constantFrom('', 'a', 'b', 'ü', '\u{1f600}', '～'), fc.string())],
  [timestampType, fc.integer({ min: 0, max: 4_000_000 })],
  [booleanType, fc.boolean()],
  [binaryType, fc.uint8Array({ maxLength: 2 })],
  [arrayType(intType), fc.array(fc.option(small), { maxLength: 2 })],
  [pairType, fc.tuple(fc.option(small), fc.option(double))],
])
const allTypes = [...valuesOf.keys()]
const numbers = allTypes.slice(0, 6)
const decimals = numbers.filter((type) => type.kind === 'decimal')
const integers = [intType, safeBigintType, bigintType]

interface Shape {
  readonly types: readonly (readonly DataType[])[]
  readonly constants?: AggregateCall['constants']
  /** Doubles that are added up: without NaN and fractions. */
  readonly isExact?: boolean
}

const single = (types: readonly DataType[]): readonly (readonly DataType[])[] => types.map((type) => [type])
const pairs = (types: readonly DataType[]): readonly (readonly DataType[])[] =>
  types.flatMap((type) => [
    [type, intType],
    [type, stringType],
    [intType, type],
  ])

/** What each aggregate is tried with. */
const shapes: Readonly<Record<string, readonly Shape[]>> = {
  count: [{ types: [[], ...single(allTypes), [intType, stringType]] }],
  count_if: [{ types: [[booleanType]] }],
  ...forAll(['sum', 'try_sum'], [{ types: single(numbers), isExact: true }]),
  ...forAll(['avg', 'mean', 'try_avg'], [{ types: single([intType, doubleType, ...decimals]), isExact: true }]),
  ...forAll(['min', 'max', 'collect_set'], [{ types: single(allTypes) }]),
  ...forAll(['min_by', 'max_by'], [{ types: pairs(allTypes) }]),
  ...forAll(
    ['first', 'first_value', 'last', 'last_value', 'any_value'],
    [{ types: single(allTypes) }, { types: single(allTypes), constants: [{ value: true, type: booleanType }] }],
  ),
  ...forAll(['collect_list', 'array_agg'], [{ types: single(allTypes) }]),
  mode: [{ types: single(allTypes) }, { types: single(allTypes), constants: [{ value: true, type: booleanType }] }],
  approx_count_distinct: [
    { types: single(allTypes) },
    { types: single(allTypes), constants: [{ value: 0.3, type: doubleType }] },
  ],
  ...forAll(
    ['percentile_approx', 'approx_percentile'],
    [
      {
        types: single([...numbers, timestampType]),
        constants: [{ value: [0.1, 0.5, 1], type: arrayType(doubleType) }],
      },
    ],
  ),
  percentile: [{ types: [[doubleType]], constants: [{ value: 0.4, type: doubleType }] }],
  median: [{ types: [[doubleType]] }],
  ...forAll(['bool_and', 'every', 'bool_or', 'some', 'any'], [{ types: [[booleanType]] }]),
  ...forAll(['bit_and', 'bit_or', 'bit_xor'], [{ types: single(integers) }]),
  ...forAll(['listagg', 'string_agg'], [{ types: [[stringType]], constants: [{ value: ', ', type: stringType }] }]),
}

function forAll(names: readonly string[], shape: readonly Shape[]): Readonly<Record<string, readonly Shape[]>> {
  return Object.fromEntries(names.map((name) => [name, shape]))
}

function rowsOf(types: readonly DataType[], isExact: boolean): fc.Arbitrary<Row[]> {
  const columns = types.map((type) =>
    fc.option(isExact && type === doubleType ? wholeDouble : (valuesOf.get(type) as fc.Arbitrary<unknown>)),
  )
  return fc.array(fc.tuple(...columns), { maxLength: 12 })
}

/** The rows cut into batches. */
function cut(rows: readonly Row[], places: readonly number[]): readonly (readonly Row[])[] {
  const ends = [...places.map((place) => place % (rows.length + 1)), rows.length].sort((a, b) => a - b)
  return ends.map((end, i) => rows.slice(i === 0 ? 0 : (ends[i - 1] as number), end))
}

const close = new Set(['corr', 'covar_pop', 'covar_samp', 'kurtosis', 'skewness'])
for (const name of ['stddev', 'stddev_samp', 'std', 'stddev_pop', 'variance', 'var_samp', 'var_pop']) close.add(name)

describe('any cut into batches gives what all rows at once give', () => {
  test('for every aggregate', () => {
    expect([...Object.keys(shapes), ...close].sort()).toEqual(aggregateNames())
  })

  test.each(Object.entries(shapes))('%s', (name, forms) => {
    for (const { types, constants = [], isExact = false } of forms) {
      for (const columns of types) {
        const call: AggregateCall = { name, types: columns, constants }
        fc.assert(
          fc.property(rowsOf(columns, isExact), fc.array(fc.nat(), { maxLength: 3 }), (rows, places) => {
            expect(aggregate(call, ...cut(rows, places))).toEqual(aggregate(call, rows))
          }),
          { numRuns: 40 },
        )
      }
    }
  })

  test.each([...close])('%s, but for the last digits', (name) => {
    const types = name.startsWith('co') ? [doubleType, doubleType] : [doubleType]
    const rows = fc.array(fc.tuple(...types.map(() => fc.option(fc.integer({ min: -1000, max: 1000 })))), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(rows, fc.array(fc.nat(), { maxLength: 3 }), (all, places) => {
        const call = { name, types }
        const [parts, whole] = [aggregate(call, ...cut(all, places)), aggregate(call, all)]
        if (typeof whole !== 'number' || typeof parts !== 'number') return
        expect(Math.abs(parts - whole)).toBeLessThan(1e-6 * (1 + Math.abs(whole)))
      }),
    )
  })
})

test('no rows and rows of nulls', () => {
  const ofNothing = (name: string, ...batches: readonly (readonly Row[])[]): unknown =>
    aggregate({ name, types: [intType] }, ...batches)
  for (const rows of [[], [[null], [null]]]) {
    for (const name of ['sum', 'try_sum', 'avg', 'min', 'max', 'first', 'last', 'mode', 'bit_and'])
      expect(ofNothing(name, rows)).toBeNull()
    for (const name of ['collect_list', 'collect_set']) expect(ofNothing(name, rows)).toEqual([])
    for (const name of ['count', 'approx_count_distinct']) expect(ofNothing(name, rows)).toBe(0)
  }
  expect(aggregate({ name: 'count', types: [] }, [[], []], [[]])).toBe(3)
  for (const name of aggregateNames())
    if (!name.includes('percentile') && signatureOfOne(name) !== null)
      expect(signatureOfOne(name)?.nullable).toBe(
        !/^(count|count_if|collect_.*|array_agg|approx_count_distinct)$/.test(name),
      )
})

function signatureOfOne(name: string): { readonly nullable: boolean } | null {
  const types = /_by$|^co[rv]/.test(name)
    ? [intType, intType]
    : [/^(bool|every|some|any$|count_if)/.test(name) ? booleanType : intType]
  return name === 'listagg' || name === 'string_agg' ? null : signatureOf({ name, types })
}

describe('doubles', () => {
  const of = (name: string, ...values: readonly (number | null)[]): unknown =>
    aggregate(
      { name, types: [doubleType] },
      values.map((value) => [value]),
    )

  test('NaN is greater than everything', () => {
    expect(of('max', 1, Number.NaN, Number.POSITIVE_INFINITY)).toBeNaN()
    expect(of('min', Number.NaN, 1, Number.POSITIVE_INFINITY)).toBe(1)
    expect(of('min', Number.NaN, null)).toBeNaN()
  })

  test('of zeros the first stays', () => {
    for (const name of ['min', 'max', 'first']) {
      expect(of(name, -0, 0)).toBe(-0)
      expect(of(name, 0, -0)).toBe(0)
    }
  })

  test('lists keep signs of zeros, sets and modes have one zero and one NaN', () => {
    expect(of('collect_list', Number.NaN, Number.NaN, -0, 0)).toEqual([Number.NaN, Number.NaN, -0, 0])
    expect(of('collect_set', Number.NaN, Number.NaN, -0, 0)).toEqual([Number.NaN, 0])
    expect(of('mode', Number.NaN, Number.NaN, -0, 0, -0)).toBe(0)
    const nested = { name: 'collect_set', types: [arrayType(doubleType)] }
    expect(aggregate(nested, [[[-0]], [[0]], [[Number.NaN]], [[Number.NaN]]])).toEqual([[0], [Number.NaN]])
  })
})

describe('overflow', () => {
  const error = { error: 'ARITHMETIC_OVERFLOW' }
  const most = 2n ** 63n - 1n
  const sumOf = (name: string, type: DataType, values: readonly unknown[], ansi = true): unknown =>
    aggregate({ name, types: [type], conf: { ansi } }, ...values.map((value) => [[value]]))

  test('of 64 bits', () => {
    expect(sumOf('sum', bigintType, [most, 0n])).toBe(most)
    expect(sumOf('sum', bigintType, [most, 1n])).toEqual(error)
    expect(sumOf('sum', bigintType, [-most, -2n])).toEqual(error)
    expect(sumOf('sum', bigintType, [-most, -1n])).toBe(-most - 1n)
    expect(sumOf('sum', bigintType, [most, 1n], false)).toBe(-most - 1n)
    for (const ansi of [true, false]) expect(sumOf('try_sum', bigintType, [most, 1n, -1n], ansi)).toBeNull()
  })

  test('a sum that is kept as a number is exact on the way and refused where it is no safe integer', () => {
    const safe = Number.MAX_SAFE_INTEGER
    expect(sumOf('sum', safeBigintType, [safe, safe, -safe, -5])).toBe(safe - 5)
    expect(sumOf('sum', intType, [2147483647, 2147483647])).toBe(4294967294)
    expect(sumOf('try_sum', safeBigintType, [safe, 1])).toBeNull()
    for (const ansi of [true, false]) expect(sumOf('sum', safeBigintType, [safe, 1], ansi)).toEqual(error)
  })

  test('of decimals', () => {
    const type = decimalType(38, 0)
    const nines = 10n ** 38n - 1n
    expect(sumOf('sum', type, [nines, 0n])).toBe(nines)
    for (const name of ['sum', 'avg']) {
      expect(sumOf(name, type, [nines, nines])).toEqual(error)
      expect(sumOf(name, type, [nines, nines, -nines])).toEqual(error)
      expect(sumOf(name, type, [nines, nines], false)).toBeNull()
      expect(sumOf(`try_${name}`, type, [nines, nines, -nines])).toBeNull()
    }
    expect(sumOf('avg', type, [nines])).toEqual({ error: 'NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION' })
    expect(sumOf('avg', type, [nines], false)).toBeNull()
  })

  test('a sum of many small decimals goes beyond 53 bits', () => {
    const type = decimalType(15, 0)
    const values = Array.from({ length: 50 }, () => 10 ** 15 - 1)
    expect(sumOf('sum', type, values)).toBe(50n * (10n ** 15n - 1n))
  })
})

test('the last of equal orderings wins', () => {
  const call = (name: string): AggregateCall => ({ name, types: [stringType, intType] })
  const rows = [
    ['a', 1],
    ['b', 1],
    ['c', null],
  ]
  expect(aggregate(call('max_by'), rows)).toBe('b')
  expect(aggregate(call('min_by'), rows)).toBe('b')
  expect(aggregate(call('max_by'), [['a', 1]], [[null, 1]])).toBeNull()
})

test('first and last take nulls unless told', () => {
  const rows = [[null], [1], [2], [null]]
  const of = (name: string, ignoreNulls: boolean): unknown =>
    aggregate({ name, types: [intType], constants: [{ value: ignoreNulls, type: booleanType }] }, rows)
  expect([of('first', false), of('last', false), of('any_value', false)]).toEqual([null, null, null])
  expect([of('first', true), of('last', true), of('any_value', true)]).toEqual([1, 2, 1])
})

test('of values that are equally frequent the first or the least is the mode', () => {
  const of = (least: boolean): unknown =>
    aggregate({ name: 'mode', types: [stringType], constants: [{ value: least, type: booleanType }] }, [
      ['b'],
      ['a'],
      ['c'],
    ])
  expect([of(false), of(true)]).toEqual(['b', 'a'])
})

test('names are found in any case', () => {
  expect(lookupAggregate('Count')?.name).toBe('count')
  expect(lookupAggregate('upper')).toBeUndefined()
})

describe('text that was read', () => {
  const texts = ['ü', 'b', '', 'a', 'b', '～', '\u{1f600}', 'a long text of more than thirty-two bytes']
  const bytes = texts.map((text) => new TextEncoder().encode(text))
  const ends = bytes.map((_, i) => bytes.slice(0, i + 1).reduce((sum, { length }) => sum + length, 0))
  const vector: ColumnVector = {
    kind: 'utf8',
    bytes: Buffer.concat(bytes),
    starts: Int32Array.from([0, ...ends.slice(0, -1)]),
    ends: Int32Array.from(ends),
    nulls: Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0),
  }

  test.each(['min', 'max', 'approx_count_distinct', 'collect_set', 'mode', 'first', 'max_by', 'count'])(
    'gives what the same strings give: %s',
    (name) => {
      const types = name === 'max_by' ? [stringType, stringType] : [stringType]
      const rows = texts.map((text, i) => types.map(() => (vector.nulls?.[i] === 1 ? null : text)))
      const accumulator = accumulatorOf({ name, types })
      accumulator.ensure(1)
      accumulator.update(
        types.map(() => vector),
        new Int32Array(texts.length),
        texts.length,
      )
      const into = columnBuilder(signatureOf({ name, types }).dataType)
      accumulator.result(0, into)
      expect(valueAt(into.finish(), 0)).toEqual(aggregate({ name, types }, rows))
    },
  )
})
