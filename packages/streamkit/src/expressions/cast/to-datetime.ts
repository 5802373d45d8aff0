import type { DataType, DateType, DecimalType, TimestampNtzType, TimestampType } from '../../types/data-type.ts'
import { parseDate } from '../datetime/parse-date.ts'
import { parseTimestamp, parseTimestampNtz } from '../datetime/parse-timestamp.ts'
import { type TimeZone, timeZone } from '../datetime/time-zone.ts'
import type { EvaluationContext, Kernel } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'
import { divideFloor, powerOfTen, type Unscaled, unscaledToBigInt } from '../numbers/decimal-arithmetic.ts'
import { type CastSite, partial } from './cast-context.ts'
import { castOverflow, invalidInput } from './cast-error.ts'

const microsPerDay = 86_400_000_000
const microsPerSecond = 1_000_000

/** Casts to date. Null: there is no such cast. */
export function castToDate(site: CastSite<DateType>): Kernel | null {
  const { from, to, conf } = site
  switch (from.kind) {
    case 'string':
      return partial(site, parseDate, (text) => invalidInput(text, from, to))
    case 'timestamp': {
      const zone = timeZone(conf.timeZone)
      return strict((micros: number) => Math.floor((micros + zone.offsetMicrosAt(micros)) / microsPerDay))
    }
    case 'timestamp_ntz':
      return strict((micros: number) => Math.floor(micros / microsPerDay))
    default:
      return null
  }
}

/** Casts to timestamp_ntz. Null: there is no such cast. */
export function castToTimestampNtz(site: CastSite<TimestampNtzType>): Kernel | null {
  const { from, to, conf } = site
  switch (from.kind) {
    case 'string':
      return partial(site, parseTimestampNtz, (text) => invalidInput(text, from, to))
    case 'date':
      return strict((days: number) => days * microsPerDay)
    case 'timestamp': {
      const zone = timeZone(conf.timeZone)
      return strict((micros: number) => micros + zone.offsetMicrosAt(micros))
    }
    default:
      return null
  }
}

/** Casts to timestamp; numbers are seconds. Null: there is no such cast. */
export function castToTimestamp(site: CastSite<TimestampType>): Kernel | null {
  const { from, conf } = site
  const zone = timeZone(conf.timeZone)
  switch (from.kind) {
    case 'string':
      return fromText(site, zone)
    case 'date':
      return strict((days: number) => zone.toUtcMicros(days * microsPerDay))
    case 'timestamp_ntz':
      return strict((micros: number) => zone.toUtcMicros(micros))
    case 'boolean':
      return site.mode === 'legacy' ? strict((v: boolean) => (v ? 1 : 0)) : null
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return strict((seconds: number | bigint) => checked(Number(seconds) * microsPerSecond, seconds, site))
    case 'float':
    case 'double':
      return fromDouble(site)
    case 'decimal':
      return fromDecimal(site, from)
    default:
      return null
  }
}

/** A text with a time only means that time of the day of the batch. */
function fromText(site: CastSite, zone: TimeZone): Kernel {
  const { from, to, mode } = site
  const evaluate = (context: EvaluationContext, text: string) => {
    const micros = parseTimestamp(text, zone, context.batchTimestampMicros)
    return micros === null && mode === 'ansi' ? invalidInput(text, from, to) : micros
  }
  const kernel = mode === 'ansi' ? strict(evaluate) : strictOrNull(evaluate)
  return { ...kernel, usesContext: true }
}

function fromDouble(site: CastSite): Kernel {
  const { from, to } = site
  const convert = (seconds: number) => {
    if (!Number.isFinite(seconds)) return null
    return checked(Math.trunc(seconds * microsPerSecond) + 0, seconds, site)
  }
  return partial(site, convert, (seconds: number) => invalidInput(seconds, from, to))
}

function fromDecimal(site: CastSite, from: DecimalType): Kernel {
  const unit = powerOfTen(from.scale)
  return strict((v: Unscaled) => {
    const micros = divideFloor(unscaledToBigInt(v) * BigInt(microsPerSecond), unit)
    return checked(Number(micros), v, site)
  })
}

/** Microseconds are kept as safe integers: about 285 000 years to each side of 1970. */
function checked(micros: number, value: unknown, site: { readonly from: DataType; readonly to: DataType }): number {
  return Number.isSafeInteger(micros) ? micros : castOverflow(value, site.from, site.to)
}
