import { type DataType, type StructType, sqlType, stringType, timestampType } from '../../types/data-type.ts'
import { type Duration, parseDuration } from '../../util/interval.ts'
import { addMonthsToDays } from '../datetime/civil.ts'
import { type TimeZone, timeZone, utc } from '../datetime/time-zone.ts'
import { microsPerDay, microsPerMilli } from '../datetime/units.ts'
import type { ArgumentInfo, CallSite, FunctionDefinition } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'
import { argumentAt, requireArguments, unexpectedType } from '../signature.ts'
import { defineFunction } from './define-function.ts'

/** Whether a type is that of a window: its start and end. */
export function isWindowType(type: DataType): type is StructType {
  if (type.kind !== 'struct' || type.fields.length !== 2) return false
  const [start, end] = type.fields as readonly [StructType['fields'][number], StructType['fields'][number]]
  return (
    start.name === 'start' && end.name === 'end' && isTime(start.dataType) && start.dataType.kind === end.dataType.kind
  )
}

function isTime(type: DataType): boolean {
  return type.kind === 'timestamp' || type.kind === 'timestamp_ntz'
}

/** The time by which the rows of a window count: the last moment in it, as an event time of what comes after. */
const windowTime: FunctionDefinition = {
  name: 'window_time',
  signature: (site) => {
    requireArguments('window_time', site, [1])
    const { dataType, nullable } = argumentAt(site, 0)
    if (!isWindowType(dataType)) {
      throw unexpectedType('window_time', site, { index: 0, required: '"STRUCT<START: TIMESTAMP, END: TIMESTAMP>"' })
    }
    return { inputs: [dataType], dataType: dataType.fields[1]?.dataType ?? timestampType, nullable }
  },
  kernel: () => strict((window: readonly [number, number]) => window[1] - 1),
}

/**
 * The end of the session that one row makes: its time plus a gap, which is interval text. Null where the gap is null or no interval. What analysis makes of the second argument of `session_window`;
 * nobody calls it.
 */
const sessionWindowEnd = defineFunction({
  name: 'session_window_end',
  takes: [sameTime, stringType],
  returns: (site) => sameTime(argumentAt(site, 0)),
  nullable: true,
  kernel: (site) => {
    const zone = argumentAt(site, 0).dataType.kind === 'timestamp_ntz' ? utc : timeZone(site.conf.timeZone)
    const gaps = new RecentGaps()
    return strictOrNull((time: number, gap: string) => {
      const duration = gaps.of(gap)
      return duration === null ? null : plusDuration(time, duration, zone)
    })
  },
})

function sameTime(argument: ArgumentInfo): DataType {
  return argument.dataType.kind === 'timestamp_ntz' ? argument.dataType : timestampType
}

/** Months and days are those of the calendar in the zone, the rest is time that passes, as Spark adds an interval. */
export function plusDuration(micros: number, { months, ms, days }: Duration, zone: TimeZone): number {
  const rest = Math.round((ms - days * (microsPerDay / microsPerMilli)) * microsPerMilli)
  if (months === 0 && days === 0) return micros + rest
  const local = micros + zone.offsetMicrosAt(micros)
  const day = Math.floor(local / microsPerDay)
  const moved = addMonthsToDays(day, months) + days
  return zone.toUtcMicros(moved * microsPerDay + (local - day * microsPerDay)) + rest
}

/** Gaps are few: each is parsed once, until there are too many. */
class RecentGaps {
  readonly #most = 1024
  readonly #parsed = new Map<string, Duration | null>()

  of(text: string): Duration | null {
    const known = this.#parsed.get(text)
    if (known !== undefined) return known
    const duration = parseDuration(text)
    const gap = 'problem' in duration ? null : duration
    if (this.#parsed.size >= this.#most) this.#parsed.clear()
    this.#parsed.set(text, gap)
    return gap
  }
}

/** Times of windows. `window` and `session_window` themselves are no functions of one row: analysis takes them out of the expressions. */
export const timeWindowFunctions: readonly FunctionDefinition[] = [windowTime, sessionWindowEnd]

/** The type of a window over times of a type. */
export function windowType(time: DataType): StructType {
  return {
    kind: 'struct',
    fields: [
      { name: 'start', dataType: time, nullable: true },
      { name: 'end', dataType: time, nullable: true },
    ],
  }
}

/** What a window was made over, if that is no time. */
export function notATime(name: string, site: CallSite): Error {
  return unexpectedType(name, site, {
    index: 0,
    required: `(${sqlType(timestampType)} or ${sqlType({ kind: 'timestamp_ntz' })})`,
  })
}
