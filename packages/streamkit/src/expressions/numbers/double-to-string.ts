/**
 * Text of a double as Spark (Java 17) writes it: `1.0`, `1.0E7` from 10^7 up, `1.0E-4` below 10^-3, `NaN`, `-Infinity`.
 *
 * Java 17 does not always give the shortest digits (10^23 is `9.999999999999999E22`); where the shortest text could differ, the digits
 * are developed as Java's specification of that release does it.
 */
export function doubleToString(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const size = Math.abs(value)
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value)
    // Up to 15 digits only one decimal lies that near: any correct algorithm finds it.
    if (text.length <= 16) return text.includes('.') ? text : `${text}.0`
  }
  return (value < 0 ? '-' : '') + layOut(developDigits(doubleParts(size)))
}

/** The same for a float, whose value is given as a double: fewer digits tell floats apart. */
export function floatToString(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  return (value < 0 ? '-' : '') + layOut(developDigits(floatParts(Math.abs(value))))
}

/** value = fraction · 2^(exponent - 52), the fraction having bit 52 set; `significantBits` of it came from the number. */
interface BinaryParts {
  readonly fraction: bigint
  readonly exponent: number
  readonly significantBits: number
}
/** 0.d1d2d3... · 10^exponent */
interface DecimalDigits {
  readonly digits: string
  readonly exponent: number
}

const fractionBits = 52
const view = new DataView(new ArrayBuffer(8))

function doubleParts(value: number): BinaryParts {
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const exponent = Number(bits >> 52n) & 0x7ff
  const fraction = bits & 0xfffffffffffffn
  if (exponent > 0) return { fraction: fraction | (1n << 52n), exponent: exponent - 1023, significantBits: 53 }
  const length = bitLength(fraction)
  const shift = fractionBits + 1 - length
  return { fraction: fraction << BigInt(shift), exponent: 1 - shift - 1023, significantBits: length }
}

function floatParts(value: number): BinaryParts {
  view.setFloat32(0, value)
  const bits = view.getUint32(0)
  const exponent = (bits >>> 23) & 0xff
  const fraction = BigInt(bits & 0x7fffff)
  if (exponent > 0) {
    return { fraction: (fraction | (1n << 23n)) << 29n, exponent: exponent - 127, significantBits: 24 }
  }
  const length = bitLength(fraction)
  const shift = 24 - length
  return { fraction: (fraction << BigInt(shift)) << 29n, exponent: 1 - shift - 127, significantBits: length }
}

function developDigits(parts: BinaryParts): DecimalDigits {
  const { fraction, exponent, significantBits } = parts
  const tailZeros = bitLength(fraction & -fraction) - 1
  const usedBits = fractionBits + 1 - tailZeros
  const tinyBits = Math.max(0, usedBits - exponent - 1)
  if (tinyBits === 0 && exponent <= 62 && exponent >= -21 && usedBits < 64) {
    const insignificant = exponent > significantBits ? insignificantDigits(exponent - significantBits - 1) : 0
    const shift = BigInt(exponent - fractionBits)
    return integerDigits(shift >= 0n ? fraction << shift : fraction >> -shift, insignificant)
  }
  return divideDigits({ ...parts, fraction: fraction >> BigInt(tailZeros) }, usedBits, tinyBits)
}

/** How many low decimal digits an integer has that its bits say nothing about. */
function insignificantDigits(power: number): number {
  return power > 1 && power < 64 ? Math.floor(power * Math.log10(2)) : 0
}

function integerDigits(value: bigint, insignificant: number): DecimalDigits {
  const scale = 10n ** BigInt(insignificant)
  let kept = value / scale
  if (insignificant > 0 && value % scale >= scale / 2n) kept++
  const text = kept.toString()
  const digits = text.replace(/0+$/, '')
  return { digits, exponent: text.length + insignificant }
}

/** Long division that stops as soon as the rest is less than half the distance to the neighbouring numbers. */
function divideDigits(
  { fraction, exponent, significantBits }: BinaryParts,
  usedBits: number,
  tinyBits: number,
): DecimalDigits {
  let decimalExponent = estimateDecimalExponent(fraction, usedBits, exponent)
  const fives = Math.max(0, -decimalExponent)
  const scaleFives = Math.max(0, decimalExponent)
  let twos = fives + tinyBits + exponent
  let scaleTwos = scaleFives + tinyBits
  let marginTwos = twos - significantBits
  twos -= usedBits - 1
  const shared = Math.min(twos, scaleTwos)
  twos -= shared
  scaleTwos -= shared
  marginTwos -= shared
  if (usedBits === 1) marginTwos -= 1
  if (marginTwos < 0) {
    twos -= marginTwos
    scaleTwos -= marginTwos
    marginTwos = 0
  }
  const scale = (5n ** BigInt(scaleFives)) << BigInt(scaleTwos)
  const ten = scale * 10n
  let rest = (fraction * 5n ** BigInt(fives)) << BigInt(twos)
  let margin = (5n ** BigInt(fives)) << BigInt(marginTwos)
  const word = wordSize(usedBits + twos, fives, { bits: scaleTwos + 1, fives: scaleFives + 1 })
  const wrap = (value: bigint) => (word === null ? value : BigInt.asIntN(word, value))

  let digits = ''
  let low = false
  let high = false
  const next = (): bigint => {
    const digit = rest / scale
    rest = 10n * (rest % scale)
    margin = wrap(margin * 10n)
    // In machine words the margin may overflow: it is larger than the rest then.
    const overflown = margin <= 0n && digits !== ''
    low = overflown || rest < margin
    high = overflown || (word === null ? rest + margin >= ten : wrap(rest + margin) > ten)
    return digit
  }
  const first = next()
  if (first === 0n && !high) decimalExponent -= 1
  else digits = first.toString()
  // Java writes at least one digit after the point, and asks for it before it knows whether it is needed.
  if (decimalExponent < -3 || decimalExponent >= 8) {
    low = false
    high = false
  }
  while (!low && !high) digits += next().toString()
  const roundsUp = high && (!low || isAboveHalf(wrap(rest * 2n - ten), digits))
  return roundsUp ? roundUp(digits, decimalExponent + 1) : { digits, exponent: decimalExponent + 1 }
}

function isAboveHalf(difference: bigint, digits: string): boolean {
  return difference === 0n ? (digits.charCodeAt(digits.length - 1) & 1) === 1 : difference > 0n
}

function roundUp(digits: string, exponent: number): DecimalDigits {
  let i = digits.length - 1
  while (i >= 0 && digits[i] === '9') i--
  if (i < 0) return { digits: `1${'0'.repeat(digits.length - 1)}`, exponent: exponent + 1 }
  const raised = String.fromCharCode(digits.charCodeAt(i) + 1)
  return { digits: digits.slice(0, i) + raised + '0'.repeat(digits.length - 1 - i), exponent }
}

/** floor(log10(value)), or one off, as Java estimates it. */
function estimateDecimalExponent(fraction: bigint, usedBits: number, exponent: number): number {
  const mantissa = Number(fraction) / 2 ** (usedBits - 1)
  return Math.floor((mantissa - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981)
}

const bitsOfFives = [
  0, 3, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28, 31, 33, 35, 38, 40, 42, 45, 47, 49, 52, 54, 56, 59, 61,
]

function approximateBits(bits: number, fives: number): number {
  return bits + (bitsOfFives[fives] ?? fives * 3)
}

/**
 * Java works in 32 or 64 bits where it thinks that they suffice, which they do not quite, and compares a little differently there. Its
 * digits are ours, so its overflows are too. Null: any number of bits.
 */
function wordSize(restBits: number, restFives: number, scale: { bits: number; fives: number }): 32 | 64 | null {
  const bits = Math.max(approximateBits(restBits, restFives), approximateBits(scale.bits, scale.fives))
  if (bits < 32) return 32
  return bits < 64 ? 64 : null
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length
}

function layOut({ digits, exponent }: DecimalDigits): string {
  if (exponent > 0 && exponent < 8) {
    if (digits.length <= exponent) return `${digits.padEnd(exponent, '0')}.0`
    return `${digits.slice(0, exponent)}.${digits.slice(exponent)}`
  }
  if (exponent <= 0 && exponent > -3) return `0.${'0'.repeat(-exponent)}${digits}`
  return `${digits[0]}.${digits.length > 1 ? digits.slice(1) : '0'}E${exponent - 1}`
}
