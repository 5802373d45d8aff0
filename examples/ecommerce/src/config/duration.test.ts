import { expect, test } from 'vitest'
import { parseDurationMs } from './duration.ts'

test.each([
  ['250', 250],
  ['250 ms', 250],
  ['1 second', 1000],
  ['10 seconds', 10_000],
  ['10s', 10_000],
  ['1.5 h', 5_400_000],
  ['2 Minutes', 120_000],
  [' 1 day ', 86_400_000],
  ['0', 0],
])('%j is a duration', (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms)
})

test.each(['', 'soon', '-1 s', '1 fortnight', '1e3', '1 s 2', 's', '1 constructor', '99999999999999999 days'])(
  '%j is none',
  (text) => {
    expect(parseDurationMs(text)).toBeUndefined()
  },
)
