import { AnalysisException } from '../../errors/streamkit-error.ts'
import { type DataType, dateType, decimalType, intType, stringType, timestampType } from '../../types/data-type.ts'
import { civilFromDays, dayOfYear, daysFromCivil, weekdayOf } from '../datetime/civil.ts'
import { dateTimeNames } from '../datetime/pattern/datetime-names.ts'
import { type TimeZone, timeZone } from '../datetime/time-zone.ts'
import { microsPerDay, microsPerHour, microsPerMinute, microsPerSecond } from '../datetime/units.ts'
import type { CallSite, FunctionDefinition, Kernel } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import { anyNullable, argumentAt, requireArguments } from '../signature.ts'
import { alias, defineFunction } from './define-function.ts'

/** The year that an ISO week belongs to and its number: a week is of the year that its Thursday is in. */
function isoWeek(days: number): { readonly year: number; readonly week: number } {
  const thursday = days - weekdayOf(days) + 3
  const { year } = civilFromDays(thursday)
  return { year, week: Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1 }
}

const quarterOf = (days: number): number => Math.floor((civilFromDays(days).month - 1) / 3) + 1
const yearOf = (days: number): number => civilFromDays(days).year
const monthOf = (days: number): number => civilFromDays(days).month
const dayOf = (days: number): number => civilFromDays(days).day
/** Sunday is 1. */
const dayOfWeek = (days: number): number => ((weekdayOf(days) + 1) % 7) + 1

function dateField(name: string, evaluate: (days: number) => number): FunctionDefinition {
  return defineFunction({ name, takes: [dateType], returns: intType, evaluate })
}

type LocalField = (localMicros: number) => number
const hourOf: LocalField = (local) =>
  Math.floor((local - Math.floor(local / microsPerDay) * microsPerDay) / microsPerHour)
const minuteOf: LocalField = (local) =>
  Math.floor((local - Math.floor(local / microsPerHour) * microsPerHour) / microsPerMinute)
const secondOf: LocalField = (local) =>
  Math.floor((local - Math.floor(local / microsPerMinute) * microsPerMinute) / microsPerSecond)
const microOfMinute: LocalField = (local) => local - Math.floor(local / microsPerMinute) * microsPerMinute

/** A field of the local time of an instant. */
function inZone(zone: TimeZone, field: LocalField): (micros: number) => number {
  return zone.isUtc ? field : (micros) => field(micros + zone.offsetMicrosAt(micros))
}

function timeField(name: string, field: LocalField): FunctionDefinition {
  return defineFunction({
    name,
    takes: [timestampType],
    returns: intType,
    kernel: (site) => strict(inZone(timeZone(site.conf.timeZone), field)),
  })
}

function nameField(name: string, nameOf: (days: number) => string): FunctionDefinition {
  return defineFunction({ name, takes: [dateType], returns: stringType, evaluate: nameOf })
}

interface ExtractField {
  readonly from: 'date' | 'time'
  readonly field: (value: number) => number
  readonly type?: DataType
}
const fromDate = (field: (days: number) => number): ExtractField => ({ from: 'date', field })
const fromTime = (field: LocalField): ExtractField => ({ from: 'time', field })
const names = (text: string, field: ExtractField): Record<string, ExtractField> =>
  Object.fromEntries(text.split(' ').map((name) => [name, field]))

const extractFields: Readonly<Record<string, ExtractField>> = {
  ...names('YEAR Y YEARS YR YRS', fromDate(yearOf)),
  ...names(
    'YEAROFWEEK',
    fromDate((days) => isoWeek(days).year),
  ),
  ...names('QUARTER QTR', fromDate(quarterOf)),
  ...names('MONTH MON MONS MONTHS', fromDate(monthOf)),
  ...names(
    'WEEK W WEEKS',
    fromDate((days) => isoWeek(days).week),
  ),
  ...names('DAY D DAYS', fromDate(dayOf)),
  ...names('DAYOFWEEK DOW', fromDate(dayOfWeek)),
  ...names(
    'DAYOFWEEK_ISO DOW_ISO',
    fromDate((days) => weekdayOf(days) + 1),
  ),
  ...names('DOY', fromDate(dayOfYear)),
  ...names('HOUR H HOURS HR HRS', fromTime(hourOf)),
  ...names('MINUTE M MIN MINS MINUTES', fromTime(minuteOf)),
  // seconds with their fraction: decimal(8,6) is microseconds unscaled
  ...names('SECOND S SEC SECONDS SECS', { ...fromTime(microOfMinute), type: decimalType(8, 6) }),
}

function extractField(name: string, site: CallSite): ExtractField {
  const { literal } = argumentAt(site, 0)
  const field = typeof literal === 'string' ? extractFields[literal.toUpperCase()] : undefined
  if (field !== undefined) return field
  throw new AnalysisException('INVALID_EXTRACT_FIELD', {
    field: String(literal ?? 'a column'),
    expr: `${name} from ${argumentAt(site, 1).dataType.kind}`,
  })
}

/** `extract(field, source)`: the field is a constant. */
const extract: FunctionDefinition = {
  name: 'extract',
  signature: (site) => {
    requireArguments('extract', site, [2])
    const field = extractField('extract', site)
    const input = field.from === 'date' ? dateType : timestampType
    return { inputs: [stringType, input], dataType: field.type ?? intType, nullable: anyNullable(site) }
  },
  kernel: (site): Kernel => {
    const { from, field } = extractField('extract', site)
    const of = from === 'date' ? field : inZone(timeZone(site.conf.timeZone), field)
    return strict((_: string, value: number) => of(value))
  },
}

const day = dateField('day', dayOf)

/** Parts of dates and times. */
export const datetimeFieldFunctions: readonly FunctionDefinition[] = [
  dateField('year', yearOf),
  dateField('quarter', quarterOf),
  dateField('month', monthOf),
  day,
  alias('dayofmonth', day),
  dateField('dayofweek', dayOfWeek),
  dateField('weekday', weekdayOf),
  dateField('dayofyear', dayOfYear),
  dateField('weekofyear', (days) => isoWeek(days).week),
  timeField('hour', hourOf),
  timeField('minute', minuteOf),
  timeField('second', secondOf),
  nameField('dayname', (days) => dateTimeNames().names('dayOfWeek', false)[weekdayOf(days) + 1] as string),
  nameField('monthname', (days) => dateTimeNames().names('month', false)[monthOf(days)] as string),
  extract,
  alias('date_part', extract),
  alias('datepart', extract),
]
