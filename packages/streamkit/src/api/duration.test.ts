import { expect, test } from 'vitest'
import { isStreamKitError } from '../errors/streamkit-error.ts'
import { delayMs, durationMs } from './duration.ts'

test('a month of a delay counts as 31 days, as in Spark', () => {
  expect(delayMs('1 month')).toBe(31 * 86_400_000)
  expect(delayMs('1 year 1 day')).toBe((12 * 31 + 1) * 86_400_000)
})

test('parts of a delay may be negative, the whole may not', () => {
  expect(delayMs('1 minute -10 seconds')).toBe(50_000)
  expect(() => delayMs('-5 seconds')).toThrow('[NEGATIVE_INTERVAL] The interval -5 seconds is negative.')
})

test('an interval that cannot be read says which part is wrong', () => {
  const reasonOf = (text: string) => {
    try {
      durationMs(text)
    } catch (error) {
      return isStreamKitError(error) && isStreamKitError(error.cause) ? [error.condition, error.cause.condition] : error
    }
    return null
  }
  const reasons = { '': 'INPUT_IS_EMPTY', ten: 'UNRECOGNIZED_NUMBER', '10': 'MISSING_UNIT', '10 %': 'INVALID_UNIT' }
  for (const [text, reason] of Object.entries(reasons))
    expect(reasonOf(text)).toEqual(['CANNOT_PARSE_INTERVAL', `INVALID_INTERVAL_FORMAT.${reason}`])
})
