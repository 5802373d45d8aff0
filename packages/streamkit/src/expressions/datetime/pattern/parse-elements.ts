import { unreachable } from '../../../errors/invariant.ts'
import { findTimeZone, type TimeZone } from '../time-zone.ts'
import { isShortZoneId, parseOffsetSeconds } from '../zone-id.ts'
import type { DateTimeNames } from './datetime-names.ts'
import {
  type NumberElement,
  type OffsetForm,
  type PatternElement,
  type PatternField,
  patternFields,
} from './pattern-element.ts'
import { zoneIdOfName } from './zone-names.ts'

/** What was read so far. A field that was not read is NaN. */
export interface ParsedFields {
  readonly values: Float64Array
  zone: TimeZone | null
}

/** Where a field is kept in {@link ParsedFields}. */
export const fieldIndex: Readonly<Record<PatternField, number>> = Object.fromEntries(
  patternFields.map((field, i) => [field, i]),
) as Record<PatternField, number>

/** Reads from `at`; gives the index behind what was read, or -1. */
type Reader = (text: string, at: number, out: ParsedFields) => number

/** Reads a whole text by a pattern, strictly as Java does. `out` is overwritten; false when the text does not have the form. */
export function parseElements(
  elements: readonly PatternElement[],
  names: DateTimeNames,
): (text: string, out: ParsedFields) => boolean {
  const read = sequence(elements, names)
  return (text, out) => {
    out.values.fill(Number.NaN)
    out.zone = null
    return read(text, 0, out) === text.length
  }
}

function sequence(elements: readonly PatternElement[], names: DateTimeNames): Reader {
  const readers = elements.map((element) => reader(element, names))
  return (text, start, out) => {
    let at = start
    for (const read of readers) {
      at = read(text, at, out)
      if (at < 0) return -1
    }
    return at
  }
}

function reader(element: PatternElement, names: DateTimeNames): Reader {
  switch (element.kind) {
    case 'literal':
      return readLiteral(element.text)
    case 'number':
      return readNumber(element)
    case 'reducedYear':
      return readReducedYear(element)
    case 'fraction':
      return readFraction(element.min, element.max)
    case 'text':
      return readText(element.field, names.names(element.field, element.full))
    case 'offset':
      return readOffset(element.form, element.zero)
    case 'localizedOffset':
      return readLocalizedOffset(element.full)
    case 'zoneId':
      return readZone((id) => (isShortZoneId(id) ? null : id))
    case 'zoneName':
      return readZone(zoneIdOfName)
    case 'optional':
      return readOptional(sequence(element.elements, names))
    default:
      return unreachable(element, 'datetime pattern')
  }
}

/** A field that comes twice must have one value. */
function put(out: ParsedFields, index: number, value: number): boolean {
  const old = out.values[index] as number
  if (!Number.isNaN(old) && old !== value) return false
  out.values[index] = value
  return true
}

function readLiteral(literal: string): Reader {
  const folded = literal.toLowerCase()
  return (text, at) => {
    const end = at + literal.length
    if (text.startsWith(literal, at)) return end
    return text.slice(at, end).toLowerCase() === folded ? end : -1
  }
}

/** How many digits stand at `at`, at most `most`. */
function digitsAt(text: string, at: number, most: number): number {
  let end = at
  while (end < text.length && end - at < most) {
    const c = text.charCodeAt(end)
    if (c < 0x30 || c > 0x39) break
    end++
  }
  return end - at
}

function readNumber(element: NumberElement): Reader {
  const { minWidth, maxWidth, sign, subsequentWidth } = element
  const index = fieldIndex[element.field]
  return (text, start, out) => {
    const first = text[start]
    const signed = first === '+' || first === '-'
    // a plus sign is only for years that are longer than usual
    if (signed && (sign === 'notNegative' || (first === '+' && sign === 'normal'))) return -1
    const at = signed ? start + 1 : start
    let width = digitsAt(text, at, maxWidth + subsequentWidth)
    if (subsequentWidth > 0) width = Math.max(minWidth, width - subsequentWidth)
    if (width < minWidth || digitsAt(text, at, width) < width) return -1
    const value = Number(text.slice(at, at + width))
    if (first === '-' && value === 0) return -1
    if (sign === 'exceedsPad' && (first === '+' ? width <= minWidth : !signed && width > minWidth)) return -1
    return put(out, index, first === '-' ? -value : value) ? at + width : -1
  }
}

function readReducedYear(element: PatternElement & { kind: 'reducedYear' }): Reader {
  const index = fieldIndex[element.field]
  return (text, at, out) => {
    if (digitsAt(text, at, 2) < 2) return -1
    return put(out, index, 2000 + Number(text.slice(at, at + 2))) ? at + 2 : -1
  }
}

function readFraction(min: number, max: number): Reader {
  return (text, at, out) => {
    const width = digitsAt(text, at, max)
    if (width < min) return -1
    return put(out, fieldIndex.nano, Number(text.slice(at, at + width).padEnd(9, '0'))) ? at + width : -1
  }
}

function readText(field: PatternField, names: readonly string[]): Reader {
  const candidates = names
    .map((name, value) => ({ folded: name.toLowerCase(), value }))
    .filter((c) => c.folded !== '')
    .sort((a, b) => b.folded.length - a.folded.length)
  const index = fieldIndex[field]
  return (text, at, out) => {
    for (const { folded, value } of candidates) {
      const end = at + folded.length
      if (text.slice(at, end).toLowerCase() === folded) return put(out, index, value) ? end : -1
    }
    return -1
  }
}

const offsetTexts: Readonly<Record<OffsetForm, RegExp>> = {
  HHmm: /[+-]\d\d(?:\d\d)?/y,
  HHMM: /[+-]\d{4}/y,
  'HH:MM': /[+-]\d\d:\d\d/y,
  HHMMss: /[+-]\d{4}(?:\d\d)?/y,
  'HH:MM:ss': /[+-]\d\d:\d\d(?::\d\d)?/y,
}

function readOffset(form: OffsetForm, zero: string): Reader {
  const pattern = offsetTexts[form]
  return (text, at, out) => {
    const found = matchAt(pattern, text, at)
    if (found !== null) {
      const seconds = parseOffsetSeconds(found)
      return seconds !== null && put(out, fieldIndex.offsetSeconds, seconds) ? at + found.length : -1
    }
    const end = at + zero.length
    if (text.slice(at, end).toUpperCase() !== zero) return -1
    return put(out, fieldIndex.offsetSeconds, 0) ? end : -1
  }
}

function readLocalizedOffset(full: boolean): Reader {
  const pattern = full ? /GMT(?:([+-]\d\d:\d\d(?::\d\d)?))?/iy : /GMT(?:([+-]\d{1,2}(?::\d\d(?::\d\d)?)?))?/iy
  return (text, at, out) => {
    const found = matchAt(pattern, text, at)
    if (found === null) return -1
    const offset = found.slice(3).replace(/^([+-])(\d):/, '$10$2:')
    const seconds = offset === '' ? 0 : parseOffsetSeconds(offset)
    return seconds !== null && put(out, fieldIndex.offsetSeconds, seconds) ? at + found.length : -1
  }
}

/** An offset without its colon or minutes, behind a prefix or not. */
const shortOffset = /^(?:UTC|GMT|UT)?[+-](?!\d\d:\d\d(?::\d\d)?$)/
const zoneRun = /[A-Za-z0-9~/._+:-]+/y

/** The longest run of characters that is the id of a zone. */
function readZone(idOf: (name: string) => string | null): Reader {
  return (text, at, out) => {
    const run = matchAt(zoneRun, text, at)
    if (run === null) return -1
    // Java reads +01:00 and +01:00:00 here, and nothing shorter
    const shortest = /[+-]/.test(run[0] as string) ? 6 : 1
    for (let length = run.length; length >= shortest; length--) {
      const id = idOf(run.slice(0, length))
      const zone = id === null || shortOffset.test(id) ? null : findTimeZone(id)
      if (zone !== null) {
        out.zone = zone
        return at + length
      }
    }
    return -1
  }
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}

function readOptional(read: Reader): Reader {
  return (text, at, out) => {
    const values = out.values.slice()
    const zone = out.zone
    const end = read(text, at, out)
    if (end >= 0) return end
    out.values.set(values)
    out.zone = zone
    return at
  }
}
