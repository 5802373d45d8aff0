import { daysFromCivil } from '../../src/expressions/datetime/civil.ts'
import { formatDate, formatTimestampNtz } from '../../src/expressions/datetime/format-datetime.ts'
import { parseTimestamp, parseTimestampNtz } from '../../src/expressions/datetime/parse-timestamp.ts'
import { utc } from '../../src/expressions/datetime/time-zone.ts'
import { bigIntToUnscaled } from '../../src/expressions/numbers/decimal-arithmetic.ts'
import { decimalToText, parseDecimalText, scaleParsed } from '../../src/expressions/numbers/decimal-text.ts'
import type { DataType } from '../../src/types/data-type.ts'

/** A value as the corpus writes it in JSON: tagged where JSON has no form for it. */
export type CorpusValue = unknown
type Tagged = Readonly<Record<string, unknown>>

function tag(value: CorpusValue, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Tagged)[name] : undefined
}

/** The internal value of a cell of the corpus. */
export function fromCorpus(value: CorpusValue, type: DataType): unknown {
  if (value === null) return null
  switch (type.kind) {
    case 'bigint': {
      const exact = BigInt((tag(value, '$bigint') ?? value) as string | number)
      return type.as === 'bigint' ? exact : Number(exact)
    }
    case 'float':
      return Math.fround(doubleOf(value))
    case 'double':
      return doubleOf(value)
    case 'decimal': {
      const parsed = parseDecimalText(String(tag(value, '$decimal') ?? value))
      if (parsed === null) throw new Error(`no decimal: ${JSON.stringify(value)}`)
      return bigIntToUnscaled(scaleParsed(parsed, type.scale), type)
    }
    case 'timestamp':
      return Number(tag(value, '$micros') ?? parseTimestamp(value as string, utc))
    case 'timestamp_ntz':
      return parseTimestampNtz(value as string)
    case 'date': {
      const [year, month, day] = (value as string).split('-').map(Number) as [number, number, number]
      return daysFromCivil(year, month, day)
    }
    case 'binary':
      return Uint8Array.from(Buffer.from(tag(value, '$binary') as string, 'hex'))
    case 'array':
      return (value as CorpusValue[]).map((item) => fromCorpus(item, type.element))
    case 'struct':
      return (value as CorpusValue[]).map((item, i) => fromCorpus(item, type.fields[i]?.dataType as DataType))
    case 'map':
      return new Map(
        (tag(value, '$map') as [CorpusValue, CorpusValue][]).map(([k, v]) => [
          fromCorpus(k, type.key),
          fromCorpus(v, type.value),
        ]),
      )
    default:
      return value
  }
}

function doubleOf(value: CorpusValue): number {
  const tagged = tag(value, '$double')
  return tagged === undefined ? (value as number) : Number(tagged)
}

/** A value inside a collection: there the corpus writes instants as text. */
function nestedToCorpus(value: unknown, type: DataType): CorpusValue {
  if (value === null || type.kind !== 'timestamp') return toCorpus(value, type)
  return `${formatTimestampNtz(value as number, 'T')}Z`
}

/** How instants are written: in microseconds among the expressions, as text among the streams. */
export type InstantForm = 'micros' | 'text'

/** A result in the form that the corpus would write it. */
export function toCorpus(value: unknown, type: DataType, instants: InstantForm = 'micros'): CorpusValue {
  if (value === null) return null
  switch (type.kind) {
    case 'bigint': {
      const exact = BigInt(value as bigint | number)
      return Number.isSafeInteger(Number(exact)) ? Number(exact) : { $bigint: String(exact) }
    }
    case 'float':
    case 'double':
      if (Object.is(value, -0)) return { $double: '-0.0' }
      return Number.isFinite(value) ? floatText(value as number, type.kind) : { $double: String(value) }
    case 'decimal':
      return { $decimal: decimalToText(value as number | bigint, type.scale) }
    case 'timestamp':
      return instants === 'micros'
        ? { $micros: String(BigInt(value as number)) }
        : `${formatTimestampNtz(value as number, 'T')}Z`
    case 'timestamp_ntz':
      return formatTimestampNtz(value as number)
    case 'date':
      return formatDate(value as number)
    case 'binary':
      return { $binary: Buffer.from(value as Uint8Array).toString('hex') }
    case 'array':
      return (value as unknown[]).map((item) => nestedToCorpus(item, type.element))
    case 'struct':
      return (value as unknown[]).map((item, i) => nestedToCorpus(item, type.fields[i]?.dataType as DataType))
    case 'map':
      return {
        $map: [...(value as Map<unknown, unknown>)].map(([k, v]) => [
          toCorpus(k, type.key, instants),
          toCorpus(v, type.value, instants),
        ]),
      }
    default:
      return value
  }
}

/** Floats are written with the digits that tell floats apart. */
function floatText(value: number, kind: 'float' | 'double'): number {
  if (kind === 'double') return value
  for (let digits = 1; digits < 10; digits++) {
    const text = Number(value.toPrecision(digits))
    if (Math.fround(text) === value) return text
  }
  return value
}
