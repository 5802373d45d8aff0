import { ExecutionException } from '../../errors/streamkit-error.ts'
import { booleanType, dateType, doubleType, intType, stringType, timestampType } from '../../types/data-type.ts'
import { addMonthsToDays, civilFromDays, daysFromCivil, daysInMonth, weekdayOf } from '../datetime/civil.ts'
import { timeZone } from '../datetime/time-zone.ts'
import { microsPerDay, microsPerSecond } from '../datetime/units.ts'
import type { FunctionDefinition } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'
import { fitInt } from '../numbers/overflow.ts'
import { anyNullable } from '../signature.ts'
import { dayUnitOf, truncateDays, truncateMicros, truncationOf } from './datetime-truncation.ts'
import { alias, defineFunction, prepared } from './define-function.ts'

const dateAdd = defineFunction({
  name: 'date_add',
  takes: [dateType, intType],
  returns: dateType,
  evaluate: (days: number, count: number) => days + count,
})

const dateDiff = defineFunction({
  name: 'datediff',
  takes: [dateType, dateType],
  returns: intType,
  evaluate: (end: number, start: number) => end - start,
})

const lastDay = defineFunction({
  name: 'last_day',
  takes: [dateType],
  returns: dateType,
  evaluate: (days: number) => {
    const { year, month } = civilFromDays(days)
    return daysFromCivil(year, month, daysInMonth(year, month))
  },
})

const weekdays: readonly (readonly string[])[] = [
  ['MO', 'MON', 'MONDAY'],
  ['TU', 'TUE', 'TUESDAY'],
  ['WE', 'WED', 'WEDNESDAY'],
  ['TH', 'THU', 'THURSDAY'],
  ['FR', 'FRI', 'FRIDAY'],
  ['SA', 'SAT', 'SATURDAY'],
  ['SU', 'SUN', 'SUNDAY'],
]

/** The next such weekday, never the day itself. */
const nextDay = defineFunction({
  name: 'next_day',
  takes: [dateType, stringType],
  returns: dateType,
  nullable: (site) => anyNullable(site) || !site.conf.ansi,
  kernel: (site) =>
    strictOrNull((days: number, name: string) => {
      const weekday = weekdays.findIndex((spellings) => spellings.includes(name.trim().toUpperCase()))
      if (weekday >= 0) return days + 7 - ((weekdayOf(days) - weekday + 7) % 7)
      if (!site.conf.ansi) return null
      throw new ExecutionException('ILLEGAL_DAY_OF_WEEK', { string: name })
    }),
})

/** The months between two times; parts of a month count as 31sts, two last days or two equal days as none. */
function monthsBetween(a: number, b: number, round: boolean): number {
  const [dayA, dayB] = [Math.floor(a / microsPerDay), Math.floor(b / microsPerDay)]
  const [from, to] = [civilFromDays(dayA), civilFromDays(dayB)]
  const months = from.year * 12 + from.month - (to.year * 12 + to.month)
  const isLast = (c: typeof from): boolean => c.day === daysInMonth(c.year, c.month)
  if (from.day === to.day || (isLast(from) && isLast(to))) return months
  const secondsOf = (micros: number, day: number): number => Math.floor((micros - day * microsPerDay) / microsPerSecond)
  const seconds = (from.day - to.day) * 86_400 + secondsOf(a, dayA) - secondsOf(b, dayB)
  const difference = months + seconds / (31 * 86_400)
  return round ? Math.round(difference * 1e8) / 1e8 : difference
}

const monthsBetweenFunction = defineFunction({
  name: 'months_between',
  takes: [timestampType, timestampType, booleanType],
  required: 2,
  returns: doubleType,
  kernel: (site) => {
    const zone = timeZone(site.conf.timeZone)
    const local = (micros: number): number => micros + zone.offsetMicrosAt(micros)
    return strict((a: number, b: number, round = true) => monthsBetween(local(a), local(b), round))
  },
})

/** Null for a unit that is not known. */
const trunc = defineFunction({
  name: 'trunc',
  takes: [dateType, stringType],
  returns: dateType,
  nullable: true,
  kernel: () => {
    const unitOf = prepared(dayUnitOf)
    return strictOrNull((days: number, name: string) => {
      const unit = unitOf(name)
      return unit === null ? null : truncateDays(days, unit)
    })
  },
})

/** Null for a unit that is not known. */
const dateTrunc = defineFunction({
  name: 'date_trunc',
  takes: [stringType, timestampType],
  returns: timestampType,
  nullable: true,
  kernel: (site) => {
    const zone = timeZone(site.conf.timeZone)
    const truncation = prepared(truncationOf)
    return strictOrNull((name: string, micros: number) => {
      const found = truncation(name)
      return found === null ? null : truncateMicros(micros, found, zone)
    })
  },
})

/** What a UTC time is in a zone, or the other way, both as if they were instants. */
function shiftFunction(name: string, toZone: boolean): FunctionDefinition {
  return defineFunction({
    name,
    takes: [timestampType, stringType],
    returns: timestampType,
    kernel: () => {
      const zoneOf = prepared(timeZone)
      return strict((micros: number, zoneName: string) => {
        const zone = zoneOf(zoneName)
        return toZone ? micros + zone.offsetMicrosAt(micros) : zone.toUtcMicros(micros)
      })
    },
  })
}

/** Counting on and back, cutting off, moving between zones. */
export const datetimeArithmeticFunctions: readonly FunctionDefinition[] = [
  dateAdd,
  alias('dateadd', dateAdd),
  defineFunction({
    name: 'date_sub',
    takes: [dateType, intType],
    returns: dateType,
    evaluate: (days: number, count: number) => days - count,
  }),
  dateDiff,
  alias('date_diff', dateDiff),
  defineFunction({
    name: 'add_months',
    takes: [dateType, intType],
    returns: dateType,
    evaluate: (days: number, months: number) => fitInt(addMonthsToDays(days, months)),
  }),
  monthsBetweenFunction,
  lastDay,
  nextDay,
  trunc,
  dateTrunc,
  shiftFunction('from_utc_timestamp', true),
  shiftFunction('to_utc_timestamp', false),
]
