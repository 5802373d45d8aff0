import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addMonthsToDays, civilFromDays, dayOfYear, daysFromCivil, validDays, weekdayOf } from './civil.ts'

/** Every day that a Date can hold. */
const anyDay = fc.integer({ min: -99_999_999, max: 99_999_999 })

test('days and fields agree with Date, for any year', () => {
  fc.assert(
    fc.property(anyDay, (days) => {
      const date = new Date(days * 86_400_000)
      const civil = civilFromDays(days)
      expect(civil).toEqual({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() })
      expect(daysFromCivil(civil.year, civil.month, civil.day)).toBe(days)
      expect((weekdayOf(days) + 1) % 7).toBe(date.getUTCDay())
    }),
  )
})

test('a day that does not exist has no number', () => {
  expect(validDays(2024, 2, 29)).toBe(19_782)
  for (const [y, m, d] of [
    [2023, 2, 29],
    [1900, 2, 29],
    [2024, 13, 1],
    [2024, 0, 1],
    [2024, 4, 31],
    [2024, 1, 0],
  ] as const) {
    expect(validDays(y, m, d)).toBeNull()
  }
})

test('adding months keeps the day or takes the last of the month', () => {
  const days = (iso: string): number => Date.parse(iso) / 86_400_000
  expect(addMonthsToDays(days('2024-01-31'), 1)).toBe(days('2024-02-29'))
  expect(addMonthsToDays(days('2024-02-29'), 12)).toBe(days('2025-02-28'))
  expect(addMonthsToDays(days('2024-03-31'), -13)).toBe(days('2023-02-28'))
  expect(dayOfYear(days('2024-12-31'))).toBe(366)
})
