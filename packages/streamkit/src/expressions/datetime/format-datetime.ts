import { civilFromDays } from './civil.ts'
import type { TimeZone } from './time-zone.ts'
import { microsPerDay, microsPerSecond } from './units.ts'

const twoDigits: readonly string[] = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'))

/** Two digits of a number from 0 to 99. */
export function two(value: number): string {
  return twoDigits[value] as string
}

/** A year as Spark writes it: four digits, a sign when it has more or is before year 0. */
export function formatYear(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, '0')
  return (year < 0 ? '-' : '+') + String(Math.abs(year)).padStart(4, '0')
}

/** Days since 1970 as `yyyy-MM-dd`: Spark's cast of a date to string. */
export function formatDate(days: number): string {
  const { year, month, day } = civilFromDays(days)
  return `${formatYear(year)}-${two(month)}-${two(day)}`
}

/** An instant as `yyyy-MM-dd HH:mm:ss[.SSSSSS]` in a zone, without trailing zeros: Spark's cast of a timestamp to string. */
export function formatTimestamp(micros: number, zone: TimeZone): string {
  return formatTimestampNtz(zone.isUtc ? micros : micros + zone.offsetMicrosAt(micros))
}

/** Local microseconds as `yyyy-MM-dd HH:mm:ss[.SSSSSS]`; `separator` stands between date and time. */
export function formatTimestampNtz(localMicros: number, separator = ' '): string {
  const days = Math.floor(localMicros / microsPerDay)
  const ofDay = localMicros - days * microsPerDay
  const secondOfDay = Math.floor(ofDay / microsPerSecond)
  const fraction = ofDay - secondOfDay * microsPerSecond
  const time = `${two(Math.floor(secondOfDay / 3600))}:${two(Math.floor(secondOfDay / 60) % 60)}:${two(secondOfDay % 60)}`
  return `${formatDate(days)}${separator}${time}${fraction === 0 ? '' : formatFraction(fraction)}`
}

/** `.5` of 500000 microseconds: no trailing zeros. */
function formatFraction(micros: number): string {
  let digits = String(micros).padStart(6, '0')
  while (digits.endsWith('0')) digits = digits.slice(0, -1)
  return `.${digits}`
}
