import { timestampType } from '../../types/data-type.ts'
import { addMonthsToDays } from '../datetime/civil.ts'
import { timeZone } from '../datetime/time-zone.ts'
import { microsPerDay } from '../datetime/units.ts'
import type { Call, Expression } from '../expression.ts'
import type { FunctionDefinition } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import { anyNullable, argumentAt, requireArguments } from '../signature.ts'

/** A constant span of time: calendar months, then calendar days in the session's time zone, then microseconds. */
export interface CalendarInterval {
  readonly months: number
  readonly days: number
  readonly micros: number
}

export const addIntervalName = 'timestamp_add_interval'

/** The call that adds a constant interval to a TIMESTAMP or TIMESTAMP_NTZ; a day is a day of the calendar, as in Spark. */
export function addInterval(time: Expression, interval: CalendarInterval): Call {
  return { kind: 'call', name: addIntervalName, args: [time], parameters: { ...interval } }
}

/** The interval that a call of {@link addInterval} adds, null for other expressions. */
export function addedInterval(e: Expression): CalendarInterval | null {
  return e.kind === 'call' && e.name === addIntervalName ? intervalOf(e.parameters ?? {}) : null
}

function intervalOf(parameters: Readonly<Record<string, unknown>>): CalendarInterval {
  return { months: Number(parameters.months), days: Number(parameters.days), micros: Number(parameters.micros) }
}

const addIntervalFunction: FunctionDefinition = {
  name: addIntervalName,
  signature: (site) => {
    requireArguments(addIntervalName, site, [1])
    const given = argumentAt(site, 0).dataType
    const dataType = given.kind === 'timestamp_ntz' ? given : timestampType
    return { inputs: [dataType], dataType, nullable: anyNullable(site) }
  },
  kernel: (site, { dataType }) => {
    const { months, days, micros } = intervalOf(site.parameters)
    if (months === 0 && days === 0)
      return strict(
        (time: number) => time + micros,
        ([time], ref) => `(${time} + ${ref(micros)})`,
      )
    const zone = timeZone(dataType.kind === 'timestamp_ntz' ? 'UTC' : site.conf.timeZone)
    return strict((time: number) => {
      const local = time + zone.offsetMicrosAt(time)
      const day = Math.floor(local / microsPerDay)
      const moved = (months === 0 ? day : addMonthsToDays(day, months)) + days
      return zone.toUtcMicros(moved * microsPerDay + (local - day * microsPerDay)) + micros
    })
  },
}

/** Times and constant intervals: there is no type of intervals, only arithmetic with them. */
export const intervalFunctions: readonly FunctionDefinition[] = [addIntervalFunction]
