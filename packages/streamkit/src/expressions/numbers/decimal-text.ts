import { powerOfTen, type Unscaled } from './decimal-arithmetic.ts'

/** The decimal with all digits of its scale: `1.50`. Never with an exponent. */
export function decimalToText(unscaled: Unscaled, scale: number): string {
  if (scale === 0) return unscaled.toString()
  const negative = unscaled < 0
  const digits = (negative ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const point = digits.length - scale
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** The same as Java's BigDecimal.toString: with an exponent (`7E-10`, `1.5E-8`) where the number begins behind the sixth digit. */
export function decimalToJavaText(unscaled: Unscaled, scale: number): string {
  const negative = unscaled < 0
  const digits = (negative ? -unscaled : unscaled).toString()
  const exponent = digits.length - 1 - scale
  if (exponent >= -6) return decimalToText(unscaled, scale)
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : ''
  return `${negative ? '-' : ''}${digits[0]}${fraction}E${exponent}`
}

/** A number in full: `unscaled` · 10^-`scale`; the scale may be negative. */
export interface ParsedDecimal {
  readonly unscaled: bigint
  readonly scale: number
}

const pattern = /^([+-]?)(\p{Nd}*)(?:\.(\p{Nd}*))?(?:[eE]([+-]?\p{Nd}+))?$/u
const asciiDigits = /^[0-9]*$/

/**
 * Reads what `java.math.BigDecimal` reads after trimming: sign, digits of any script, point, exponent. Null if it is no number.
 */
export function parseDecimalText(text: string): ParsedDecimal | null {
  const match = pattern.exec(trimControl(text))
  if (match === null) return null
  const whole = toAscii(match[2] as string)
  const fraction = toAscii(match[3] ?? '')
  if (whole === '' && fraction === '') return null
  const exponent = match[4] === undefined ? 0 : Number(toAscii(match[4]))
  if (Math.abs(exponent) > 2_147_483_647) return null
  const magnitude = BigInt(whole + fraction)
  return { unscaled: match[1] === '-' ? -magnitude : magnitude, scale: fraction.length - exponent }
}

/** How many digits stand before the point; 0 and fractions have none or less. */
export function integralDigits(parsed: ParsedDecimal): number {
  const digits = parsed.unscaled < 0n ? -parsed.unscaled : parsed.unscaled
  return digits === 0n ? 0 : digits.toString().length - parsed.scale
}

/** The unscaled value at `scale`, rounded half up; exact for what fits 38 digits. */
export function scaleParsed(parsed: ParsedDecimal, scale: number): bigint {
  if (parsed.unscaled === 0n) return 0n
  if (scale >= parsed.scale) return parsed.unscaled * powerOfTen(scale - parsed.scale)
  const drop = parsed.scale - scale
  const magnitude = parsed.unscaled < 0n ? -parsed.unscaled : parsed.unscaled
  const digits = magnitude.toString()
  if (drop > digits.length) return 0n
  const kept = BigInt(digits.slice(0, digits.length - drop) || '0')
  const up = digits.charCodeAt(digits.length - drop) >= 53
  const rounded = up ? kept + 1n : kept
  return parsed.unscaled < 0n ? -rounded : rounded
}

/** What Java's `trim` takes off: everything up to the space. */
export function trimControl(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text.charCodeAt(start) <= 32) start++
  while (end > start && text.charCodeAt(end - 1) <= 32) end--
  return text.slice(start, end)
}

function toAscii(digits: string): string {
  if (asciiDigits.test(digits)) return digits
  let out = ''
  for (const char of digits) out += /[0-9+-]/.test(char) ? char : String(digitValue(char))
  return out
}

/** Decimal digits of Unicode come in runs of ten that begin with their zero. */
function digitValue(char: string): number {
  const code = char.codePointAt(0) as number
  let zero = code
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  // Mathematical digits are five runs in a row: the run is counted from their first zero.
  if (code >= 0x1d7ce && code <= 0x1d7ff) return (code - 0x1d7ce) % 10
  return code - zero
}

/** As `BigDecimal.toString`, what files hold: an exponent only for very small numbers. */
export function decimalToScientificText(unscaled: Unscaled, scale: number): string {
  const digits = (unscaled < 0 ? -unscaled : unscaled).toString()
  const exponent = digits.length - 1 - scale
  if (exponent >= -6) return decimalToText(unscaled, scale)
  const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`
  return `${unscaled < 0 ? '-' : ''}${mantissa}E${exponent}`
}
