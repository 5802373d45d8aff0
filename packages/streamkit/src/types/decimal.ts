import { ExecutionException } from '../errors/streamkit-error.ts'

/** What a {@link Decimal} can be made of. A number is taken by its shortest text: `0.1` is exactly one tenth. */
export type DecimalInput = Decimal | string | number | bigint

/** More digits than any column can hold: a bound against texts such as `1e999999999`. */
const maxExponent = 10_000

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/

/**
 * An exact decimal number, what a DECIMAL column holds: `unscaled * 10^-scale`. Immutable.
 *
 * Arithmetic is exact and never rounds; `toJSON` gives text, so that no digit is lost in JSON.
 *
 * @example
 * Decimal.from('19.99').mul(3).toString() // '59.97'
 */
export class Decimal {
  /** The digits as a whole number. */
  readonly unscaled: bigint
  /** How many of the digits are behind the point; never negative. */
  readonly scale: number

  private constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled
    this.scale = scale
    Object.freeze(this)
  }

  /** Zero. */
  static readonly zero: Decimal = new Decimal(0n, 0)

  /**
   * The decimal of a text, number or bigint. Throws CAST_INVALID_INPUT for anything that is no decimal number (`'abc'`, NaN).
   *
   * @example
   * Decimal.from('1e-3').toString() // '0.001'
   */
  static from(value: DecimalInput): Decimal {
    if (typeof value === 'bigint') return new Decimal(value, 0)
    if (typeof value === 'object') return value
    return parse(String(value).trim()) ?? malformed(value)
  }

  /** The decimal of a text, or null if it is none. */
  static tryParse(text: string): Decimal | null {
    return parse(text.trim())
  }

  /**
   * The decimal `unscaled * 10^-scale`.
   *
   * @example
   * Decimal.ofUnscaled(1999n, 2).toString() // '19.99'
   */
  static ofUnscaled(unscaled: bigint, scale: number): Decimal {
    return new Decimal(unscaled, scale)
  }

  /** Whether a value is a decimal, from whatever copy of the package. */
  static is(value: unknown): value is Decimal {
    if (value instanceof Decimal) return true
    if (typeof value !== 'object' || value === null) return false
    const candidate = value as Partial<Decimal>
    return typeof candidate.unscaled === 'bigint' && Number.isInteger(candidate.scale)
  }

  /** How many digits the number has, at least as many as are behind the point. */
  get precision(): number {
    const digits = (this.unscaled < 0n ? -this.unscaled : this.unscaled).toString().length
    return Math.max(digits, this.scale)
  }

  add(other: DecimalInput): Decimal {
    const right = Decimal.from(other)
    const scale = Math.max(this.scale, right.scale)
    return new Decimal(this.#at(scale) + at(right, scale), scale)
  }

  sub(other: DecimalInput): Decimal {
    return this.add(Decimal.from(other).negate())
  }

  mul(other: DecimalInput): Decimal {
    const right = Decimal.from(other)
    return new Decimal(this.unscaled * right.unscaled, this.scale + right.scale)
  }

  negate(): Decimal {
    return new Decimal(-this.unscaled, this.scale)
  }

  abs(): Decimal {
    return this.unscaled < 0n ? this.negate() : this
  }

  /**
   * The same number with this many digits behind the point, rounded half up (away from zero), as Spark rounds.
   *
   * @example
   * Decimal.from('2.345').setScale(2).toString() // '2.35'
   */
  setScale(scale: number): Decimal {
    if (scale >= this.scale) return new Decimal(this.#at(scale), scale)
    const unit = 10n ** BigInt(this.scale - scale)
    const half = unit / 2n
    const shifted = this.unscaled < 0n ? this.unscaled - half : this.unscaled + half
    return new Decimal(shifted / unit, scale)
  }

  /** Below, at or above zero as this is less than, equal to or greater than the other: for `sort`. */
  compare(other: DecimalInput): number {
    const right = Decimal.from(other)
    const scale = Math.max(this.scale, right.scale)
    const [a, b] = [this.#at(scale), at(right, scale)]
    return a < b ? -1 : a > b ? 1 : 0
  }

  /** Equal in value: `1.0` equals `1.00`. */
  equals(other: DecimalInput): boolean {
    return this.compare(other) === 0
  }

  /** All digits, never with an exponent: `-0.050`. */
  toString(): string {
    if (this.scale === 0) return this.unscaled.toString()
    const digits = (this.unscaled < 0n ? -this.unscaled : this.unscaled).toString().padStart(this.scale + 1, '0')
    const point = digits.length - this.scale
    return `${this.unscaled < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`
  }

  /** Text: JSON numbers would lose digits. */
  toJSON(): string {
    return this.toString()
  }

  /** The nearest double: digits beyond the 15th may be lost. */
  toNumber(): number {
    return Number(this.toString())
  }

  #at(scale: number): bigint {
    return at(this, scale)
  }
}

// what `console.log` of a row shows; a computed name in the class itself would have no declared type
Object.defineProperty(Decimal.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value(this: Decimal): string {
    return `Decimal(${this.toString()})`
  },
})

function at(value: Decimal, scale: number): bigint {
  return value.unscaled * 10n ** BigInt(scale - value.scale)
}

function parse(text: string): Decimal | null {
  const match = pattern.exec(text)
  if (match === null) return null
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match
  if (whole === '' && fraction === '') return null
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > maxExponent) return null
  const digits = BigInt(whole + fraction)
  const scale = fraction.length - exponent
  const unscaled = sign === '-' ? -digits : digits
  return scale < 0 ? Decimal.ofUnscaled(unscaled * 10n ** BigInt(-scale), 0) : Decimal.ofUnscaled(unscaled, scale)
}

function malformed(value: string | number): never {
  throw new ExecutionException('CAST_INVALID_INPUT', {
    expression: typeof value === 'string' ? `'${value}'` : String(value),
    sourceType: typeof value === 'string' ? '"STRING"' : '"DOUBLE"',
    targetType: '"DECIMAL"',
  })
}
