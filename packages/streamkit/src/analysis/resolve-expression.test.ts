import { describe, expect, test } from 'vitest'
import type { Expression } from '../expressions/expression.ts'
import { dataTypeOf, nullableOf } from '../expressions/expression-type.ts'
import { literal } from '../expressions/literal.ts'
import {
  bigintType,
  dateType,
  decimalType,
  doubleType,
  intType,
  mapType,
  safeBigintType,
  simpleString,
  stringType,
  structField,
  structType,
} from '../types/data-type.ts'
import { resolveExpression } from './resolve-expression.ts'
import type { Scope } from './scope.ts'

const schema = structType([
  structField('id', intType, false),
  structField('Price', decimalType(10, 2)),
  structField('exact', bigintType),
  structField('safe', safeBigintType),
  structField('user', structType([structField('name', stringType), structField('Tags', mapType(stringType, intType))])),
  structField('day', dateType),
  structField('text', stringType),
  structField('flag', { kind: 'boolean' }),
])
const scope: Scope = { schema, conf: { timeZone: 'UTC', ansi: true } }
const col = (...nameParts: string[]): Expression => ({ kind: 'attribute', nameParts })
const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'call', name, args })
const typeOf = (e: Expression, s: Scope = scope) => simpleString(dataTypeOf(resolveExpression(e, s)))
const refused = (e: Expression, condition: string, text = '') =>
  expect(() => resolveExpression(e, scope)).toThrow(
    expect.objectContaining({ condition, message: expect.stringContaining(text) }),
  )

describe('names', () => {
  test('are found in any case, with the case of the column kept', () => {
    expect(resolveExpression(col('PRICE'), scope)).toEqual({
      kind: 'bound',
      ordinal: 1,
      name: 'Price',
      dataType: decimalType(10, 2),
      nullable: true,
    })
  })

  test('reach into structs and maps', () => {
    expect(resolveExpression(col('user', 'NAME'), scope)).toMatchObject({ kind: 'getField', field: 'name', ordinal: 0 })
    expect(typeOf(col('user', 'tags', 'vip'))).toBe('int')
    refused(col('user', 'age'), 'FIELD_NOT_FOUND', '`age`')
    refused(col('id', 'x'), 'INVALID_EXTRACT_BASE_FIELD_TYPE')
  })

  test('that are unknown are refused with the nearest ones', () => {
    refused(col('pirce'), 'UNRESOLVED_COLUMN.WITH_SUGGESTION', 'Did you mean one of these: `Price`')
    const empty = { ...scope, schema: structType([]) }
    expect(() => resolveExpression(col('a'), empty)).toThrow(
      expect.objectContaining({ condition: 'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION' }),
    )
  })

  test('may carry the alias of a frame, which tells columns of the same name apart', () => {
    const two = {
      ...scope,
      schema: structType([structField('id', intType), structField('id', stringType)]),
      qualifiers: [['views'], ['purchases']],
    }
    expect(typeOf(col('purchases', 'id'), two)).toBe('string')
    expect(() => resolveExpression(col('id'), two)).toThrow(
      expect.objectContaining({
        condition: 'AMBIGUOUS_REFERENCE',
        messageParameters: { name: '`id`', referenceNames: '[`views`.`id`, `purchases`.`id`]' },
      }),
    )
  })
})

describe('calls', () => {
  test('of unknown functions are refused with the nearest ones', () => {
    refused(call('uper', col('text')), 'UNRESOLVED_ROUTINE', '`upper`')
  })

  test('with a wrong number of arguments are refused', () => {
    refused(call('isnull'), 'WRONG_NUM_ARGS.WITHOUT_SUGGESTION')
    refused(call('if', col('flag'), literal(1)), 'WRONG_NUM_ARGS.WITHOUT_SUGGESTION', '3')
  })

  test('with types that do not fit are refused', () => {
    refused(call('+', col('id'), col('flag')), 'DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES')
    refused(call('*', col('text'), col('text')), 'DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE')
    refused(call('!', col('id')), 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', '"BOOLEAN"')
    refused(call('=', col('user'), col('user')), 'DATATYPE_MISMATCH.INVALID_ORDERING_TYPE')
    refused({ kind: 'and', left: col('flag'), right: col('id') }, 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE')
    refused({ kind: 'coalesce', args: [col('flag'), col('id')] }, 'DATATYPE_MISMATCH.DATA_DIFF_TYPES')
    refused(
      { kind: 'cast', child: col('flag'), to: dateType, mode: 'ansi' },
      'DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION',
    )
  })

  test('are not null where nothing in them can be', () => {
    const nullable = (e: Expression) => nullableOf(resolveExpression(e, scope))
    expect(nullable(call('+', col('id'), literal(1)))).toBe(false)
    expect(nullable(call('+', col('id'), col('safe')))).toBe(true)
    expect(nullable(call('isnull', col('safe')))).toBe(false)
    expect(nullable({ kind: 'coalesce', args: [col('safe'), col('id')] })).toBe(false)
    expect(nullable({ kind: 'cast', child: col('id'), to: stringType, mode: 'try' })).toBe(false)
    expect(nullable({ kind: 'cast', child: col('id'), to: { kind: 'tinyint' }, mode: 'try' })).toBe(true)
  })
})

describe('implicit casts', () => {
  test.each([
    [call('+', col('id'), col('safe')), safeBigintType],
    [call('+', col('safe'), literal(1)), safeBigintType],
    [call('+', col('exact'), literal(1)), bigintType],
    [call('+', col('safe'), col('exact')), bigintType],
    [call('+', col('text'), literal(1)), bigintType],
    [call('/', col('id'), literal(2)), doubleType],
    [call('*', col('price'), literal(2)), decimalType(12, 2)],
    [call('*', col('price'), col('id')), decimalType(21, 2)],
    [call('+', col('price'), literal(1.5)), doubleType],
    [call('+', col('day'), literal(1)), dateType],
    [{ kind: 'coalesce', args: [col('text'), col('id')] } as Expression, bigintType],
  ])('%#', (e, type) => {
    expect(dataTypeOf(resolveExpression(e, scope))).toEqual(type)
  })

  test('of constants are made at once, and left to the rows where they fail', () => {
    expect(resolveExpression(call('=', col('day'), literal('2024-01-02')), scope)).toMatchObject({
      args: [{ kind: 'bound' }, { kind: 'literal', value: 19724, dataType: dateType }],
    })
    expect(resolveExpression(call('=', col('id'), literal('x')), scope)).toMatchObject({
      args: [{ kind: 'cast' }, { kind: 'cast', mode: 'ansi' }],
    })
  })

  test('follow the older rules with ANSI off', () => {
    const legacy = { ...scope, conf: { timeZone: 'UTC', ansi: false } }
    expect(typeOf(call('+', col('text'), literal(1)), legacy)).toBe('double')
    expect(typeOf({ kind: 'coalesce', args: [col('text'), col('id')] }, legacy)).toBe('string')
  })
})
