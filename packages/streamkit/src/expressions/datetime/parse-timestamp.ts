import { civilFromDays, daysOfMicros, validDays } from './civil.ts'
import { findTimeZone, type TimeZone } from './time-zone.ts'
import { trimmedEnd, trimmedStart } from './trim-bounds.ts'
import { exactMicros, fitsLong, microsPerSecond } from './units.ts'

/**
 * Reads a timestamp as Spark's cast does: `yyyy*`, `yyyy-[m]m`, `yyyy-[m]m-[d]d`, then after `T` or a space `[h]h`, `[h]h:[m]m` or
 * `[h]h:[m]m:[s]s[.fraction][zone]`; digits behind the sixth of the fraction are cut off. `[h]h:[m]m…` alone (or `T[h]h…`) is a time of
 * today, which needs `nowMicros`; without it such a text is no timestamp.
 *
 * @param zone of texts that name none
 * @returns microseconds since 1970 UTC, or null when the text is no timestamp
 * @throws ExecutionException DATETIME_OVERFLOW for a microsecond so far off that a column cannot hold it
 */
export function parseTimestamp(text: string, zone: TimeZone, nowMicros: number | null = null): number | null {
  if (!scan(text)) return null
  let inZone: TimeZone = zone
  if (zoneText !== null) {
    const found = findTimeZone(zoneText)
    if (found === null) return null
    inZone = found
  }
  if (justTime && nowMicros !== null) {
    const today = civilFromDays(daysOfMicros(nowMicros + inZone.offsetMicrosAt(nowMicros)))
    segments[0] = today.year
    segments[1] = today.month
    segments[2] = today.day
  } else if (justTime) {
    return null
  }
  return instantOf(inZone)
}

/**
 * The same without a zone: local microseconds; a time alone is null. A zone in the text is checked and ignored (casts), or makes the text
 * none (`allowZone` false: readers of files).
 */
export function parseTimestampNtz(text: string, allowZone = true): number | null {
  if (!scan(text) || justTime) return null
  if (zoneText !== null && (!allowZone || findTimeZone(zoneText) === null)) return null
  return instantOf(null)
}

// Results of the scan, kept outside so that a cell allocates nothing: year, month, day, hour, minute, second, microsecond.
const segments = new Float64Array(8)
let zoneText: string | null = null
let justTime = false

function instantOf(zone: TimeZone | null): number | null {
  const days = validDays(segments[0] as number, segments[1] as number, segments[2] as number)
  const hour = segments[3] as number
  const minute = segments[4] as number
  const second = segments[5] as number
  if (days === null || hour > 23 || minute > 59 || second > 59) return null
  const localSeconds = days * 86_400 + hour * 3600 + minute * 60 + second
  const seconds =
    zone === null || zone.isUtc
      ? localSeconds
      : // far from 1970 the product is not exact, but nearer than half a second
        Math.round(zone.toUtcMicros(localSeconds * microsPerSecond) / microsPerSecond)
  return fitsLong(seconds, segments[6] as number) ? exactMicros(seconds, segments[6] as number) : null
}

function validDigits(segment: number, digits: number): boolean {
  if (segment === 0) return digits >= 4 && digits <= 6
  return segment === 6 || (segment === 7 ? digits <= 2 : digits > 0 && digits <= 2)
}

/** Which segment a separator ends and which one it opens, or -1 where it may not stand. */
function nextSegment(segment: number, code: number): number {
  switch (segment) {
    case 0:
    case 1:
      return code === 0x2d ? segment + 1 : -1
    case 2:
      return code === 0x20 || code === 0x54 ? 3 : -1
    case 3:
    case 4:
      return code === 0x3a ? segment + 1 : -1
    case 5:
      return code === 0x2e ? 6 : 7
    case 6:
      return 7
    default:
      return -1
  }
}

function scan(text: string): boolean {
  let at = trimmedStart(text)
  const end = trimmedEnd(text, at)
  if (at === end) return false
  segments.fill(0)
  segments[1] = 1
  segments[2] = 1
  zoneText = null
  justTime = false
  let sign = 0
  const first = text.charCodeAt(at)
  if (first === 0x2d || first === 0x2b) {
    sign = first === 0x2d ? -1 : 1
    at++
  }
  let segment = 0
  let value = 0
  let digits = 0
  let fractionDigits = 0
  for (; at < end; at++) {
    const c = text.charCodeAt(at)
    if (c >= 0x30 && c <= 0x39) {
      if (segment !== 6 || digits < 6) {
        value = value * 10 + (c - 0x30)
        if (segment === 6) fractionDigits++
      }
      digits++
      continue
    }
    if (at === 0 && c === 0x54) {
      justTime = true
      segment = 3
      continue
    }
    let next = nextSegment(segment, c)
    if (segment === 0 && c === 0x3a && sign === 0) {
      // hh:mm without a date: what was read as a year is the hour
      justTime = true
      segment = 3
      next = 4
    }
    if (next < 0 || !validDigits(segment, digits)) return false
    segments[segment] = value
    value = 0
    digits = 0
    segment = next
    if (segment === 7) {
      zoneText = text.slice(at, end).trim()
      break
    }
  }
  if (!validDigits(segment, digits)) return false
  segments[segment] = value
  if (sign !== 0) segments[0] = (segments[0] as number) * sign
  for (; fractionDigits < 6; fractionDigits++) segments[6] = (segments[6] as number) * 10
  return true
}
