import { describe, expect, test } from 'vitest'
import { aggregateNames } from '../../expressions/aggregate-registry.ts'
import { childrenOf, withChildren } from '../../expressions/expression.ts'
import { literal } from '../../expressions/literal.ts'
import type { Column } from '../column.ts'
import * as aggregates from './aggregate.ts'
import { col } from './col.ts'

const x = col('x')

/** The names of the calls that a function builds. */
function callName(column: Column<unknown>): string {
  return column.expression.kind === 'call' ? column.expression.name : column.expression.kind
}

describe('aggregate functions', () => {
  test('each builds a call that the registry knows', () => {
    const { filterWhere: _, ...all } = aggregates
    const of = all as unknown as Readonly<Record<string, (...args: unknown[]) => Column<unknown>>>
    for (const [name, build] of Object.entries(of)) {
      const args = /By$|^co[rv]/.test(name) ? [x, x] : name === 'percentileApprox' ? [x, 0.5] : [x]
      expect(aggregateNames(), name).toContain(callName(build(...args)))
    }
  })

  test('count of rows has no argument', () => {
    const rows = { kind: 'call', name: 'count', args: [] }
    expect(aggregates.count().expression).toEqual(rows)
    expect(aggregates.count('*').expression).toEqual(rows)
    expect(aggregates.count(x).expression).toEqual({ ...rows, args: [x.expression] })
  })

  test('distinct is a parameter', () => {
    const parameters = { distinct: true }
    expect(aggregates.countDistinct(x, x).expression).toMatchObject({ name: 'count', parameters })
    expect(aggregates.sumDistinct(x).expression).toMatchObject({ name: 'sum', parameters })
  })

  test('flags and percentages are constants', () => {
    expect(aggregates.first(x).expression).toMatchObject({ args: [x.expression] })
    expect(aggregates.last(x, { ignoreNulls: true }).expression).toMatchObject({ args: [x.expression, literal(true)] })
    expect(aggregates.percentileApprox(x, [0, 1]).expression).toMatchObject({
      args: [x.expression, { kind: 'literal', value: [0, 1] }, literal(10_000)],
    })
  })

  test('a filter is a child of its call', () => {
    const condition = x.gt(1)
    const { expression } = aggregates.filterWhere(aggregates.sum(x), condition)
    expect(childrenOf(expression)).toEqual([x.expression, condition.expression])
    expect(withChildren(expression, childrenOf(expression))).toEqual(expression)
    const swapped = [condition.expression, x.expression]
    expect(childrenOf(withChildren(expression, swapped))).toEqual(swapped)
  })

  test('a filter is refused around anything else', () => {
    const refused = expect.objectContaining({ condition: 'UNSUPPORTED_FEATURE' })
    expect(() => aggregates.filterWhere(x, x.gt(1))).toThrow(refused)
    const once = aggregates.filterWhere(aggregates.sum(x), x.gt(1))
    expect(() => aggregates.filterWhere(once, x.gt(1))).toThrow(refused)
  })
})
