import { unreachable } from '../../../errors/invariant.ts'
import { IllegalArgumentException } from '../../../errors/streamkit-error.ts'
import { civilFromDays, dayOfYear, weekdayOf } from '../civil.ts'
import type { TimeZone } from '../time-zone.ts'
import { microsPerDay, microsPerSecond, modifiedJulianEpoch } from '../units.ts'
import type { DateTimeNames } from './datetime-names.ts'
import type { NumberElement, OffsetForm, PatternElement, PatternField } from './pattern-element.ts'
import { zoneNameAt } from './zone-names.ts'

/** One instant, taken apart for a pattern. */
interface Moment {
  readonly micros: number
  readonly zone: TimeZone
  readonly offsetSeconds: number
  readonly days: number
  readonly secondOfDay: number
  readonly microOfSecond: number
  readonly year: number
  readonly month: number
  readonly day: number
}

/** Writes an instant in a zone. */
export function formatElements(
  elements: readonly PatternElement[],
  names: DateTimeNames,
): (micros: number, zone: TimeZone) => string {
  const writers = elements.map((element) => writer(element, names))
  return (micros, zone) => {
    const moment = takeApart(micros, zone)
    let text = ''
    for (const write of writers) text += write(moment)
    return text
  }
}

function takeApart(micros: number, zone: TimeZone): Moment {
  const offset = zone.isUtc ? 0 : zone.offsetMicrosAt(micros)
  const local = micros + offset
  const days = Math.floor(local / microsPerDay)
  const ofDay = local - days * microsPerDay
  const secondOfDay = Math.floor(ofDay / microsPerSecond)
  return {
    micros,
    zone,
    offsetSeconds: offset / microsPerSecond,
    days,
    secondOfDay,
    microOfSecond: ofDay - secondOfDay * microsPerSecond,
    ...civilFromDays(days),
  }
}

type Writer = (moment: Moment) => string

function writer(element: PatternElement, names: DateTimeNames): Writer {
  switch (element.kind) {
    case 'literal':
      return () => element.text
    case 'number':
      return (m) => writeNumber(element, fieldOf(m, element.field))
    case 'reducedYear':
      return (m) => String(Math.abs(fieldOf(m, element.field)) % 100).padStart(2, '0')
    case 'fraction':
      return (m) =>
        String(m.microOfSecond * 1000)
          .padStart(9, '0')
          .slice(0, element.max)
    case 'text': {
      const table = names.names(element.field, element.full)
      return (m) => table[fieldOf(m, element.field)] as string
    }
    case 'offset':
      return (m) => (m.offsetSeconds === 0 ? element.zero : writeOffset(m.offsetSeconds, element.form))
    case 'localizedOffset':
      return (m) => writeLocalizedOffset(m.offsetSeconds, element.full)
    case 'zoneId':
      return (m) => m.zone.name
    case 'zoneName':
      return (m) => zoneNameAt(m.zone, m.micros, element.full)
    case 'optional': {
      const inner = element.elements.map((e) => writer(e, names))
      return (m) => inner.map((write) => write(m)).join('')
    }
    default:
      return unreachable(element, 'datetime pattern')
  }
}

function fieldOf(m: Moment, field: PatternField): number {
  const hour = Math.floor(m.secondOfDay / 3600)
  switch (field) {
    case 'year':
      return m.year
    case 'yearOfEra':
      return m.year > 0 ? m.year : 1 - m.year
    case 'era':
      return m.year > 0 ? 1 : 0
    case 'month':
      return m.month
    case 'dayOfMonth':
      return m.day
    case 'dayOfYear':
      return dayOfYear(m.days)
    case 'modifiedJulianDay':
      return m.days + modifiedJulianEpoch
    case 'dayOfWeek':
      return weekdayOf(m.days) + 1
    case 'alignedDayOfWeekInMonth':
      return ((m.day - 1) % 7) + 1
    case 'quarter':
      return Math.floor((m.month - 1) / 3) + 1
    case 'amPm':
      return hour < 12 ? 0 : 1
    case 'hourOfDay':
      return hour
    case 'clockHourOfDay':
      return hour === 0 ? 24 : hour
    case 'hourOfAmPm':
      return hour % 12
    case 'clockHourOfAmPm':
      return hour % 12 === 0 ? 12 : hour % 12
    case 'minute':
      return Math.floor(m.secondOfDay / 60) % 60
    case 'second':
      return m.secondOfDay % 60
    case 'nano':
      return m.microOfSecond * 1000
    case 'offsetSeconds':
      return m.offsetSeconds
  }
}

function writeNumber(element: NumberElement, value: number): string {
  const digits = String(Math.abs(value))
  if (digits.length > element.maxWidth) {
    throw new IllegalArgumentException('INVALID_DATETIME_PATTERN.LENGTH', { pattern: `${element.field} of ${value}` })
  }
  const plus = element.sign === 'exceedsPad' && value >= 0 && digits.length > element.minWidth
  return (value < 0 ? '-' : plus ? '+' : '') + digits.padStart(element.minWidth, '0')
}

function offsetParts(seconds: number): { sign: string; hours: string; minutes: string; seconds: string } {
  const abs = Math.abs(seconds)
  const two = (n: number): string => String(n).padStart(2, '0')
  return {
    sign: seconds < 0 ? '-' : '+',
    hours: two(Math.floor(abs / 3600)),
    minutes: two(Math.floor(abs / 60) % 60),
    seconds: two(abs % 60),
  }
}

function writeOffset(offsetSeconds: number, form: OffsetForm): string {
  const { sign, hours, minutes, seconds } = offsetParts(offsetSeconds)
  const colon = form.includes(':') ? ':' : ''
  if (form === 'HHmm' && minutes === '00') return sign + hours
  const withSeconds = form.endsWith('ss') && seconds !== '00'
  return `${sign}${hours}${colon}${minutes}${withSeconds ? colon + seconds : ''}`
}

function writeLocalizedOffset(offsetSeconds: number, full: boolean): string {
  if (offsetSeconds === 0) return 'GMT'
  const { sign, hours, minutes, seconds } = offsetParts(offsetSeconds)
  const tail = seconds === '00' ? '' : `:${seconds}`
  if (full) return `GMT${sign}${hours}:${minutes}${tail}`
  return `GMT${sign}${Number(hours)}${minutes === '00' && tail === '' ? '' : `:${minutes}${tail}`}`
}
