import { expect, test } from 'vitest'
import type { Expression, ResolvedExpression } from '../../expressions/expression.ts'
import { notNullAfter } from './not-null-after.ts'

const conf = { ansi: true, timeZone: 'UTC' } as never
const column = (ordinal: number): Expression =>
  ({ kind: 'bound', ordinal, name: `c${ordinal}`, dataType: { kind: 'int' }, nullable: true }) as never
const call = (name: string, ...args: Expression[]): Expression =>
  ({ kind: 'call', name, args, dataType: { kind: 'boolean' }, nullable: true }) as never
const and = (left: Expression, right: Expression): Expression =>
  ({ kind: 'and', left, right, dataType: { kind: 'boolean' }, nullable: true }) as never
const or = (left: Expression, right: Expression): Expression =>
  ({ kind: 'or', left, right, dataType: { kind: 'boolean' }, nullable: true }) as never
const known = (e: Expression) => [...notNullAfter(e as ResolvedExpression, conf)]

test('both sides of a comparison are known, and those of all its conjuncts', () => {
  expect(known(and(call('>', column(0), column(1)), call('isnotnull', column(2))))).toEqual([0, 1, 2])
})

test('a disjunction, a null test and a null-safe comparison tell nothing', () => {
  expect(known(or(call('>', column(0), column(1)), call('isnotnull', column(0))))).toEqual([])
  expect(known(call('isnull', column(0)))).toEqual([])
  expect(known(call('<=>', column(0), column(1)))).toEqual([])
})

test('the conjuncts under NOT may be null', () => {
  expect(known(call('not', and(call('>', column(0), column(1)), call('isnotnull', column(2)))))).toEqual([])
})
