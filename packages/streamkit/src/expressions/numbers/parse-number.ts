// Texts as Spark's casts read them. Null: not a number of this type. Allocation-free for the usual case: readers call these per cell.

/** White space and control characters of ASCII are taken off both ends; a no-break space is not. */
function isTrimmed(code: number): boolean {
  return code <= 32 || code === 127
}

/** The text without ASCII white space and control characters around it. */
export function trimAscii(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isTrimmed(text.charCodeAt(start))) start++
  while (end > start && isTrimmed(text.charCodeAt(end - 1))) end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

/** An integer of up to 15 digits or so, as a number; NaN if the text is no integer, infinite if it has too many digits. */
function parseInteger(text: string, allowFraction: boolean): number {
  let i = 0
  let end = text.length
  while (i < end && isTrimmed(text.charCodeAt(i))) i++
  while (end > i && isTrimmed(text.charCodeAt(end - 1))) end--
  if (i === end) return Number.NaN
  const sign = text.charCodeAt(i)
  if (sign === 45 || sign === 43) i++
  if (i === end) return Number.NaN
  let value = 0
  for (; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code === 46 && allowFraction) return isDigits(text, i + 1, end) ? signed(value, sign) : Number.NaN
    if (code < 48 || code > 57) return Number.NaN
    value = value * 10 + (code - 48)
    if (value > Number.MAX_SAFE_INTEGER) value = Number.POSITIVE_INFINITY
  }
  return signed(value, sign)
}

function signed(value: number, sign: number): number {
  return sign === 45 ? 0 - value : value
}

function isDigits(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    if (code < 48 || code > 57) return false
  }
  return true
}

/** Whether a cast from text may drop a fraction: `'1.5'` is 1 with ANSI off, an error with ANSI on. */
export interface IntegerTextOptions {
  readonly allowFraction: boolean
}

const exact: IntegerTextOptions = { allowFraction: false }

/** Text of a 32-bit integer: `' 12 '` is 12. */
export function parseInt32(text: string, options: IntegerTextOptions = exact): number | null {
  const value = parseInteger(text, options.allowFraction)
  return value >= -2147483648 && value <= 2147483647 ? value : null
}

/** Text of a 16-bit integer. */
export function parseInt16(text: string, options: IntegerTextOptions = exact): number | null {
  const value = parseInteger(text, options.allowFraction)
  return value >= -32768 && value <= 32767 ? value : null
}

/** Text of an 8-bit integer. */
export function parseInt8(text: string, options: IntegerTextOptions = exact): number | null {
  const value = parseInteger(text, options.allowFraction)
  return value >= -128 && value <= 127 ? value : null
}

/** Text of a 64-bit integer that must be a safe integer; null beyond. */
export function parseSafeInt64(text: string, options: IntegerTextOptions = exact): number | null {
  const value = parseInteger(text, options.allowFraction)
  return Number.isSafeInteger(value) ? value : null
}

/** Text of a 64-bit integer, exact. */
export function parseInt64(text: string, options: IntegerTextOptions = exact): bigint | null {
  const small = parseInteger(text, options.allowFraction)
  if (Number.isSafeInteger(small)) return BigInt(small)
  if (Number.isNaN(small)) return null
  const digits = trimAscii(text)
  const whole = digits.includes('.') ? digits.slice(0, digits.indexOf('.')) : digits
  const value = BigInt(whole.startsWith('+') ? whole.slice(1) : whole)
  return BigInt.asIntN(64, value) === value ? value : null
}

const javaDouble = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/
const javaHexDouble = /^([+-]?)0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)[dDfF]?$/

/**
 * Text of a double as Java reads it: `1e3`, `.5`, `1d`, `NaN`, `Infinity`, and Spark's `inf` in any case.
 */
export function parseDouble(text: string): number | null {
  const trimmed = trimAscii(text)
  if (javaDouble.test(trimmed)) {
    const last = trimmed.charCodeAt(trimmed.length - 1) | 32
    return Number(last === 100 || last === 102 ? trimmed.slice(0, -1) : trimmed)
  }
  switch (trimmed.toLowerCase()) {
    case 'nan':
      return Number.NaN
    case 'inf':
    case '+inf':
    case 'infinity':
    case '+infinity':
      return Number.POSITIVE_INFINITY
    case '-inf':
    case '-infinity':
      return Number.NEGATIVE_INFINITY
    default:
      return parseHexDouble(trimmed)
  }
}

function parseHexDouble(text: string): number | null {
  const match = javaHexDouble.exec(text)
  if (match === null || (match[2] === '' && match[3] === '')) return null
  const fraction = match[3] as string
  const mantissa = Number(`0x${match[2]}${fraction}`)
  const value = mantissa * 2 ** (Number(match[4]) - 4 * fraction.length)
  return match[1] === '-' ? -value : value
}

/** Text of a boolean: t, true, y, yes, 1 and f, false, n, no, 0 in any case. */
export function parseBoolean(text: string): boolean | null {
  switch (trimAscii(text).toLowerCase()) {
    case 't':
    case 'true':
    case 'y':
    case 'yes':
    case '1':
      return true
    case 'f':
    case 'false':
    case 'n':
    case 'no':
    case '0':
      return false
    default:
      return null
  }
}
