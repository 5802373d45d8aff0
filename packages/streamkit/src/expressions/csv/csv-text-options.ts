import { type DateTimePattern, dateTimePattern } from '../datetime/pattern/datetime-pattern.ts'
import { type TimeZone, timeZone, utc } from '../datetime/time-zone.ts'
import type { ExpressionConf } from '../expression.ts'

/** The options that one line of CSV as text looks at. */
export interface CsvTextOptions {
  readonly separator: string
  /** Empty: nothing is quoted. */
  readonly quote: string
  readonly escape: string
  readonly nullValue: string
  readonly emptyValue: string | null
  readonly mode: 'PERMISSIVE' | 'FAILFAST'
  readonly corruptRecordColumn: string
  /** Null: whether it is trimmed depends on whether one reads or writes. */
  readonly trims: { readonly leading: boolean | null; readonly trailing: boolean | null }
  readonly quoteAll: boolean
  readonly dateFormat: DateTimePattern | null
  /** Null when nobody said: then reading takes what a cast takes. */
  readonly givenTimestampFormat: DateTimePattern | null
  readonly timestampFormat: DateTimePattern
  readonly timestampNtzFormat: DateTimePattern
  readonly zone: TimeZone
  readonly utc: TimeZone
  readonly conf: ExpressionConf
}

/** Spark's CSV options, by name in any case. */
export function csvTextOptions(texts: Readonly<Record<string, unknown>>, conf: ExpressionConf): CsvTextOptions {
  const byName = new Map(Object.entries(texts).map(([name, value]) => [name.toLowerCase(), String(value)]))
  const text = (...names: readonly string[]): string | undefined =>
    names.map((name) => byName.get(name.toLowerCase())).find((value) => value !== undefined)
  const flag = (name: string): boolean | null =>
    byName.has(name.toLowerCase()) ? text(name)?.toLowerCase() === 'true' : null
  const pattern = (value: string): DateTimePattern => dateTimePattern(value, text('locale') ?? 'en-US')
  const [date, timestamp] = [text('dateFormat'), text('timestampFormat')]
  const givenTimestampFormat = timestamp === undefined ? null : pattern(timestamp)
  return {
    separator: text('sep', 'delimiter') ?? ',',
    quote: text('quote') ?? '"',
    escape: text('escape') ?? '\\',
    nullValue: text('nullValue') ?? '',
    emptyValue: text('emptyValue') ?? null,
    mode: (text('mode') ?? '').toUpperCase() === 'FAILFAST' ? 'FAILFAST' : 'PERMISSIVE',
    corruptRecordColumn: text('columnNameOfCorruptRecord') ?? '_corrupt_record',
    trims: { leading: flag('ignoreLeadingWhiteSpace'), trailing: flag('ignoreTrailingWhiteSpace') },
    quoteAll: flag('quoteAll') ?? false,
    dateFormat: date === undefined ? null : pattern(date),
    givenTimestampFormat,
    timestampFormat: givenTimestampFormat ?? pattern("yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]"),
    timestampNtzFormat: pattern(text('timestampNTZFormat') ?? "yyyy-MM-dd'T'HH:mm:ss[.SSS]"),
    zone: timeZone(text('timeZone') ?? conf.timeZone),
    utc,
    conf,
  }
}
