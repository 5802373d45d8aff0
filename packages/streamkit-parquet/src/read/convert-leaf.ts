import { type BigIntType, type DataType, type DecimalType, isCompactDecimal, sqlType } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import type { ParquetLeaf } from '../schema/parquet-node.ts'
import { type LeafDecoder, LostNanoseconds, leafDecoder } from './decode-leaf.ts'
import { firstCommonDay, firstCommonMicros } from './legacy-calendar.ts'

/** Where a column is, for messages. */
export interface ColumnPlace {
  readonly path: string
  /** The whole name: `order.items`. */
  readonly column: string
  /** Whether what is before 1582 is of the old calendar. */
  readonly isLegacy: boolean
}

/** Turns the values of a leaf into internal values of what was asked for; identity where they are that already. */
export interface LeafConversion {
  readonly convert: LeafDecoder | null
}

type Step = (value: unknown) => unknown
/** What `widening` says where nothing is to be done. */
const same: Step = (value) => value

/**
 * How the values of a leaf of the type `from` become values of `to`, null if they may not: only what keeps every value is done, as Spark does. Values
 * that cannot be kept throw PARQUET_VALUE_NOT_EXACT.
 */
export function leafConversion(leaf: ParquetLeaf, types: TypePair, place: ColumnPlace): LeafConversion | null {
  const { from, to } = types
  if (to.kind === 'bigint' && leaf.annotation.kind === 'timestamp' && leaf.annotation.unit === 'NANOS') {
    return { convert: to.as === 'bigint' ? null : safeInteger(to, place) }
  }
  const step = widening(from, to, place)
  if (step === null) return null
  const decode = leafDecoder(leaf, from)
  if (decode === null) return { convert: step === same ? null : step }
  return { convert: step === same ? decode : (raw) => step(decode(raw)) }
}

interface TypePair {
  readonly from: DataType
  readonly to: DataType
}

function widening(from: DataType, to: DataType, place: ColumnPlace): Step | null {
  switch (to.kind) {
    case 'tinyint':
    case 'smallint':
    case 'int':
      return isSmallInteger(from) ? wholeNumber(from, to, place) : null
    case 'bigint':
      return toBigint(from, to, place)
    case 'double':
      return isSmallInteger(from) || from.kind === 'float' || from.kind === 'double' ? same : null
    case 'decimal':
      return toDecimal(from, to)
    case 'timestamp':
      return from.kind === 'timestamp' ? exactMicros(to, place) : null
    case 'timestamp_ntz':
      if (from.kind === 'date') return (days) => (days as number) * 86_400_000_000
      return from.kind === 'timestamp_ntz' ? exactMicros(to, { ...place, isLegacy: false }) : null
    case 'date':
      return from.kind === 'date' ? commonDays(to, place) : null
    case 'string':
      if (from.kind === 'binary') return (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8')
      return from.kind === 'string' ? same : null
    case 'binary':
      if (from.kind === 'string') return (text) => new Uint8Array(Buffer.from(text as string, 'utf8'))
      return from.kind === 'binary' ? same : null
    case 'boolean':
    case 'float':
      return from.kind === to.kind ? same : null
    default:
      return null
  }
}

const smallIntegers = ['tinyint', 'smallint', 'int'] as const
type SmallInteger = (typeof smallIntegers)[number]

function isSmallInteger(type: DataType): type is DataType & { readonly kind: SmallInteger } {
  return (smallIntegers as readonly string[]).includes(type.kind)
}

/** To fewer bits too, which Spark does: but what does not fit is an error here and another number there. */
function wholeNumber(
  from: { readonly kind: SmallInteger },
  to: DataType & { readonly kind: SmallInteger },
  place: ColumnPlace,
): Step {
  const width = smallIntegers.indexOf(to.kind)
  if (smallIntegers.indexOf(from.kind) <= width) return same
  const most = 2 ** (8 * 2 ** width - 1) - 1
  return (value) =>
    (value as number) <= most && (value as number) >= -most - 1
      ? value
      : refuse(value, to, { ...place, reason: 'it is out of range', hint: 'Give the column the type of the file.' })
}

function toBigint(from: DataType, to: BigIntType, place: ColumnPlace): Step | null {
  if (isSmallInteger(from)) return to.as === 'bigint' ? (value) => BigInt(value as number) : same
  if (from.kind !== 'bigint') return null
  return to.as === 'bigint' ? same : safeInteger(to, place)
}

function safeInteger(to: BigIntType, place: ColumnPlace): Step {
  return (value) => {
    const number = Number(value)
    if (Number.isSafeInteger(number)) return number
    const hint = 'Use a schema with exact 64-bit integers: BIGINT in DDL, z.bigint() in zod.'
    return refuse(value, to, { ...place, reason: 'it is beyond 2^53', hint })
  }
}

/** The digits that every value of an integer type has room in, as Spark counts them. */
function integerDigits(from: DataType): number | null {
  if (isSmallInteger(from)) return 10
  return from.kind === 'bigint' ? 20 : null
}

function toDecimal(from: DataType, to: DecimalType): Step | null {
  const digits = from.kind === 'decimal' ? from.precision - from.scale : integerDigits(from)
  const scale = from.kind === 'decimal' ? from.scale : 0
  if (digits === null || to.precision - to.scale < digits || to.scale < scale) return null
  const factor = 10n ** BigInt(to.scale - scale)
  const isCompact = isCompactDecimal(to)
  return (value) => {
    const unscaled = BigInt(value as number | bigint) * factor
    return isCompact ? Number(unscaled) : unscaled
  }
}

/** Microseconds are numbers inside, exact for 285 years around 1970 and for whole seconds far beyond. */
function exactMicros(to: DataType, place: ColumnPlace): Step {
  return (value) => {
    if (value instanceof LostNanoseconds) {
      const hint = 'Give the column the type BIGINT to read nanoseconds.'
      return refuse(`${value.nanos} ns`, to, { ...place, reason: 'it is no whole number of microseconds', hint })
    }
    const micros = Number(value)
    if (place.isLegacy && micros < firstCommonMicros) return refuse(`${value} µs`, to, { ...place, ...oldCalendar })
    if (Number.isSafeInteger(micros) || BigInt(micros) === value) return micros
    const reason = 'microseconds that far from 1970 are not exact'
    return refuse(`${value} µs`, to, { ...place, reason, hint: 'Leave the column out of the schema.' })
  }
}

const oldCalendar = {
  reason: 'the file has old times in the calendar of Spark 2',
  hint: 'Write the file anew with a Spark of today.',
}

function commonDays(to: DataType, place: ColumnPlace): Step {
  if (!place.isLegacy) return same
  return (days) => ((days as number) < firstCommonDay ? refuse(`day ${days}`, to, { ...place, ...oldCalendar }) : days)
}

function refuse(
  value: unknown,
  to: DataType,
  why: ColumnPlace & { readonly reason: string; readonly hint: string },
): never {
  throw raise('PARQUET_VALUE_NOT_EXACT', {
    value: String(value),
    column: `\`${why.column}\``,
    path: why.path,
    expectedType: sqlType(to),
    reason: why.reason,
    hint: why.hint,
  })
}
