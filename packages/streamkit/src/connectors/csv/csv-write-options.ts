import type { OptionReader } from '../../contracts/source.ts'
import type { DateTimePattern } from '../../expressions/datetime/pattern/datetime-pattern.ts'
import { dateTimePattern } from '../../expressions/datetime/pattern/datetime-pattern.ts'
import { type TimeZone, timeZone } from '../../expressions/datetime/time-zone.ts'
import { type Charset, charset } from '../../text-files/charset.ts'
import { csvCharacter, csvLineSeparator, csvSeparator } from './csv-options.ts'

/** The options of writing CSV, checked. Meaning and defaults are Spark's. */
export interface CsvWriteOptions {
  readonly sep: string
  /** U+0000 if it is switched off: Spark then writes that character. */
  readonly quote: string
  readonly escape: string
  /** '': escapes are not escaped. */
  readonly charToEscapeQuoteEscaping: string
  /** A first column that begins with it is quoted. */
  readonly comment: string
  /** A value with a quote in it is quoted. */
  readonly escapeQuotes: boolean
  readonly quoteAll: boolean
  readonly header: boolean
  readonly nullValue: string
  readonly emptyValue: string
  readonly ignoreLeadingWhiteSpace: boolean
  readonly ignoreTrailingWhiteSpace: boolean
  readonly lineSep: string
  readonly charset: Charset
  /** Null: `yyyy-MM-dd`. */
  readonly dateFormat: DateTimePattern | null
  readonly timestampFormat: DateTimePattern
  readonly timestampNtzFormat: DateTimePattern
  readonly zone: TimeZone
}

const defaultTimestampFormat = "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXXXX]"
const defaultTimestampNtzFormat = "yyyy-MM-dd'T'HH:mm:ss[.SSS]"

/** Reads and checks the options of one write. */
export function csvWriteOptions(options: OptionReader, sessionTimeZone: string): CsvWriteOptions {
  const quote = csvCharacter(options, 'quote', '"') || '\0'
  const escaper = csvCharacter(options, 'escape', '\\') || '\0'
  return {
    sep: csvSeparator(options),
    quote,
    escape: escaper,
    charToEscapeQuoteEscaping:
      csvCharacter(options, 'charToEscapeQuoteEscaping', '') || (quote === escaper ? '' : escaper),
    comment: csvCharacter(options, 'comment', '') || '#',
    escapeQuotes: options.boolean('escapeQuotes', true),
    quoteAll: options.boolean('quoteAll', false),
    header: options.boolean('header', false),
    nullValue: options.string('nullValue', ''),
    emptyValue: options.string('emptyValue', '""'),
    ignoreLeadingWhiteSpace: options.boolean('ignoreLeadingWhiteSpace', true),
    ignoreTrailingWhiteSpace: options.boolean('ignoreTrailingWhiteSpace', true),
    lineSep: csvLineSeparator(options) ?? '\n',
    charset: charset(options.string('encoding') ?? options.string('charset') ?? 'UTF-8'),
    dateFormat: options.has('dateFormat') ? pattern(options, 'dateFormat', '') : null,
    timestampFormat: pattern(options, 'timestampFormat', defaultTimestampFormat),
    timestampNtzFormat: pattern(options, 'timestampNTZFormat', defaultTimestampNtzFormat),
    zone: timeZone(options.string('timeZone') ?? sessionTimeZone),
  }
}

/** A pattern is checked when the write starts, not at the first value. */
function pattern(options: OptionReader, name: string, fallback: string): DateTimePattern {
  const made = dateTimePattern(options.string(name, fallback), options.string('locale', 'en-US'))
  made.check('format')
  return made
}
