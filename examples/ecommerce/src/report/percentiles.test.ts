import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distributionOf } from './percentiles.ts'

test('percentiles are those of percentile_cont', () => {
  const spread = distributionOf([4, 1, 3, 2])
  expect(spread).toMatchObject({ count: 4, min: 1, mean: 2.5, p50: 2.5, max: 4 })
  expect(spread?.p95).toBeCloseTo(3.85, 10)
  expect(spread?.p99).toBeCloseTo(3.97, 10)
  expect(distributionOf([7])).toEqual({ count: 1, min: 7, mean: 7, p50: 7, p95: 7, p99: 7, max: 7 })
})

test('nothing has no distribution', () => {
  expect(distributionOf([])).toBeNull()
})

test('figures are ordered as numbers, and the given list stays as it is', () => {
  const given = [100, 9, 20]
  expect(distributionOf(given)).toMatchObject({ min: 9, p50: 20, max: 100 })
  expect(given).toEqual([100, 9, 20])
})

test('a percentile lies between the two figures around its place in the ordered list', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 60 }), (figures) => {
      const spread = distributionOf(figures)
      for (const [share, found] of [
        [0.5, spread?.p50],
        [0.95, spread?.p95],
        [0.99, spread?.p99],
      ] as const) {
        // By definition: interpolate among the figures that have exactly so many others before them.
        const rank = (one: number): number => [...figures].sort((a, b) => a - b)[one] ?? Number.NaN
        const place = share * (figures.length - 1)
        const lower = rank(Math.floor(place))
        const upper = rank(Math.min(figures.length - 1, Math.floor(place) + 1))
        expect(found).toBeCloseTo(lower * (1 - (place % 1)) + upper * (place % 1), 6)
      }
      expect(spread?.mean).toBeCloseTo(figures.reduce((a, b) => a + b, 0) / figures.length, 6)
    }),
  )
})
