import { expect, test } from 'vitest'
import { intervalMs, parseDuration } from './interval.ts'

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

test.each([
  ['1 month', { months: 1, ms: 0, days: 0 }],
  ['2 years 3 days', { months: 24, ms: 259_200_000, days: 3 }],
  ['-1 month', { months: -1, ms: 0, days: 0 }],
  ['', { problem: 'INPUT_IS_EMPTY', part: '' }],
  ['interval', { problem: 'INPUT_IS_EMPTY', part: 'interval' }],
  ['ten seconds', { problem: 'UNRECOGNIZED_NUMBER', part: 'ten' }],
  ['10 minutes and', { problem: 'UNRECOGNIZED_NUMBER', part: 'and' }],
  ['10', { problem: 'MISSING_UNIT', part: '10' }],
  ['10 parsecs', { problem: 'INVALID_UNIT', part: 'parsecs' }],
  ['10 %', { problem: 'INVALID_UNIT', part: '%' }],
  ['1.5 months', { problem: 'INVALID_UNIT', part: 'months' }],
])('%j is read as %j', (text, expected) => {
  expect(parseDuration(text)).toEqual(expected)
})
