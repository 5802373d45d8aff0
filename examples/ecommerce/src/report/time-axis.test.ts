import fc from 'fast-check'
import { expect, test } from 'vitest'
import { intervalLength, intervalOf, intervalStart, timeAxis } from './time-axis.ts'

test.each([
  [0, 1000, 1],
  [13_000, 1000, 13],
  [600_000, 5000, 120],
  [86_400_000, 900_000, 96],
  [400 * 86_400_000, 4 * 86_400_000, 100],
])('%i ms are divided into intervals of %i ms', (span, intervalMs, count) => {
  expect(timeAxis(5, 5 + span)).toEqual({ fromMs: 5, toMs: 5 + Math.max(1, span), intervalMs, count })
})

test('every moment of the span is in the interval that begins at or before it', () => {
  fc.assert(
    fc.property(
      fc.nat(10 ** 12),
      fc.integer({ min: 0, max: 10 ** 11 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (fromMs, span, share) => {
        const axis = timeAxis(fromMs, fromMs + span)
        const ms = fromMs + span * share
        const index = intervalOf(axis, ms)
        const start = intervalStart(axis, index)
        expect(axis.count).toBeLessThanOrEqual(120)
        expect(ms - start).toBeGreaterThanOrEqual(0)
        expect(ms - start).toBeLessThanOrEqual(intervalLength(axis, index))
        if (axis.count > 1) expect(intervalLength(axis, index) / axis.intervalMs).toSatisfy((n) => n >= 0.5 && n <= 1.5)
      },
    ),
  )
})
