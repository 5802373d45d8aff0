import { civilFromDays, daysFromCivil, weekdayOf } from '../datetime/civil.ts'
import type { TimeZone } from '../datetime/time-zone.ts'
import { microsPerDay, microsPerHour, microsPerMilli, microsPerMinute, microsPerSecond } from '../datetime/units.ts'

/** Units of whole days, by the names that Spark takes. */
export type DayUnit = 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR'
type Truncation =
  | { readonly kind: 'days'; readonly truncate: (days: number) => number }
  | { readonly kind: 'micros'; readonly unit: number }

const dayUnits: Readonly<Record<string, DayUnit>> = {
  WEEK: 'WEEK',
  MON: 'MONTH',
  MONTH: 'MONTH',
  MM: 'MONTH',
  QUARTER: 'QUARTER',
  YEAR: 'YEAR',
  YYYY: 'YEAR',
  YY: 'YEAR',
}
const timeUnits: Readonly<Record<string, number>> = {
  MICROSECOND: 1,
  MILLISECOND: microsPerMilli,
  SECOND: microsPerSecond,
  MINUTE: microsPerMinute,
  HOUR: microsPerHour,
}

/** The unit of `trunc`, or null for what it does not know. */
export function dayUnitOf(name: string): DayUnit | null {
  return dayUnits[name.toUpperCase()] ?? null
}

/** The first day of the week (Monday), month, quarter or year. */
export function truncateDays(days: number, unit: DayUnit): number {
  if (unit === 'WEEK') return days - weekdayOf(days)
  const { year, month } = civilFromDays(days)
  switch (unit) {
    case 'MONTH':
      return daysFromCivil(year, month, 1)
    case 'QUARTER':
      return daysFromCivil(year, month - ((month - 1) % 3), 1)
    case 'YEAR':
      return daysFromCivil(year, 1, 1)
  }
}

/** What `date_trunc` does for a unit, or null for what it does not know. */
export function truncationOf(name: string): Truncation | null {
  const upper = name.toUpperCase()
  const dayUnit = dayUnitOf(upper)
  if (dayUnit !== null) return { kind: 'days', truncate: (days) => truncateDays(days, dayUnit) }
  if (upper === 'DAY' || upper === 'DD') return { kind: 'days', truncate: (days) => days }
  const unit = timeUnits[upper]
  return unit === undefined ? null : { kind: 'micros', unit }
}

/** Cuts an instant off at a unit of its local time. */
export function truncateMicros(micros: number, truncation: Truncation, zone: TimeZone): number {
  const offset = zone.isUtc ? 0 : zone.offsetMicrosAt(micros)
  const local = micros + offset
  if (truncation.kind === 'days') {
    return zone.toUtcMicros(truncation.truncate(Math.floor(local / microsPerDay)) * microsPerDay)
  }
  const cut = Math.floor(local / truncation.unit) * truncation.unit
  const utcMicros = cut - offset
  // the offset of the moment is kept where it is still right: an hour that comes twice stays in its half
  return zone.offsetMicrosAt(utcMicros) === offset ? utcMicros : zone.toUtcMicros(cut)
}
