import { ExecutionException } from '../../errors/streamkit-error.ts'
import {
  type DataType,
  dateType,
  decimalType,
  intType,
  stringType,
  timestampNtzType,
  timestampType,
} from '../../types/data-type.ts'
import { daysOfMicros, validDays } from '../datetime/civil.ts'
import { timeZone } from '../datetime/time-zone.ts'
import { exactMicros, microsPerSecond } from '../datetime/units.ts'
import type { CallSite, EvaluationContext, FunctionDefinition, Kernel } from '../function-definition.ts'
import { strictOrNull } from '../kernel.ts'
import { anyNullable } from '../signature.ts'
import { alias, defineFunction, prepared } from './define-function.ts'

function outOfBounds(field: string): never {
  throw new ExecutionException('DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION', { rangeMessage: field })
}

const maxYear = 999_999_999

/** Seconds with six digits behind the point; 60 is the next minute, for PostgreSQL's sake, but not 60 and a fraction. */
interface LocalFields {
  readonly date: readonly [year: number, month: number, day: number]
  readonly time: readonly [hour: number, minute: number, secondMicros: number]
}

/** The local seconds and microseconds of fields, or what is wrong with them. */
function localTime({ date, time }: LocalFields): { seconds: number; micros: number } | string {
  const [year, month, day] = date
  const [hour, minute, secondMicros] = time
  const days = Math.abs(year) > maxYear ? null : validDays(year, month, day)
  if (days === null) return `Invalid date ${year}-${month}-${day}`
  const second = Math.floor(secondMicros / microsPerSecond)
  const micros = secondMicros - second * microsPerSecond
  if (hour < 0 || hour > 23) return `Invalid value for HourOfDay (valid values 0 - 23): ${hour}`
  if (minute < 0 || minute > 59) return `Invalid value for MinuteOfHour (valid values 0 - 59): ${minute}`
  if (second < 0 || second > 60 || (second === 60 && micros !== 0)) {
    return `Invalid value for SecondOfMinute (valid values 0 - 59): ${secondMicros / microsPerSecond}`
  }
  return { seconds: days * 86_400 + hour * 3600 + minute * 60 + second, micros }
}

interface MakeOptions {
  readonly tries: boolean
  readonly type: DataType
}

function makeTimestampKernel(site: CallSite, { tries, type }: MakeOptions): Kernel {
  const zoneOf = prepared(timeZone)
  const lenient = tries || !site.conf.ansi
  return strictOrNull((...args: readonly (number | bigint | string)[]) => {
    const [year, month, day, hour, minute] = args as number[]
    const local = localTime({
      date: [year as number, month as number, day as number],
      time: [hour as number, minute as number, Number(args[5])],
    })
    if (typeof local === 'string') return lenient ? null : outOfBounds(local)
    if (type.kind === 'timestamp_ntz') return exactMicros(local.seconds, local.micros)
    const zone = zoneOf((args[6] as string | undefined) ?? site.conf.timeZone)
    return exactMicros(zone.toUtcMicros(local.seconds * microsPerSecond) / microsPerSecond, local.micros)
  })
}

function makeTimestamp(name: string, options: MakeOptions): FunctionDefinition {
  const fields = [intType, intType, intType, intType, intType, decimalType(16, 6)]
  return defineFunction({
    name,
    takes: options.type.kind === 'timestamp' ? [...fields, stringType] : fields,
    required: 6,
    returns: options.type,
    nullable: (site) => anyNullable(site) || options.tries || !site.conf.ansi,
    kernel: (site) => makeTimestampKernel(site, options),
  })
}

const makeDate = defineFunction({
  name: 'make_date',
  takes: [intType, intType, intType],
  returns: dateType,
  nullable: (site) => anyNullable(site) || !site.conf.ansi,
  kernel: (site) =>
    strictOrNull((year: number, month: number, day: number) => {
      const days = Math.abs(year) > maxYear ? null : validDays(year, month, day)
      return days === null && site.conf.ansi ? outOfBounds(`Invalid date ${year}-${month}-${day}`) : days
    }),
})

/** A function of the batch alone. */
function ofBatch(
  name: string,
  returns: DataType,
  make: (site: CallSite) => (micros: number) => unknown,
): FunctionDefinition {
  return defineFunction({
    name,
    takes: [],
    returns,
    nullable: false,
    kernel: (site) => {
      const from = make(site)
      return {
        nulls: 'propagate',
        mayReturnNull: false,
        usesContext: true,
        evaluate: (context: EvaluationContext) => from(context.batchTimestampMicros),
      }
    },
  })
}

/** The local time of an instant in the session's zone. */
function localOf(site: CallSite): (micros: number) => number {
  const zone = timeZone(site.conf.timeZone)
  return (micros) => micros + zone.offsetMicrosAt(micros)
}

const currentTimestamp = ofBatch('current_timestamp', timestampType, () => (micros) => micros)
const currentDate = ofBatch('current_date', dateType, (site) => {
  const local = localOf(site)
  return (micros) => daysOfMicros(local(micros))
})

/** Times from their fields, and the time of the batch. */
export const datetimeMakeFunctions: readonly FunctionDefinition[] = [
  makeTimestamp('make_timestamp', { tries: false, type: timestampType }),
  makeTimestamp('make_timestamp_ltz', { tries: false, type: timestampType }),
  makeTimestamp('make_timestamp_ntz', { tries: false, type: timestampNtzType }),
  makeTimestamp('try_make_timestamp', { tries: true, type: timestampType }),
  makeTimestamp('try_make_timestamp_ltz', { tries: true, type: timestampType }),
  makeTimestamp('try_make_timestamp_ntz', { tries: true, type: timestampNtzType }),
  makeDate,
  currentTimestamp,
  alias('now', currentTimestamp),
  ofBatch('localtimestamp', timestampNtzType, localOf),
  currentDate,
  alias('curdate', currentDate),
  ofBatch('current_timezone', stringType, (site) => () => site.conf.timeZone),
]
