import { AnalysisException } from '../../errors/streamkit-error.ts'
import {
  bigintType,
  type DataType,
  intType,
  stringType,
  timestampNtzType,
  timestampType,
} from '../../types/data-type.ts'
import { addMonthsToDays, civilFromDays } from '../datetime/civil.ts'
import { type TimeZone, timeZone } from '../datetime/time-zone.ts'
import { microsPerDay, microsPerHour, microsPerMinute, microsPerSecond } from '../datetime/units.ts'
import type { ArgumentInfo, CallSite, FunctionDefinition } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import { argumentAt } from '../signature.ts'
import { defineFunction } from './define-function.ts'

const monthsOf: Readonly<Record<string, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 }
const daysOf: Readonly<Record<string, number>> = { DAY: 1, DAYOFYEAR: 1, WEEK: 7 }
const microsOf: Readonly<Record<string, number>> = {
  MICROSECOND: 1,
  MILLISECOND: 1000,
  SECOND: microsPerSecond,
  MINUTE: microsPerMinute,
  HOUR: microsPerHour,
}

function unitOf(site: CallSite, name: string): string {
  const unit = String(argumentAt(site, 0).literal).toUpperCase()
  if (unit in monthsOf || unit in daysOf || unit in microsOf) return unit
  throw new AnalysisException('INVALID_PARAMETER_VALUE.DATETIME_UNIT', {
    functionName: `\`${name}\``,
    invalidValue: `'${unit}'`,
  })
}

const timeType = ({ dataType }: ArgumentInfo): DataType =>
  dataType.kind === 'timestamp_ntz' ? timestampNtzType : timestampType

function zoneOf(site: CallSite, index: number): TimeZone {
  return timeZone(argumentAt(site, index).dataType.kind === 'timestamp_ntz' ? 'UTC' : site.conf.timeZone)
}

/** `timestampadd(unit, count, time)`: days and months are those of the calendar in the session's time zone. */
const timestampAdd = defineFunction({
  name: 'timestampadd',
  takes: [stringType, intType, timeType],
  returns: (site) => timeType(argumentAt(site, 2)),
  kernel: (site) => {
    const unit = unitOf(site, 'timestampadd')
    const zone = zoneOf(site, 2)
    const micros = microsOf[unit]
    if (micros !== undefined) return strict((_unit: string, count: number, time: number) => time + count * micros)
    const [months = 0, days = 0] = [monthsOf[unit], daysOf[unit]]
    return strict((_unit: string, count: number, time: number) => {
      const local = time + zone.offsetMicrosAt(time)
      const day = Math.floor(local / microsPerDay)
      const moved = addMonthsToDays(day, count * months) + count * days
      return zone.toUtcMicros(moved * microsPerDay + (local - day * microsPerDay))
    })
  },
})

/** Whole months from one local time to another, towards zero. */
function monthsBetween(from: number, to: number): number {
  const part = (local: number) => {
    const day = Math.floor(local / microsPerDay)
    const civil = civilFromDays(day)
    return { months: civil.year * 12 + civil.month, rest: civil.day * microsPerDay + (local - day * microsPerDay) }
  }
  const [a, b] = [part(from), part(to)]
  const months = b.months - a.months
  if (months > 0 && b.rest < a.rest) return months - 1
  return months < 0 && b.rest > a.rest ? months + 1 : months
}

/** `timestampdiff(unit, start, end)`: whole units, towards zero. */
const timestampDiff = defineFunction({
  name: 'timestampdiff',
  takes: [stringType, timeType, timeType],
  returns: bigintType,
  kernel: (site) => {
    const unit = unitOf(site, 'timestampdiff')
    const [first, second] = [zoneOf(site, 1), zoneOf(site, 2)]
    const micros = microsOf[unit]
    if (micros !== undefined) {
      return strict((_unit: string, start: number, end: number) => BigInt(Math.trunc((end - start) / micros)))
    }
    const [months, days = 0] = [monthsOf[unit], daysOf[unit]]
    return strict((_unit: string, start: number, end: number) => {
      const [from, to] = [start + first.offsetMicrosAt(start), end + second.offsetMicrosAt(end)]
      const whole = months === undefined ? (to - from) / (days * microsPerDay) : monthsBetween(from, to) / months
      return BigInt(Math.trunc(whole))
    })
  },
})

/** `convert_timezone(from?, to, time)`: the local time of one zone as that of another. */
const convertTimezone = defineFunction({
  name: 'convert_timezone',
  takes: [stringType, ({ dataType }) => (dataType.kind === 'string' ? stringType : timestampNtzType), timestampNtzType],
  required: 2,
  returns: timestampNtzType,
  kernel: (site) => {
    const convert = (from: TimeZone, to: string, local: number): number => {
      const instant = from.toUtcMicros(local)
      return instant + timeZone(to).offsetMicrosAt(instant)
    }
    if (site.args.length === 3) {
      return strict((from: string, to: string, local: number) => convert(timeZone(from), to, local))
    }
    const own = timeZone(site.conf.timeZone)
    return strict((to: string, local: number) => convert(own, to, local))
  },
})

/** Calendar arithmetic by the name of a unit, and local times of other zones. */
export const datetimeUnitFunctions: readonly FunctionDefinition[] = [timestampAdd, timestampDiff, convertTimezone]
