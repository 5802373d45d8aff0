import { IllegalArgumentException } from '../../../errors/streamkit-error.ts'
import type { OffsetForm, PatternElement, PatternField, TextField } from './pattern-element.ts'

/** What a pattern is compiled for: Spark allows fewer letters when it parses. */
export type PatternUse = 'parse' | 'format'

const weekBased = 'YWwuec'
const unsupported = 'ABnNp'
const unsupportedInParsing = 'EFqQ'
/** Runs of letters that are too long: narrow texts, and years that Java cannot print. */
const tooLong = ['GGGGG', 'MMMMM', 'LLLLL', 'EEEEE', 'QQQQQ', 'qqqqq', 'yyyyyyy']

/**
 * Reads a Spark datetime pattern.
 *
 * @throws IllegalArgumentException INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN (Y W w u e c),
 * INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER (A B n N p; E F q Q in parsing), INVALID_DATETIME_PATTERN.LENGTH (a narrow text), or
 * INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION (anything else that is no pattern, but was one in Spark 2), or
 * INVALID_DATETIME_PATTERN.WITH_SUGGESTION (what never was one)
 */
export function compilePattern(pattern: string, use: PatternUse): readonly PatternElement[] {
  refuseLetters(pattern, use)
  const hasEra = pattern.split("'").some((part, i) => i % 2 === 0 && part.includes('G'))
  const stack: PatternElement[][] = [[]]
  const top = (): PatternElement[] => stack[stack.length - 1] as PatternElement[]
  const fail = (): never => {
    if (!isLegacyPattern(pattern))
      throw new IllegalArgumentException('INVALID_DATETIME_PATTERN.WITH_SUGGESTION', { pattern })
    throw new IllegalArgumentException('INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION', { pattern })
  }
  const close = (): void => {
    const elements = stack.pop() as PatternElement[]
    top().push({ kind: 'optional', elements: reserveAdjacent(elements) })
  }
  for (let at = 0; at < pattern.length; ) {
    const c = pattern[at] as string
    if (/[A-Za-z]/.test(c)) {
      let end = at
      while (pattern[end] === c) end++
      const element = letters({ letter: c, count: end - at, hasEra, use })
      if (element === null) fail()
      else top().push(element)
      at = end
    } else if (c === "'") {
      const quoted = readQuoted(pattern, at)
      if (quoted === null) return fail()
      if (quoted.text !== '') top().push({ kind: 'literal', text: quoted.text })
      at = quoted.end
    } else {
      if (c === '[') stack.push([])
      else if (c === ']') stack.length > 1 ? close() : fail()
      else if (c === '{' || c === '}' || c === '#') fail()
      else top().push({ kind: 'literal', text: c })
      at++
    }
  }
  // Java closes what is left open
  while (stack.length > 1) close()
  return reserveAdjacent(top())
}

function refuseLetters(pattern: string, use: PatternUse): void {
  for (const [i, part] of pattern.split("'").entries()) {
    if (i % 2 === 1) continue
    for (const c of part) {
      if (weekBased.includes(c)) {
        throw new IllegalArgumentException('INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN', { c })
      }
    }
    for (const c of part) {
      if (unsupported.includes(c) || (use === 'parse' && unsupportedInParsing.includes(c))) {
        throw new IllegalArgumentException('INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER', { c, pattern })
      }
    }
    const long = tooLong.find((style) => part.includes(style))
    if (long !== undefined) throw new IllegalArgumentException('INVALID_DATETIME_PATTERN.LENGTH', { pattern })
  }
}

const legacyLetters = /^[GyYMLdDhHkKmsSEuFwWazZX]$/

/** Whether Java's SimpleDateFormat takes a pattern: Spark then says that it was a pattern once. */
function isLegacyPattern(pattern: string): boolean {
  const parts = pattern.split("'")
  const unquoted = parts.filter((_, i) => i % 2 === 0).join(' ')
  const letters = unquoted.match(/[A-Za-z]/g) ?? []
  return parts.length % 2 === 1 && letters.every((c) => legacyLetters.test(c)) && !unquoted.includes('XXXX')
}

/** The text between quotes; `''` is a quote, inside and outside. Null when the quote is not closed. */
function readQuoted(pattern: string, at: number): { text: string; end: number } | null {
  let text = ''
  for (let i = at + 1; i < pattern.length; i++) {
    if (pattern[i] !== "'") text += pattern[i]
    else if (pattern[i + 1] === "'") {
      text += "'"
      i++
    } else {
      return { text: i === at + 1 ? "'" : text, end: i + 1 }
    }
  }
  return null
}

interface LetterRun {
  readonly letter: string
  readonly count: number
  readonly hasEra: boolean
  readonly use: PatternUse
}

const plainFields: Readonly<Record<string, PatternField>> = {
  d: 'dayOfMonth',
  H: 'hourOfDay',
  k: 'clockHourOfDay',
  h: 'clockHourOfAmPm',
  K: 'hourOfAmPm',
  m: 'minute',
  s: 'second',
}
const textFields: Readonly<Record<string, TextField>> = {
  M: 'month',
  L: 'month',
  Q: 'quarter',
  q: 'quarter',
  E: 'dayOfWeek',
  G: 'era',
}

function letters(run: LetterRun): PatternElement | null {
  const { letter, count } = run
  const plain = plainFields[letter]
  if (plain !== undefined) return count <= 2 ? fixedNumber(plain, count) : null
  switch (letter) {
    case 'y':
      return yearElement(run)
    case 'M':
    case 'L':
    case 'Q':
    case 'q':
      if (count <= 2) return fixedNumber(textFields[letter] as TextField, count)
      return textElement(letter, count)
    case 'E':
    case 'G':
      return textElement(letter, count)
    case 'a':
      return count === 1 ? { kind: 'text', field: 'amPm', full: false } : null
    case 'D':
      if (count === 1) return fixedNumber('dayOfYear', 1)
      if (count > 3) return null
      return {
        kind: 'number',
        field: 'dayOfYear',
        minWidth: count,
        maxWidth: 3,
        sign: 'notNegative',
        subsequentWidth: 0,
      }
    case 'g':
      return {
        kind: 'number',
        field: 'modifiedJulianDay',
        minWidth: count,
        maxWidth: 19,
        sign: 'normal',
        subsequentWidth: 0,
      }
    case 'F':
      return count === 1 ? fixedNumber('alignedDayOfWeekInMonth', 1) : null
    case 'S':
      if (count > 9) return null
      return { kind: 'fraction', min: run.use === 'parse' ? 1 : count, max: count }
    default:
      return zoneElement(letter, count)
  }
}

function yearElement({ count, hasEra }: LetterRun): PatternElement {
  const field = hasEra ? 'yearOfEra' : 'year'
  if (count === 2) return { kind: 'reducedYear', field, subsequentWidth: 0 }
  return {
    kind: 'number',
    field,
    minWidth: count,
    maxWidth: 19,
    sign: count < 4 ? 'normal' : 'exceedsPad',
    subsequentWidth: 0,
  }
}

function textElement(letter: string, count: number): PatternElement {
  return { kind: 'text', field: textFields[letter] as TextField, full: count === 4 }
}

/** One letter: as many digits as there are; two: exactly two. */
function fixedNumber(field: PatternField, count: number): PatternElement {
  return count === 1
    ? { kind: 'number', field, minWidth: 1, maxWidth: 19, sign: 'normal', subsequentWidth: 0 }
    : { kind: 'number', field, minWidth: count, maxWidth: count, sign: 'notNegative', subsequentWidth: 0 }
}

const offsetForms: readonly OffsetForm[] = ['HHmm', 'HHMM', 'HH:MM', 'HHMMss', 'HH:MM:ss']

function zoneElement(letter: string, count: number): PatternElement | null {
  switch (letter) {
    case 'V':
      return count === 2 ? { kind: 'zoneId' } : null
    case 'z':
      return count <= 4 ? { kind: 'zoneName', full: count === 4 } : null
    case 'O':
      return count === 1 || count === 4 ? { kind: 'localizedOffset', full: count === 4 } : null
    case 'Z':
      if (count < 4) return { kind: 'offset', form: 'HHMM', zero: '+0000' }
      if (count === 4) return { kind: 'localizedOffset', full: true }
      return count === 5 ? { kind: 'offset', form: 'HH:MM:ss', zero: 'Z' } : null
    case 'X':
    case 'x': {
      const form = offsetForms[count - 1]
      if (form === undefined) return null
      if (letter === 'X') return { kind: 'offset', form, zero: 'Z' }
      return { kind: 'offset', form, zero: count === 1 ? '+00' : count % 2 === 0 ? '+0000' : '+00:00' }
    }
    default:
      return null
  }
}

/**
 * Numbers without a separator between them: the first one, if its width is open, leaves as many digits as the ones of fixed width
 * behind it need (`yyyyMMdd`).
 */
function reserveAdjacent(elements: readonly PatternElement[]): PatternElement[] {
  const out = [...elements]
  let base = -1
  for (const [i, element] of out.entries()) {
    const width = fixedWidthOf(element)
    if (element.kind !== 'number' && element.kind !== 'reducedYear') {
      base = -1
    } else if (base >= 0 && width !== null) {
      const first = out[base] as typeof element
      out[base] = { ...first, subsequentWidth: first.subsequentWidth + width }
    } else {
      base = i
    }
  }
  return out
}

function fixedWidthOf(element: PatternElement): number | null {
  if (element.kind === 'reducedYear') return 2
  if (element.kind !== 'number' || element.sign !== 'notNegative') return null
  return element.minWidth === element.maxWidth ? element.minWidth : null
}
