import { describe, expect, test } from 'vitest'
import type { Expression } from '../expressions/expression.ts'
import { Decimal } from '../types/decimal.ts'
import { t } from '../types/type-builder.ts'
import { attributeName } from './attribute-name.ts'
import type { Column } from './column.ts'
import { col, lit } from './functions/col.ts'

const n = col('n')
const attribute = { kind: 'attribute', nameParts: ['n'] }
const one = { kind: 'literal', value: 1, dataType: { kind: 'int' } }
const call = (name: string, ...args: unknown[]) => ({ kind: 'call', name, args })

test.each<[string, Column<unknown>, unknown]>([
  ['eq', n.eq(1), call('=', attribute, one)],
  ['neq', n.neq(1), call('!=', attribute, one)],
  ['eqNullSafe', n.eqNullSafe(1), call('<=>', attribute, one)],
  ['gt', n.gt(1), call('>', attribute, one)],
  ['geq', n.geq(1), call('>=', attribute, one)],
  ['lt', n.lt(1), call('<', attribute, one)],
  ['leq', n.leq(1), call('<=', attribute, one)],
  ['plus', n.plus(1), call('+', attribute, one)],
  ['add', n.add(1), call('+', attribute, one)],
  ['minus', n.minus(1), call('-', attribute, one)],
  ['sub', n.sub(1), call('-', attribute, one)],
  ['mul', n.mul(1), call('*', attribute, one)],
  ['div', n.div(1), call('/', attribute, one)],
  ['mod', n.mod(1), call('%', attribute, one)],
  ['neg', n.neg(), call('negative', attribute)],
  ['not', n.not(), call('!', attribute)],
  ['isNull', n.isNull(), call('isnull', attribute)],
  ['isNotNull', n.isNotNull(), call('isnotnull', attribute)],
  ['isNaN', n.isNaN(), call('isnan', attribute)],
  ['isIn', n.isIn(1, n), call('in', attribute, one, attribute)],
  ['between', n.between(1, 1), { kind: 'and', left: call('>=', attribute, one), right: call('<=', attribute, one) }],
  ['and', n.and(n), { kind: 'and', left: attribute, right: attribute }],
  ['or', n.or(n), { kind: 'or', left: attribute, right: attribute }],
  ['getField', n.getField('x'), { kind: 'getField', child: attribute, field: 'x' }],
  ['getItem', n.getItem(1 as never), call('getitem', attribute, one)],
  ['substr', n.substr(1, 1), call('substring', attribute, one, one)],
  [
    'cast',
    n.cast('decimal(10,2)'),
    { kind: 'cast', child: attribute, to: { kind: 'decimal', precision: 10, scale: 2 }, mode: 'ansi' },
  ],
  ['cast by builder', n.cast(t.date()), { kind: 'cast', child: attribute, to: { kind: 'date' }, mode: 'ansi' }],
  ['tryCast', n.tryCast({ kind: 'int' }), { kind: 'cast', child: attribute, to: { kind: 'int' }, mode: 'try' }],
  ['as', n.as('m'), { kind: 'alias', child: attribute, name: 'm' }],
  ['alias of an alias', n.as('m').alias('o'), { kind: 'alias', child: attribute, name: 'o' }],
])('%s is data', (_, column, expression) => {
  expect(column.expression).toEqual(expression)
})

test.each(['like', 'ilike', 'rlike'] as const)('%s takes a pattern', (name) => {
  expect(n[name]('a%').expression).toMatchObject(call(name, attribute, { value: 'a%' }))
  expect(n.like('a!%', '!').expression).toMatchObject({ args: [attribute, { value: 'a!%' }, { value: '!' }] })
})

test.each(['startsWith', 'endsWith', 'contains'] as const)('%s compares texts', (name) => {
  expect(n[name]('x').expression).toMatchObject(call(name.toLowerCase(), attribute, { value: 'x' }))
})

test('a cast to a type that does not exist is refused where it is written', () => {
  expect(() => n.cast('intt' as never)).toThrow('UNSUPPORTED_DATATYPE')
})

test('an operator of JavaScript on a column is refused', () => {
  expect(() => `${n}`).toThrow('UNSUPPORTED_FEATURE')
  expect(() => (n as never as number) + 1).toThrow('UNSUPPORTED_FEATURE')
})

describe('a constant', () => {
  test.each<[unknown, Partial<Expression>]>([
    [null, { value: null, dataType: { kind: 'void' } }],
    ['x', { value: 'x', dataType: { kind: 'string' } }],
    [true, { value: true, dataType: { kind: 'boolean' } }],
    [1, { value: 1, dataType: { kind: 'int' } }],
    [2147483648, { value: 2147483648, dataType: { kind: 'bigint', as: 'number' } }],
    [1.5, { value: 1.5, dataType: { kind: 'double' } }],
    [1e300, { value: 1e300, dataType: { kind: 'double' } }],
    [-0, { value: '-0', dataType: { kind: 'double' } }],
    [Number.NaN, { value: 'NaN', dataType: { kind: 'double' } }],
    [Number.POSITIVE_INFINITY, { value: 'Infinity', dataType: { kind: 'double' } }],
    [9007199254740993n, { value: '9007199254740993', dataType: { kind: 'bigint', as: 'bigint' } }],
    [2n ** 64n, { value: '18446744073709551616', dataType: { kind: 'decimal', precision: 20, scale: 0 } }],
    [Decimal.from('19.99'), { value: 1999, dataType: { kind: 'decimal', precision: 4, scale: 2 } }],
    [
      Decimal.from('1234567890123456.5'),
      { value: '12345678901234565', dataType: { kind: 'decimal', precision: 17, scale: 1 } },
    ],
    [new Date(5), { value: 5000, dataType: { kind: 'timestamp' } }],
    [new Uint8Array([1, 255]), { value: '01ff', dataType: { kind: 'binary' } }],
  ])('%s has its type and survives JSON', (value, expected) => {
    const { expression } = lit(value as never)
    expect(expression).toEqual({ kind: 'literal', ...expected })
    expect(JSON.parse(JSON.stringify(expression))).toEqual(expression)
  })
  test('of an array is a call', () => {
    expect(lit([1]).expression).toEqual({ kind: 'call', name: 'array', args: [one] })
  })
  test.each([undefined, {}, () => 1, Symbol('x'), new Date('x'), 10n ** 40n])('%s is refused', (value) => {
    expect(() => lit(value as never)).toThrow('UNSUPPORTED_FEATURE')
  })
})

test.each([
  ['a', ['a']],
  ['p.a.b', ['p', 'a', 'b']],
  ['`a.b`', ['a.b']],
  ['p.`a``b`', ['p', 'a`b']],
  ['with space', ['with space']],
  ['__proto__', ['__proto__']],
])('the name %s has the parts %j', (name, parts) => {
  expect(attributeName(name)).toEqual(parts)
})

test.each(['', '.', 'a.', '.a', 'a..b', '`a', 'a`b`', '`a`b'])('%j is no name', (name) => {
  expect(() => attributeName(name)).toThrow('INVALID_ATTRIBUTE_NAME')
})
