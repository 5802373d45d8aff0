import type { TextField } from './pattern-element.ts'

/** The words for a field in a locale: index by value (months and quarters from 1, weekdays from Monday = 1, AM = 0, BC = 0). */
export interface DateTimeNames {
  names(field: TextField, full: boolean): readonly string[]
}

const cache = new Map<string, DateTimeNames>()

/** The names of months, days, eras, quarters and half days in a locale, `en-US` by default, as the platform's CLDR data has them. */
export function dateTimeNames(locale = 'en-US'): DateTimeNames {
  let names = cache.get(locale)
  if (names === undefined) {
    const tables = new Map<string, readonly string[]>()
    names = {
      names(field, full) {
        const key = `${field} ${full}`
        let table = tables.get(key)
        if (table === undefined) {
          table = readNames(locale, field, full)
          tables.set(key, table)
        }
        return table
      },
    }
    cache.set(locale, names)
  }
  return names
}

function readNames(locale: string, field: TextField, full: boolean): readonly string[] {
  const style = full ? 'long' : 'short'
  const part = (options: Intl.DateTimeFormatOptions, type: string, ms: number): string => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options })
    return format.formatToParts(ms).find((p) => p.type === type)?.value ?? ''
  }
  switch (field) {
    case 'month': {
      // a day beside it asks for the form that a month has inside a date
      const name = (i: number): string =>
        part({ month: style, day: 'numeric' }, 'month', Date.UTC(2024, i, 15)).replace(/\.$/, '')
      return ['', ...Array.from({ length: 12 }, (_, i) => name(i))]
    }
    case 'dayOfWeek':
      // 2024-01-01 was a Monday
      return ['', ...Array.from({ length: 7 }, (_, i) => part({ weekday: style }, 'weekday', Date.UTC(2024, 0, 1 + i)))]
    case 'amPm':
      return [0, 12].map((h) => part({ hour: 'numeric', hourCycle: 'h12' }, 'dayPeriod', Date.UTC(2024, 0, 1, h)))
    case 'era':
      return [-62_198_755_200_000, 0].map((ms) => part({ era: style, year: 'numeric' }, 'era', ms))
    case 'quarter':
      return ['', ...[1, 2, 3, 4].map((q) => (full ? `${q}${['st', 'nd', 'rd', 'th'][q - 1]} quarter` : `Q${q}`))]
  }
}
