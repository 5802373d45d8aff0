import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomExpression, randomRow, randomSchema, sorts } from './random-expression.ts'
import { evaluateRows } from './run-expression.ts'

const confs = [
  { timeZone: 'UTC', ansi: true },
  { timeZone: 'America/New_York', ansi: false },
] as const

describe('compiled and interpreted expressions agree', () => {
  test.each(confs)('on random trees over random rows, value and error, with $timeZone and ansi $ansi', (conf) => {
    const tree = fc.constantFrom(...sorts).chain((sort) => randomExpression(sort, 3))
    const property = fc.property(tree, fc.array(randomRow, { minLength: 1, maxLength: 6 }), (e, rows) => {
      const [compiled, interpreted] = (['compiled', 'interpreted'] as const).map((mode) => {
        const run = { schema: randomSchema, conf, mode }
        return rows.flatMap((row) => evaluateRows(e, [row], run)).concat(evaluateRows(e, rows, run))
      })
      expect(compiled).toEqual(interpreted)
    })
    fc.assert(property, { numRuns: 400 })
  })
})
