import { validDays } from './civil.ts'
import { trimmedEnd, trimmedStart } from './trim-bounds.ts'

/** The most digits of a year in a date. */
const maxYearDigits = 7
const maxInt = 2_147_483_647

/**
 * Reads a date as Spark's cast does: `[+-]yyyy*`, `yyyy-[m]m`, `yyyy-[m]m-[d]d`, the last with anything after a `T` or a space; white space
 * and control characters around it do not count. Days since 1970, or null when the text is no date.
 */
export function parseDate(text: string): number | null {
  let at = trimmedStart(text)
  const end = trimmedEnd(text, at)
  if (at === end) return null
  let sign = 1
  const first = text.charCodeAt(at)
  if (first === 0x2d || first === 0x2b) {
    sign = first === 0x2d ? -1 : 1
    at++
  }
  let year = 1
  let month = 1
  let segment = 0
  let value = 0
  let digits = 0
  for (; at < end; at++) {
    const c = text.charCodeAt(at)
    if (c === 0x20 || c === 0x54) break
    if (c === 0x2d && segment < 2) {
      if (!validDigits(segment, digits)) return null
      if (segment === 0) year = value
      else month = value
      segment++
      value = 0
      digits = 0
    } else if (c >= 0x30 && c <= 0x39) {
      value = value * 10 + (c - 0x30)
      digits++
    } else {
      return null
    }
  }
  if (!validDigits(segment, digits)) return null
  // only a whole date may have something behind it
  if (segment < 2 && at < end) return null
  const days = segment === 0 ? validDays(sign * value, 1, 1) : validFrom(sign * year, month, { segment, value })
  return days === null || days > maxInt || days < -maxInt - 1 ? null : days
}

function validFrom(year: number, month: number, last: { segment: number; value: number }): number | null {
  return last.segment === 1 ? validDays(year, last.value, 1) : validDays(year, month, last.value)
}

function validDigits(segment: number, digits: number): boolean {
  return segment === 0 ? digits >= 4 && digits <= maxYearDigits : digits > 0 && digits <= 2
}
