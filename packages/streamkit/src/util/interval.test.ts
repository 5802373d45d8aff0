import { expect, test } from 'vitest'
import { intervalMs } from './interval.ts'

test.each([
  ['10 minutes', 600_000],
  ['1 second', 1000],
  ['interval 1 hour 30 minutes', 5_400_000],
  ['INTERVAL 2 DAYS', 172_800_000],
  ['1.5 seconds', 1500],
  ['-5 seconds', -5000],
  ['7d', 604_800_000],
  ['500ms', 500],
  ['250 milliseconds', 250],
  [' 1 week ', 604_800_000],
  ['0 seconds', 0],
])('%s is %d ms', (text, ms) => {
  expect(intervalMs(text)).toBe(ms)
})

test.each([
  '',
  'interval ',
  '10',
  'minutes',
  '10 parsecs',
  '1 month',
  '1 year',
  '10 minutes and',
  'constructor',
  '1 constructor',
])('%j is no duration', (text) => {
  expect(intervalMs(text)).toBeNull()
})
