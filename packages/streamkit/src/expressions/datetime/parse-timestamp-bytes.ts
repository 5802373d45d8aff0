import { validDays } from './civil.ts'
import type { TimeZone } from './time-zone.ts'
import { microsPerSecond } from './units.ts'

/**
 * Reads `yyyy-MM-dd[ T]HH:mm:ss[.SSSSSS][Z]` straight from UTF-8, the form that nearly every cell has.
 *
 * @returns microseconds since 1970 UTC, or null for any other text: then decode it and let `parseTimestamp` judge
 */
export function parseTimestampBytes(
  bytes: Uint8Array,
  range: { start: number; end: number },
  zone: TimeZone,
): number | null {
  const { start, end } = range
  const days = parseDateBytes(bytes, start, start + 10)
  if (days === null || end - start < 19 || end > bytes.length) return null
  const separator = bytes[start + 10]
  if ((separator !== 0x20 && separator !== 0x54) || bytes[start + 13] !== 0x3a || bytes[start + 16] !== 0x3a)
    return null
  const hour = pair(bytes, start + 11)
  const minute = pair(bytes, start + 14)
  const second = pair(bytes, start + 17)
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return null
  let at = start + 19
  let fraction = 0
  if (at < end && bytes[at] === 0x2e) {
    let unit = 100_000
    for (at++; at < end; at++) {
      const digit = (bytes[at] as number) - 0x30
      if (digit < 0 || digit > 9) break
      // behind the sixth digit this adds nothing: cut off, as Spark does
      fraction += digit * unit
      unit = unit > 1 ? unit / 10 : 0
    }
  }
  const inUtc = end - at === 1 && bytes[at] === 0x5a
  if (at !== end && !inUtc) return null
  const local = (days * 86_400 + hour * 3600 + minute * 60 + second) * microsPerSecond
  const micros = (inUtc || zone.isUtc ? local : zone.toUtcMicros(local)) + fraction
  return Number.isSafeInteger(micros) ? micros : null
}

/** Reads `yyyy-MM-dd` straight from UTF-8: days since 1970, or null for any other text (let `parseDate` judge). */
export function parseDateBytes(bytes: Uint8Array, start: number, end: number): number | null {
  if (end - start !== 10 || end > bytes.length || bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return null
  const century = pair(bytes, start)
  const year = pair(bytes, start + 2)
  if (century < 0 || year < 0) return null
  return validDays(century * 100 + year, pair(bytes, start + 5), pair(bytes, start + 8))
}

/** Two digits as a number, or -1. */
function pair(bytes: Uint8Array, at: number): number {
  const high = (bytes[at] as number) - 0x30
  const low = (bytes[at + 1] as number) - 0x30
  return high < 0 || high > 9 || low < 0 || low > 9 ? -1 : high * 10 + low
}
