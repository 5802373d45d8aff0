import type { BigIntType, DataType, DecimalType, IntegralType } from '../../types/data-type.ts'
import type { Kernel } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import { powerOfTen, type Unscaled, unscaledToBigInt } from '../numbers/decimal-arithmetic.ts'
import { parseInt8, parseInt16, parseInt32, parseInt64, parseSafeInt64 } from '../numbers/parse-number.ts'
import { type CastSite, dateToNumber, partial } from './cast-context.ts'
import { castOverflow, invalidInput } from './cast-error.ts'

type IntegerType = IntegralType | BigIntType

const ranges = { tinyint: [-128, 127], smallint: [-32768, 32767], int: [-2147483648, 2147483647] } as const
const parsers = { tinyint: parseInt8, smallint: parseInt16, int: parseInt32 }
const maxLong = 9223372036854775807n
const minLong = -9223372036854775808n
const microsPerSecond = 1_000_000

/** Casts to tinyint, smallint, int and bigint. Null: there is no such cast. */
export function castToIntegral(site: CastSite<IntegerType>): Kernel | null {
  const { from } = site
  switch (from.kind) {
    case 'string':
      return fromText(site)
    case 'boolean':
      return isExact(site.to) ? strict((v: boolean) => (v ? 1n : 0n)) : strict((v: boolean) => (v ? 1 : 0))
    case 'tinyint':
    case 'smallint':
    case 'int':
      return fromNumber(site)
    case 'bigint':
      return from.as === 'bigint' ? fromBigInt(site, (v: bigint) => v) : fromNumber(site)
    case 'float':
    case 'double':
      return fromDouble(site)
    case 'decimal':
      return fromDecimal(site, from)
    case 'timestamp':
      return fromSeconds(site)
    case 'date':
      return dateToNumber(site)
    default:
      return null
  }
}

function isExact(to: IntegerType): boolean {
  return to.kind === 'bigint' && to.as === 'bigint'
}

function overflow(site: CastSite): (value: unknown) => never {
  return (value) => castOverflow(value, site.from, site.to)
}

function fromText(site: CastSite<IntegerType>): Kernel {
  const options = { allowFraction: site.mode === 'legacy' }
  const { to } = site
  const parse = to.kind === 'bigint' ? (to.as === 'bigint' ? parseInt64 : parseSafeInt64) : parsers[to.kind]
  return partial(
    site,
    (text: string) => parse(text, options),
    (text) => invalidInput(text, site.from, to),
  )
}

/** From integers that are numbers. */
function fromNumber(site: CastSite<IntegerType>): Kernel {
  const { to, mode } = site
  if (isExact(to)) return strict(BigInt)
  if (to.kind === 'bigint' || rank(site.from) <= rank(to))
    return strict(
      (v: number) => v,
      ([v]) => v as string,
    )
  if (mode === 'legacy') return strict(wrapNumber(to.kind))
  const [min, max] = ranges[to.kind]
  return partial(site, (v: number) => (v >= min && v <= max ? v : null), overflow(site))
}

function rank(type: DataType): number {
  return ['tinyint', 'smallint', 'int', 'bigint'].indexOf(type.kind)
}

function wrapNumber(kind: 'tinyint' | 'smallint' | 'int'): (v: number) => number {
  const shift = kind === 'tinyint' ? 24 : kind === 'smallint' ? 16 : 0
  return (v) => (v << shift) >> shift
}

/** From something with an exact integral part. */
function fromBigInt<A>(site: CastSite<IntegerType>, wholeOf: (value: A) => bigint): Kernel {
  const { to, mode } = site
  if (to.kind === 'bigint') {
    if (to.as === 'number') return partial(site, safely(wholeOf), overflow(site))
    if (mode === 'legacy') return strict((v: A) => BigInt.asIntN(64, wholeOf(v)))
    return partial(site, (v: A) => within(wholeOf(v), minLong, maxLong), overflow(site))
  }
  const { kind } = to
  if (mode === 'legacy') {
    const wrap = wrapNumber(kind)
    return strict((v: A) => wrap(Number(BigInt.asIntN(32, wholeOf(v)))))
  }
  const [min, max] = ranges[kind]
  const convert = (v: A) => {
    const whole = Number(wholeOf(v))
    return whole >= min && whole <= max ? whole : null
  }
  return partial(site, convert, overflow(site))
}

function within(value: bigint, min: bigint, max: bigint): bigint | null {
  return value >= min && value <= max ? value : null
}

function safely<A>(wholeOf: (value: A) => bigint): (value: A) => number | null {
  return (v) => {
    const whole = Number(wholeOf(v))
    return Number.isSafeInteger(whole) ? whole : null
  }
}

function fromDecimal(site: CastSite<IntegerType>, from: DecimalType): Kernel {
  const unit = powerOfTen(from.scale)
  return fromBigInt(site, (v: Unscaled) => unscaledToBigInt(v) / unit)
}

/** Fractions are cut. Beyond the range: an error, or the nearest value with ANSI off; NaN is 0 then. */
function fromDouble(site: CastSite<IntegerType>): Kernel {
  const { to, mode } = site
  if (to.kind === 'bigint') return to.as === 'bigint' ? doubleToExact(site) : doubleToSafe(site)
  if (mode === 'legacy') {
    const wrap = wrapNumber(to.kind)
    return strict((v: number) => wrap(saturate(v)))
  }
  const [min, max] = ranges[to.kind]
  const convert = (v: number) => (Math.floor(v) <= max && Math.ceil(v) >= min ? Math.trunc(v) + 0 : null)
  return partial(site, convert, overflow(site))
}

function saturate(v: number): number {
  if (Number.isNaN(v)) return 0
  return Math.trunc(Math.min(Math.max(v, -2147483648), 2147483647))
}

function doubleToExact(site: CastSite): Kernel {
  const legacy = site.mode === 'legacy'
  const convert = (v: number): bigint | null => {
    if (Number.isNaN(v)) return legacy ? 0n : null
    if (v >= 2 ** 63) return legacy || v === 2 ** 63 ? maxLong : null
    if (v < -(2 ** 63)) return legacy ? minLong : null
    return BigInt(Math.trunc(v))
  }
  return partial(site, convert, overflow(site))
}

function doubleToSafe(site: CastSite): Kernel {
  const convert = (v: number) => (Number.isSafeInteger(Math.trunc(v)) ? Math.trunc(v) + 0 : null)
  return partial(site, convert, overflow(site))
}

/** Whole seconds since 1970, rounded down. */
function fromSeconds(site: CastSite<IntegerType>): Kernel {
  const { to, mode } = site
  if (to.kind === 'bigint') {
    return to.as === 'bigint'
      ? strict((v: number) => BigInt(Math.floor(v / microsPerSecond)))
      : strict((v: number) => Math.floor(v / microsPerSecond))
  }
  if (mode === 'legacy') {
    const wrap = wrapNumber(to.kind)
    return strict((v: number) => wrap(Math.floor(v / microsPerSecond)))
  }
  const [min, max] = ranges[to.kind]
  const convert = (v: number) => {
    const seconds = Math.floor(v / microsPerSecond)
    return seconds >= min && seconds <= max ? seconds : null
  }
  return partial(site, convert, overflow(site))
}
