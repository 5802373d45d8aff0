import { describe, expect, test } from 'vitest'
import type { Expression } from '../../src/expressions/expression.ts'
import { nameOf } from '../../src/expressions/expression-text.ts'
import { literal } from '../../src/expressions/literal.ts'
import { simpleString } from '../../src/types/data-type.ts'
import { parseDdl } from '../../src/types/ddl.ts'
import { evaluateRows } from './run-expression.ts'

// Lambdas as SQL text makes them: bodies name parameters and columns alike. Values and names are those of Apache Spark 4.3.0.

const name = (...nameParts: string[]): Expression => ({ kind: 'attribute', nameParts })
const call = (fn: string, ...args: (Expression | number | string)[]): Expression => ({
  kind: 'call',
  name: fn,
  args: args.map((arg) => (typeof arg === 'object' ? arg : literal(arg))),
})
const lambda = (parameters: readonly string[], body: Expression): Expression => ({ kind: 'lambda', parameters, body })

const schema = parseDdl('xs ARRAY<INT>, n INT, nested ARRAY<ARRAY<INT>>, structs ARRAY<STRUCT<a: INT>>, x STRING')
const row = [[1, 2, null], 10, [[1, 2], [3]], [[7]], 'outer']
const run = (e: Expression, mode: 'compiled' | 'interpreted') =>
  evaluateRows(e, [row, [null, null, null, null, null]], { schema, conf: { timeZone: 'UTC', ansi: true }, mode })
const transformed = (array: string, body: Expression, ...parameters: string[]) =>
  call('transform', name(array), lambda(parameters, body))

describe.each(['compiled', 'interpreted'] as const)('%s', (mode) => {
  const value = (e: Expression) => run(e, mode).map((outcome) => ('error' in outcome ? outcome.error : outcome.value))

  test('a parameter hides a column of its name, in any case', () => {
    expect(value(transformed('xs', call('+', name('X'), 1), 'x'))).toEqual([[2, 3, null], null])
  })
  test('a body sees the columns of the row', () => {
    expect(value(transformed('xs', call('+', name('v'), name('n')), 'v'))).toEqual([[11, 12, null], null])
  })
  test('a second parameter is the position', () => {
    expect(value(transformed('xs', call('+', name('v'), name('i')), 'v', 'i'))).toEqual([[1, 3, null], null])
  })
  test('a parameter has fields', () => {
    expect(value(transformed('structs', name('s', 'a'), 's'))).toEqual([[7], null])
  })
  test('lambdas nest, and the inner one sees the outer one and the row', () => {
    const body = call('+', call('+', name('y'), call('size', name('v'))), name('n'))
    const inner = call('transform', name('v'), lambda(['y'], body))
    expect(value(transformed('nested', inner, 'v'))).toEqual([[[13, 14], [14]], null])
  })
  test('an inner parameter hides an outer one of its name', () => {
    const inner = call('transform', name('v'), lambda(['v'], call('*', name('v'), 2)))
    expect(value(transformed('nested', inner, 'v'))).toEqual([[[2, 4], [6]], null])
  })
  test('the state of an aggregation may come from the row', () => {
    const merge = lambda(['acc', 'v'], call('+', name('acc'), call('coalesce', name('v'), 0)))
    expect(value(call('aggregate', name('xs'), name('n'), merge))).toEqual([13, null])
  })
  test('a value in the place of a lambda is the same for every element', () => {
    expect(value(call('transform', name('xs'), name('n')))).toEqual([[10, 10, 10], null])
  })
  test('a comparator must not give null', () => {
    const comparator = lambda(['a', 'b'], call('-', name('a'), name('b')))
    expect(value(call('array_sort', name('xs'), comparator))).toEqual([
      'COMPARATOR_RETURNS_NULL',
      'COMPARATOR_RETURNS_NULL',
    ])
  })
})

const refused: readonly (readonly [Expression, string])[] = [
  [transformed('xs', name('a'), 'a', 'b', 'c'), 'INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH'],
  [transformed('xs', name('a'), 'a', 'a'), 'INVALID_LAMBDA_FUNCTION_CALL.DUPLICATE_ARG_NAMES'],
  [call('upper', lambda(['a'], name('a'))), 'INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION'],
  [call('transform', name('n'), lambda(['a'], name('a'))), 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE'],
  [call('filter', name('xs'), lambda(['a'], name('a'))), 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE'],
  [call('aggregate', name('xs'), 0, lambda(['a', 'b'], literal(1.5))), 'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE'],
  [call('array_sort', name('xs'), lambda(['a', 'b'], literal('x'))), 'DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE'],
  [transformed('xs', name('nobody'), 'a'), 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
  [call('aggregate', name('xs'), lambda(['a', 'b'], name('a'))), 'WRONG_NUM_ARGS.WITHOUT_SUGGESTION'],
]

test.each(refused)('%# is refused with Spark’s condition', (e, condition) => {
  expect(run(e, 'compiled')[0]).toEqual({ error: condition })
})

test('columns have the names that Spark gives them', () => {
  expect(nameOf(transformed('xs', call('+', name('v'), 1), 'v'))).toBe(
    'transform(xs, lambdafunction((namedlambdavariable() + 1), namedlambdavariable()))',
  )
  expect(nameOf(transformed('structs', name('s', 'a'), 's'))).toBe(
    'transform(structs, lambdafunction(namedlambdavariable().a, namedlambdavariable()))',
  )
})

test('the type of the result follows the body', () => {
  const [outcome] = run(transformed('xs', call('/', name('v'), 2), 'v'), 'compiled')
  expect(outcome !== undefined && 'type' in outcome && simpleString(outcome.type)).toBe('array<double>')
})
