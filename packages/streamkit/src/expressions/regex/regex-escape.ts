import type { PatternReader } from './pattern-reader.ts'

/** How letters are compared: Java's flag `i` is about ASCII unless `u` is set too. */
export type CaseMode = 'exact' | 'ascii' | 'unicode'

/** What `.` does not match, as the inside of a class. */
export const lineBreaks = '\\n\\r\\u0085\\u2028\\u2029'
const horizontal = ' \\t\\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000'
const vertical = '\\n\\v\\f\\r\\u0085\\u2028\\u2029'
const space = ' \\t\\n\\v\\f\\r'

const classes: Readonly<Record<string, string>> = {
  d: '[0-9]',
  D: '[^0-9]',
  w: '[A-Za-z0-9_]',
  W: '[^A-Za-z0-9_]',
  s: `[${space}]`,
  S: `[^${space}]`,
  h: `[${horizontal}]`,
  H: `[^${horizontal}]`,
  v: `[${vertical}]`,
  V: `[^${vertical}]`,
}

/** `\d` and its like, ASCII as in Java, or null. Usable inside a class too. */
export function predefinedClass(letter: string): string | null {
  return Object.hasOwn(classes, letter) ? (classes[letter] as string) : null
}

/** One character of the pattern as source, by flag `v`. */
export function escapeChar(c: string): string {
  if (/^[A-Za-z0-9_]$/.test(c)) return c
  return `\\u{${(c.codePointAt(0) as number).toString(16)}}`
}

/** One character, matched by a case mode. */
export function foldLiteral(c: string, mode: CaseMode): string {
  if (mode === 'unicode') return `(?i:${escapeChar(c)})`
  if (mode === 'ascii' && /^[A-Za-z]$/.test(c)) return `[${c.toLowerCase()}${c.toUpperCase()}]`
  return escapeChar(c)
}

const controls: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', a: '\x07', e: '\x1b' }

/** The character that an escape stands for; the backslash was read. */
export function readEscapedChar(reader: PatternReader, fail: (reason: string) => never): string {
  const c = reader.next()
  const control = controls[c]
  if (control !== undefined) return control
  switch (c) {
    case '0': {
      const first = reader.takeDigits(/^[0-3]$/, 1)
      const digits = first + reader.takeDigits(/^[0-7]$/, first === '' ? 2 : 2)
      return digits === '' ? fail('illegal octal escape') : String.fromCharCode(Number.parseInt(digits, 8))
    }
    case 'x':
      return reader.take('{')
        ? codePoint(reader.takeUntil('}') ?? '', fail)
        : codePoint(exactly(reader.takeDigits(hexDigit, 2), 2), fail)
    case 'u':
      return unicodeEscape(reader, fail)
    case 'c':
      return reader.atEnd ? fail('nothing behind \\c') : String.fromCharCode(reader.next().charCodeAt(0) ^ 64)
    default:
      // letters without a meaning are kept free by Java
      return /^[A-Za-z]$/.test(c) ? fail(`illegal escape \\${c}`) : c
  }
}

const hexDigit = /^[0-9A-Fa-f]$/

function exactly(digits: string, count: number): string {
  return digits.length === count ? digits : ''
}

function codePoint(hex: string, fail: (reason: string) => never): string {
  const value = /^[0-9A-Fa-f]+$/.test(hex) ? Number.parseInt(hex, 16) : Number.NaN
  return value <= 0x10ffff ? String.fromCodePoint(value) : fail('illegal hexadecimal escape')
}

/** Two escapes of a surrogate pair are one character. */
function unicodeEscape(reader: PatternReader, fail: (reason: string) => never): string {
  const high = codePoint(exactly(reader.takeDigits(hexDigit, 4), 4), fail)
  const code = high.charCodeAt(0)
  if (code < 0xd800 || code > 0xdbff || !reader.looksAt('\\u')) return high
  const low = [2, 3, 4, 5].map((i) => reader.peek(i)).join('')
  if (!/^[dD][c-fC-F][0-9A-Fa-f]{2}$/.test(low)) return high
  reader.take('\\u')
  reader.takeDigits(hexDigit, 4)
  return high + String.fromCharCode(Number.parseInt(low, 16))
}
