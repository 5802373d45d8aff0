import { type TimeZone, utc } from '../time-zone.ts'
import { exactMicros, microsPerDay, microsPerSecond } from '../units.ts'
import { compilePattern, type PatternUse } from './compile-pattern.ts'
import { dateTimeNames } from './datetime-names.ts'
import { formatElements } from './format-elements.ts'
import { type ParsedFields, parseElements } from './parse-elements.ts'
import { patternFields } from './pattern-element.ts'
import { type ResolvedDateTime, resolveFields } from './resolve-fields.ts'

/** A Spark datetime pattern, ready to read and write. */
export interface DateTimePattern {
  /** The instant of a text, in `zone` unless the text names one: microseconds since 1970, or null when it does not have the form. */
  parse(text: string, zone: TimeZone): number | null
  /** The local time of a text, whatever zone it names: microseconds, or null. */
  parseNtz(text: string): number | null
  /** The day of a text: days since 1970, or null. */
  parseDate(text: string): number | null
  /** Writes an instant in a zone. */
  format(micros: number, zone: TimeZone): string
  /** Writes a day. */
  formatDate(days: number): string
  /** Throws now what `parse` or `format` would throw of a pattern that Spark refuses. */
  check(use: PatternUse): void
}

const maxCached = 500
const cache = new Map<string, DateTimePattern>()

/**
 * Prepares a pattern such as `yyyy-MM-dd HH:mm:ss`, once for all that use it. Which letters Spark refuses depends on the use, so a bad
 * pattern is refused by the first `parse` or `format` (or by `check`): see `compilePattern` for the conditions.
 *
 * @param locale of the names of months and days; `en-US` unless given
 */
export function dateTimePattern(pattern: string, locale = 'en-US'): DateTimePattern {
  const key = `${locale} ${pattern}`
  let made = cache.get(key)
  if (made === undefined) {
    // patterns can come from a column: do not keep them for ever
    if (cache.size >= maxCached) cache.clear()
    made = makePattern(pattern, locale)
    cache.set(key, made)
  }
  return made
}

function makePattern(pattern: string, locale: string): DateTimePattern {
  const fields: ParsedFields = { values: new Float64Array(patternFields.length), zone: null }
  let reader: ((text: string, out: ParsedFields) => boolean) | null = null
  let writer: ((micros: number, zone: TimeZone) => string) | null = null
  const read = (text: string): ResolvedDateTime | null => {
    reader ??= parseElements(compilePattern(pattern, 'parse'), dateTimeNames(locale))
    return reader(text, fields) ? resolveFields(fields) : null
  }
  const write = (micros: number, zone: TimeZone): string => {
    writer ??= formatElements(compilePattern(pattern, 'format'), dateTimeNames(locale))
    return writer(micros, zone)
  }
  return {
    parse(text, zone) {
      const found = read(text)
      if (found === null) return null
      const local = found.days * 86_400 + found.secondOfDay
      if (fields.zone === null && found.offsetSeconds !== null) {
        return exactMicros(local - found.offsetSeconds, found.micro)
      }
      const inZone = fields.zone ?? zone
      if (inZone.isUtc) return exactMicros(local, found.micro)
      return exactMicros(inZone.toUtcMicros(local * microsPerSecond) / microsPerSecond, found.micro)
    },
    parseNtz(text) {
      const found = read(text)
      return found === null ? null : exactMicros(found.days * 86_400 + found.secondOfDay, found.micro)
    },
    parseDate(text) {
      return read(text)?.days ?? null
    },
    format: write,
    formatDate: (days) => write(days * microsPerDay, utc),
    check(use) {
      compilePattern(pattern, use)
    },
  }
}
