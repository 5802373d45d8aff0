/**
 * ISO texts of DATE and TIMESTAMP_NTZ values in rows, to and from their internal numbers. Exact: nothing but `yyyy-MM-dd` and `yyyy-MM-ddTHH:mm:ss[.SSSSSS]`
 * (years beyond 9999 with a sign) is taken. The lenient texts of casts and readers are not read here.
 */
const datePattern = /^([+-]?\d{4,6})-(\d{2})-(\d{2})$/
const timePattern = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?$/

/** Microseconds up to here (years 1684 to 2255) are exact in a number; beyond, numbers stand 2 to 64 microseconds apart. */
const maxExactMicros = 2 ** 53

const microsPerDay = 86_400_000_000

/** Days since 1970-01-01 of an ISO date, or null if it is none. */
export function daysOfIsoDate(text: string): number | null {
  const match = datePattern.exec(text)
  if (match === null) return null
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const days = daysOfCivil(year, month, day)
  const back = civilOfDays(days)
  return back.month === month && back.day === day ? days : null
}

/** The ISO date of a number of days since 1970-01-01: `2026-11-23`. */
export function isoDateOfDays(days: number): string {
  const { year, month, day } = civilOfDays(days)
  return `${yearText(year)}-${two(month)}-${two(day)}`
}

/** Microseconds since 1970 of an ISO date and time without a zone, or null if it is none, or finer than a number can hold so far away. */
export function microsOfIsoLocal(text: string): number | null {
  const at = text.search(/[T ]/)
  const days = daysOfIsoDate(at < 0 ? text : text.slice(0, at))
  if (days === null) return null
  if (at < 0) return days * microsPerDay
  const match = timePattern.exec(text.slice(at + 1))
  if (match === null) return null
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)]
  if (hour > 23 || minute > 59 || second > 59) return null
  const micros = Number((match[4] ?? '').padEnd(6, '0'))
  const ofSecond = days * microsPerDay + ((hour * 60 + minute) * 60 + second) * 1_000_000
  return Math.abs(ofSecond) < maxExactMicros || micros % 1000 === 0 ? ofSecond + micros : null
}

/**
 * Milliseconds of microseconds, rounded down as Spark does. Where microseconds are no longer exact, the nearest: so that every millisecond comes back as it went in.
 */
export function millisOfMicros(micros: number): number {
  return Math.abs(micros) <= maxExactMicros ? Math.floor(micros / 1000) : Math.round(micros / 1000)
}

/** The ISO text of microseconds since 1970 without a zone: `2026-11-23T10:00:00`, with a fraction only if there is one. */
export function isoLocalOfMicros(micros: number): string {
  const millis = millisOfMicros(micros)
  const finer = Math.abs(micros) <= maxExactMicros ? micros - millis * 1000 : 0
  const days = Math.floor(millis / 86_400_000)
  const ofDay = millis - days * 86_400_000
  const seconds = Math.floor(ofDay / 1000)
  const fraction = (ofDay - seconds * 1000) * 1000 + finer
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  const tail = fraction === 0 ? '' : `.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`
  return `${isoDateOfDays(days)}T${time}${tail}`
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar; months count from March, so that the leap day is the last of its year. */
function daysOfCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

function civilOfDays(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}

function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, '0')
  return `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(4, '0')}`
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n)
}
