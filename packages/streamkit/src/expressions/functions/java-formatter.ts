import { IllegalArgumentException } from '../../errors/streamkit-error.ts'
import { type DataType, isFractional, isIntegral } from '../../types/data-type.ts'
import { decimalToText } from '../numbers/decimal-text.ts'
import { doubleToString, floatToString } from '../numbers/double-to-string.ts'
import { roundToText } from './round-to-text.ts'

/** One `%...` of a format of `java.util.Formatter`. */
interface Specifier {
  /** Index of the argument from 0; -1: the one that the last specifier took. */
  readonly argument: number
  readonly flags: string
  readonly width: number
  readonly precision: number | null
  readonly conversion: string
}

const specifierForm = /%(?:(\d+)\$|(<))?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/y

/** Text, or a place for an argument. */
export type FormatPart = string | Specifier

/** Takes a format apart. */
export function parseFormat(format: string): readonly FormatPart[] {
  const parts: FormatPart[] = []
  let next = 0
  for (let at = 0; at < format.length; ) {
    const percent = format.indexOf('%', at)
    if (percent < 0) {
      parts.push(format.slice(at))
      break
    }
    if (percent > at) parts.push(format.slice(at, percent))
    specifierForm.lastIndex = percent
    const m = specifierForm.exec(format)
    if (m === null) throw badFormat(format)
    const [, position, previous, flags = '', width, precision, conversion = ''] = m
    at = specifierForm.lastIndex
    if (conversion === 'n') parts.push('\n')
    else if (conversion === '%') parts.push(pad('%', { flags, width: Number(width ?? 0) }))
    else {
      const argument = position === undefined ? (previous === undefined ? next++ : -1) : Number(position) - 1
      parts.push({
        argument,
        flags,
        width: Number(width ?? 0),
        precision: precision === undefined ? null : Number(precision),
        conversion,
      })
    }
  }
  return parts
}

function badFormat(format: string): IllegalArgumentException {
  return new IllegalArgumentException('INVALID_FORMAT.MISMATCH_INPUT', { format })
}

/** Writes values by a format. */
export function writeFormat(
  parts: readonly FormatPart[],
  values: readonly unknown[],
  types: readonly DataType[],
): string {
  let text = ''
  let last = -1
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part
      continue
    }
    if (part.argument >= 0) last = part.argument
    const type = types[last]
    if (type === undefined) throw badFormat(`%${last + 1}$${part.conversion}`)
    text += write(part, values[last], type)
  }
  return text
}

function write(specifier: Specifier, value: unknown, type: DataType): string {
  const { conversion, precision } = specifier
  const isUpper = conversion !== conversion.toLowerCase()
  const text = unpadded(specifier, value, type)
  const cut = precision !== null && 'sb'.includes(conversion.toLowerCase()) ? text.slice(0, precision) : text
  return pad(isUpper ? cut.toUpperCase() : cut, specifier)
}

function unpadded(specifier: Specifier, value: unknown, type: DataType): string {
  const kind = specifier.conversion.toLowerCase()
  if (kind === 'b') return value === null ? 'false' : type.kind === 'boolean' ? String(value) : 'true'
  if (value === null) return 'null'
  switch (kind) {
    case 's':
      return textOf(value, type)
    case 'd':
    case 'x':
    case 'o':
      if (isIntegral(type)) return wholeNumber(specifier, BigInt(value as number | bigint), type)
      throw mismatch(specifier, type)
    case 'f':
    case 'e':
      if (isFractional(type) || type.kind === 'decimal') return fraction(specifier, value as number | bigint, type)
      throw mismatch(specifier, type)
    case 'c':
      if (isIntegral(type)) return String.fromCodePoint(Number(value))
      throw mismatch(specifier, type)
    default:
      throw mismatch(specifier, type)
  }
}

function mismatch(specifier: Specifier, type: DataType): IllegalArgumentException {
  return badFormat(`%${specifier.conversion} of ${type.kind}`)
}

function textOf(value: unknown, type: DataType): string {
  switch (type.kind) {
    case 'double':
      return doubleToString(value as number)
    case 'float':
      return floatToString(value as number)
    case 'decimal':
      return decimalToText(value as number | bigint, type.scale)
    default:
      return String(value)
  }
}

const bitsOf: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 }

function wholeNumber(specifier: Specifier, value: bigint, type: DataType): string {
  const kind = specifier.conversion.toLowerCase()
  if (kind === 'd') return signed(specifier, { negative: value < 0n, digits: (value < 0n ? -value : value).toString() })
  const bits = BigInt.asUintN(bitsOf[type.kind] ?? 64, value).toString(kind === 'x' ? 16 : 8)
  const prefix = specifier.flags.includes('#') ? (kind === 'x' ? '0x' : '0') : ''
  return prefix + zeroPad(bits, specifier, prefix.length)
}

function fraction(specifier: Specifier, value: number | bigint, type: DataType): string {
  const precision = specifier.precision ?? 6
  if (typeof value === 'number' && !Number.isFinite(value)) {
    if (Number.isNaN(value)) return 'NaN'
    const sign = value < 0 ? '-' : specifier.flags.includes('+') ? '+' : ''
    return `${sign}Infinity`
  }
  const scale = type.kind === 'decimal' ? type.scale : null
  const negative = value < 0 || Object.is(value, -0)
  if (specifier.conversion.toLowerCase() === 'e') {
    const digits = Math.abs(Number(value) / 10 ** (scale ?? 0))
      .toExponential(precision)
      .replace(/e([+-])(\d)$/, 'e$10$2')
    return signed(specifier, { negative, digits })
  }
  const digits = roundToText(value, { scale, digits: precision, halfEven: false }).replace('-', '')
  return signed(specifier, { negative, digits })
}

function signed(specifier: Specifier, number: { negative: boolean; digits: string }): string {
  const { flags } = specifier
  const { negative } = number
  const digits = flags.includes(',') ? groupDigits(number.digits) : number.digits
  if (negative && flags.includes('(')) return `(${zeroPad(digits, specifier, 2)})`
  const sign = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  return sign + zeroPad(digits, specifier, sign.length)
}

/** Commas between each three digits before the point. */
export function groupDigits(digits: string): string {
  const point = digits.indexOf('.')
  const whole = point < 0 ? digits : digits.slice(0, point)
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (point < 0 ? '' : digits.slice(point))
}

function zeroPad(digits: string, { flags, width }: Specifier, taken: number): string {
  return flags.includes('0') ? digits.padStart(width - taken, '0') : digits
}

function pad(text: string, { flags, width }: { readonly flags: string; readonly width: number }): string {
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width)
}
