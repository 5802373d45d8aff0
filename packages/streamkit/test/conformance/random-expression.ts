import fc from 'fast-check'
import type { Expression } from '../../src/expressions/expression.ts'
import { literal } from '../../src/expressions/literal.ts'
import {
  bigintType,
  booleanType,
  type DataType,
  dateType,
  decimalType,
  doubleType,
  intType,
  type StructType,
  safeBigintType,
  stringType,
  structType,
  timestampType,
} from '../../src/types/data-type.ts'

/** The kinds of values that random expressions are made of. */
export type Sort =
  | 'boolean'
  | 'int'
  | 'bigint'
  | 'safe'
  | 'double'
  | 'price'
  | 'large'
  | 'string'
  | 'date'
  | 'timestamp'

const types: Readonly<Record<Sort, DataType>> = {
  boolean: booleanType,
  int: intType,
  bigint: bigintType,
  safe: safeBigintType,
  double: doubleType,
  price: decimalType(10, 2),
  large: decimalType(30, 6),
  string: stringType,
  date: dateType,
  timestamp: timestampType,
}
export const sorts = Object.keys(types) as readonly Sort[]

const values: Readonly<Record<Sort, fc.Arbitrary<unknown>>> = {
  boolean: fc.boolean(),
  int: fc.oneof(fc.constantFrom(0, 1, -1, 2147483647, -2147483648), fc.integer()),
  bigint: fc.oneof(fc.constantFrom(0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)),
  safe: fc.oneof(fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER), fc.maxSafeInteger()).map((n) => n + 0),
  double: fc.oneof(fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 2.5, -1.005), fc.double()),
  price: fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }).map((n) => n + 0),
  large: fc.bigInt(-(10n ** 30n) + 1n, 10n ** 30n - 1n),
  string: fc.oneof(
    fc.constantFrom('', '1', ' 2 ', '1.5', 'abc', 'true', '2024-01-02', '\u{1F600}', '\uFF5E'),
    fc.string(),
  ),
  date: fc.integer({ min: -700_000, max: 2_900_000 }).map((n) => n + 0),
  timestamp: fc.integer({ min: -6e13, max: 2e14 }).map((n) => n * 1000 + 7),
}

/** Two columns of every sort, one of them never null. */
export const randomSchema: StructType = structType(
  sorts.flatMap((sort) => [
    { name: sort, dataType: types[sort], nullable: true },
    { name: `${sort}_required`, dataType: types[sort], nullable: false },
  ]),
)

/** A row of internal values for {@link randomSchema}. */
export const randomRow: fc.Arbitrary<readonly unknown[]> = fc.tuple(
  ...sorts.flatMap((sort) => [fc.option(values[sort], { freq: 3 }), values[sort]]),
)

const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'call', name, args })
const numbers: readonly Sort[] = ['int', 'bigint', 'safe', 'double', 'price', 'large']

type Of = (sort: Sort) => fc.Arbitrary<Expression>

function leaf(sort: Sort): fc.Arbitrary<Expression> {
  const column = fc
    .constantFrom(sort, `${sort}_required`)
    .map((name): Expression => ({ kind: 'attribute', nameParts: [name] }))
  const constant = fc.option(values[sort], { freq: 8 }).map((value): Expression => literal(value, types[sort]))
  return fc.oneof({ weight: 3, arbitrary: column }, { weight: 1, arbitrary: constant })
}

/** Two expressions of any sorts that can be compared. */
function pair(of: Of): fc.Arbitrary<readonly [Expression, Expression]> {
  const alike = fc.constantFrom(...sorts).chain((sort) => fc.tuple(of(sort), of(sort)))
  const mixed = fc
    .tuple(fc.constantFrom(...numbers), fc.constantFrom(...numbers))
    .chain(([a, b]) => fc.tuple(of(a), of(b)))
  return fc.oneof(alike, mixed)
}

function condition(of: Of): fc.Arbitrary<Expression> {
  const relation = fc.constantFrom('=', '!=', '<', '<=', '>', '>=', '<=>')
  const logical = fc.tuple(fc.constantFrom<'and' | 'or'>('and', 'or'), of('boolean'), of('boolean'))
  return fc.oneof(
    fc.tuple(relation, pair(of)).map(([name, [a, b]]) => call(name, a, b)),
    logical.map(([kind, left, right]): Expression => ({ kind, left, right })),
    of('boolean').map((a) => call('!', a)),
    fc.constantFrom(...sorts).chain((sort) => of(sort).map((a) => call('isnull', a))),
    fc
      .constantFrom(...sorts)
      .chain((sort) => fc.array(of(sort), { minLength: 2, maxLength: 4 }).map((a) => call('in', ...a))),
  )
}

function arithmetic(sort: Sort, of: Of): fc.Arbitrary<Expression> {
  const names = sort === 'double' ? ['+', '-', '*', '/', '%'] : ['+', '-', '*', '%', 'pmod']
  const tries = sort === 'double' ? ['try_divide'] : ['try_add', 'try_multiply']
  return fc.oneof(
    fc.tuple(fc.constantFrom(...names, ...tries), of(sort), of(sort)).map(([name, a, b]) => call(name, a, b)),
    fc.tuple(fc.constantFrom('negative', 'abs', 'round'), of(sort)).map(([name, a]) => call(name, a)),
  )
}

function choice(sort: Sort, of: Of): fc.Arbitrary<Expression> {
  const same = fc.array(of(sort), { minLength: 2, maxLength: 3 })
  const caseWhen = fc
    .tuple(of('boolean'), of(sort), fc.option(of(sort)))
    .map(([when, value, otherwise]): Expression => ({ kind: 'caseWhen', branches: [{ when, value }], otherwise }))
  return fc.oneof(
    caseWhen,
    same.map((args): Expression => ({ kind: 'coalesce', args })),
    same.map((args) => call('greatest', ...args)),
    fc.tuple(of(sort), of(sort)).map(([a, b]) => call('nullif', a, b)),
  )
}

function cast(sort: Sort, of: Of): fc.Arbitrary<Expression> {
  const from = numbers.includes(sort) || sort === 'boolean' ? [...numbers, 'string' as const] : (['string'] as const)
  const sources = sort === 'string' ? sorts : from
  return fc
    .tuple(fc.constantFrom(...sources), fc.constantFrom<'ansi' | 'try' | 'legacy'>('ansi', 'try', 'legacy'))
    .chain(([source, mode]) => of(source).map((child): Expression => ({ kind: 'cast', child, to: types[sort], mode })))
}

/** A random expression whose type is mostly that of `sort`. */
export function randomExpression(sort: Sort, depth: number): fc.Arbitrary<Expression> {
  if (depth === 0) return leaf(sort)
  const of: Of = (inner) => randomExpression(inner, depth - 1)
  const options = [leaf(sort), choice(sort, of), cast(sort, of)]
  if (sort === 'boolean') options.push(condition(of))
  if (numbers.includes(sort)) options.push(arithmetic(sort, of))
  return fc.oneof(...options)
}
