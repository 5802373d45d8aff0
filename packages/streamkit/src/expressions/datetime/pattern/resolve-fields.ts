import { civilFromDays, dayOfYear, daysFromCivil, isLeapYear, validDays } from '../civil.ts'
import { modifiedJulianEpoch } from '../units.ts'
import { fieldIndex, type ParsedFields } from './parse-elements.ts'

/** What a text said of a day and a time: null when its fields contradict each other or do not exist. */
export interface ResolvedDateTime {
  readonly days: number
  readonly secondOfDay: number
  readonly micro: number
  /** The offset that the text named, or null. */
  readonly offsetSeconds: number | null
}

/**
 * Makes a date and a time of the fields of a text, by Java's strict rules and Spark's defaults for what is missing: 1970, January, the
 * first, midnight.
 */
export function resolveFields(fields: ParsedFields): ResolvedDateTime | null {
  const days = resolveDays(fields.values)
  const hour = resolveHour(fields.values)
  const minute = sexagesimal(fields.values, fieldIndex.minute)
  const second = sexagesimal(fields.values, fieldIndex.second)
  if (days === null || hour === null || minute === null || second === null) return null
  const nano = orElse(fields.values, fieldIndex.nano, 0)
  const offset = fields.values[fieldIndex.offsetSeconds] as number
  return {
    days,
    secondOfDay: hour * 3600 + minute * 60 + second,
    micro: Math.floor(nano / 1000),
    offsetSeconds: Number.isNaN(offset) ? null : offset,
  }
}

function orElse(values: Float64Array, index: number, missing: number): number {
  const value = values[index] as number
  return Number.isNaN(value) ? missing : value
}

function has(values: Float64Array, index: number): boolean {
  return !Number.isNaN(values[index] as number)
}

/** Minutes or seconds: 0 when they are missing, null when they are more than 59. */
function sexagesimal(values: Float64Array, index: number): number | null {
  const value = orElse(values, index, 0)
  return value >= 0 && value <= 59 ? value : null
}

function resolveDays(values: Float64Array): number | null {
  const julian = fieldIndex.modifiedJulianDay
  if (has(values, julian)) return (values[julian] as number) - modifiedJulianEpoch
  const year = resolveYear(values)
  if (year === null) return null
  const { month, dayOfMonth, dayOfYear: ofYear } = fieldIndex
  const byMonth = has(values, month) && has(values, dayOfMonth)
  if (Number.isNaN(year) || byMonth || !has(values, ofYear)) {
    const days = validDays(Number.isNaN(year) ? 1970 : year, orElse(values, month, 1), orElse(values, dayOfMonth, 1))
    // a whole date must agree with a day of the year beside it
    if (days === null || Number.isNaN(year) || !byMonth || !has(values, ofYear)) return days
    return dayOfYear(days) === values[ofYear] ? days : null
  }
  const number = values[ofYear] as number
  if (number < 1 || number > (isLeapYear(year) ? 366 : 365)) return null
  const days = daysFromCivil(year, 1, 1) + number - 1
  const civil = civilFromDays(days)
  const agrees =
    orElse(values, month, civil.month) === civil.month && orElse(values, dayOfMonth, civil.day) === civil.day
  return agrees ? days : null
}

const maxYear = 999_999_999

/** The proleptic year, NaN when the text has none, null when it is out of range. */
function resolveYear(values: Float64Array): number | null {
  if (has(values, fieldIndex.year)) {
    const year = values[fieldIndex.year] as number
    return Math.abs(year) <= maxYear ? year : null
  }
  if (!has(values, fieldIndex.yearOfEra) || !has(values, fieldIndex.era)) return Number.NaN
  const ofEra = values[fieldIndex.yearOfEra] as number
  if (ofEra < 1 || ofEra > maxYear) return null
  return values[fieldIndex.era] === 1 ? ofEra : 1 - ofEra
}

function resolveHour(values: Float64Array): number | null {
  const halfDay = clockHour(values, { hour: fieldIndex.hourOfAmPm, clock: fieldIndex.clockHourOfAmPm, period: 12 })
  let hour = clockHour(values, { hour: fieldIndex.hourOfDay, clock: fieldIndex.clockHourOfDay, period: 24 })
  if (hour === null || halfDay === null) return null
  const amPm = orElse(values, fieldIndex.amPm, Number.NaN)
  if (!Number.isNaN(hour)) {
    const contradicts =
      (!Number.isNaN(amPm) && Math.floor(hour / 12) !== amPm) || (!Number.isNaN(halfDay) && hour % 12 !== halfDay)
    return contradicts ? null : hour
  }
  // without AM or PM Spark takes the morning; PM alone is noon
  hour = (Number.isNaN(halfDay) ? 0 : halfDay) + (amPm === 1 ? 12 : 0)
  return hour
}

/** The hour from its two letters (`H` and `k`, or `K` and `h`): NaN without either, null when they contradict or are out of range. */
function clockHour(values: Float64Array, at: { hour: number; clock: number; period: number }): number | null {
  const hour = values[at.hour] as number
  const clock = values[at.clock] as number
  if (hour < 0 || hour >= at.period || clock < 1 || clock > at.period) return null
  if (Number.isNaN(clock)) return hour
  const fromClock = clock % at.period
  return Number.isNaN(hour) || hour === fromClock ? fromClock : null
}
