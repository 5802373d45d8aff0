import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytes, counts, durations } from '../figure-unit.ts'
import { linearScale } from './linear-scale.ts'

const ends = { start: 200, end: 0 }

test.each([
  [157, counts, ['0', '50', '100', '150', '200']],
  [600_000, durations, ['0 ms', '5 min', '10 min']],
  [137, durations, ['0 ms', '50 ms', '100 ms', '150 ms']],
  [118_000, bytes, ['0 B', '50 KiB', '100 KiB', '150 KiB']],
  [0, counts, ['0', '0.5']],
])('%i is drawn on a line with round figures', (most, unit, texts) => {
  expect(linearScale(most, { ...ends, unit }).ticks.map(unit.text)).toEqual(texts)
})

test('every figure from 0 to the most lies between the ends, larger ones further on', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e15, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (most, share) => {
        const { place, ticks } = linearScale(most, { ...ends, unit: counts })
        expect(place(most * share)).toBeGreaterThanOrEqual(-1e-6)
        expect(place(most * share)).toBeLessThanOrEqual(200)
        expect(ticks.length).toBeLessThanOrEqual(7)
        expect(place(ticks.at(-1) ?? 0)).toBeCloseTo(0, 6)
      },
    ),
  )
})
