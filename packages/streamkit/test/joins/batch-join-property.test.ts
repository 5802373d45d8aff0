import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JoinHow } from '../../src/index.ts'
import { col } from '../../src/index.ts'
import { testSession } from '../session/test-session.ts'
import { equalKeys, naiveJoin } from './naive-join.ts'

// Every kind of join of bounded frames against a look at every pair.

interface Left {
  readonly k: number | null
  readonly s: string | null
  readonly l: number
}
interface Right {
  readonly k2: number | null
  readonly s2: string | null
  readonly r: number
}

const keyOf = fc.constantFrom(null, 0, -0, 1, 2.5, Number.NaN)
const textOf = fc.constantFrom(null, 'a', 'b', 'ä')
const lefts = fc
  .array(fc.tuple(keyOf, textOf), { maxLength: 12 })
  .map((rows) => rows.map(([k, s], l): Left => ({ k, s, l })))
const rights = fc
  .array(fc.tuple(keyOf, textOf), { maxLength: 12 })
  .map((rows) => rows.map(([k2, s2], r): Right => ({ k2, s2, r })))

const hows: readonly (readonly [JoinHow, Parameters<typeof naiveJoin>[2]['joinType']])[] = [
  ['inner', 'inner'],
  ['left', 'left_outer'],
  ['rightouter', 'right_outer'],
  ['outer', 'full_outer'],
  ['semi', 'left_semi'],
  ['left_anti', 'left_anti'],
]

const less = (a: number | null, b: number | null) =>
  a !== null && b !== null && (Number.isNaN(b) ? !Number.isNaN(a) : a < b)

const conditions = {
  'k = k2': (a: Left, b: Right) => equalKeys(a.k, b.k2, false),
  'k <=> k2 and s = s2': (a: Left, b: Right) => equalKeys(a.k, b.k2, true) && a.s !== null && a.s === b.s2,
  'k < k2': (a: Left, b: Right) => less(a.k, b.k2),
  'k = k2 and l < r': (a: Left, b: Right) => equalKeys(a.k, b.k2, false) && a.l < b.r,
  'k = k2 and l > 1 and s2 is not null': (a: Left, b: Right) => equalKeys(a.k, b.k2, false) && a.l > 1 && b.s2 !== null,
} satisfies Record<string, (a: Left, b: Right) => boolean>

const columns = {
  'k = k2': col('k').eq(col('k2')),
  'k <=> k2 and s = s2': col('k')
    .eqNullSafe(col('k2'))
    .and(col('s').eq(col('s2'))),
  'k < k2': col('k').lt(col('k2')),
  'k = k2 and l < r': col('k')
    .eq(col('k2'))
    .and(col('l').lt(col('r'))),
  'k = k2 and l > 1 and s2 is not null': col('k').eq(col('k2')).and(col('l').gt(1)).and(col('s2').isNotNull()),
}

const text = (rows: readonly (readonly unknown[])[]) => rows.map((row) => JSON.stringify(row)).sort()

test('every kind of join gives what a look at every pair gives', async () => {
  const session = testSession()
  const names = Object.keys(conditions) as (keyof typeof conditions)[]
  await fc.assert(
    fc.asyncProperty(lefts, rights, fc.constantFrom(...hows), fc.constantFrom(...names), async (a, b, kind, on) => {
      const [how, joinType] = kind
      const left = session.createDataFrame(a, 'k DOUBLE, s STRING, l INT NOT NULL')
      const right = session.createDataFrame(b, 'k2 DOUBLE, s2 STRING, r INT NOT NULL')
      const rows = (await left.join(right, columns[on], how).collect()) as readonly { l: number; r: number }[]
      const expected = naiveJoin(a, b, { joinType, matches: conditions[on] })
      const existence = joinType === 'left_semi' || joinType === 'left_anti'
      expect(text(rows.map(({ l, r }) => (existence ? [l] : [l, r])))).toEqual(
        text(expected.map(([l, r]) => (existence ? [l?.l] : [l?.l ?? null, r?.r ?? null]))),
      )
    }),
    { numRuns: 400 },
  )
})

test('set operations count rows as SQL does', async () => {
  const session = testSession()
  const count = (rows: readonly unknown[]) => {
    const counts = new Map<string, number>()
    for (const row of rows) counts.set(JSON.stringify(row), (counts.get(JSON.stringify(row)) ?? 0) + 1)
    return counts
  }
  const row = fc.record({ a: fc.constantFrom(null, 1, 2), b: fc.constantFrom(null, 'x') })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 10 }), fc.array(row, { maxLength: 10 }), async (l, r) => {
      const left = session.createDataFrame(l, 'a INT, b STRING')
      const right = session.createDataFrame(r, 'a INT, b STRING')
      const [m, n] = [count(l), count(r)]
      const expected = (times: (m: number, n: number) => number) =>
        new Map([...m].map(([key, c]) => [key, times(c, n.get(key) ?? 0)] as const).filter(([, c]) => c > 0))
      expect(count(await left.intersect(right).collect())).toEqual(expected((_, c) => Math.min(1, c)))
      expect(count(await left.intersectAll(right).collect())).toEqual(expected(Math.min))
      expect(count(await left.except(right).collect())).toEqual(expected((_, c) => (c === 0 ? 1 : 0)))
      expect(count(await left.subtract(right).collect())).toEqual(expected((_, c) => (c === 0 ? 1 : 0)))
      expect(count(await left.exceptAll(right).collect())).toEqual(expected((a, c) => Math.max(0, a - c)))
    }),
    { numRuns: 100 },
  )
})
