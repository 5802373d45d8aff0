import type { OptionReader } from '../../contracts/source.ts'
import { IllegalArgumentException } from '../../errors/streamkit-error.ts'
import { type Charset, charset } from '../../text-files/charset.ts'

/** What happens to a malformed record. */
export type ParseMode = 'permissive' | 'dropMalformed' | 'failFast'

/** What happens to a quote inside a quoted value that nothing escapes. */
export type UnescapedQuoteHandling = 'stopAtDelimiter' | 'stopAtClosingQuote' | 'skipValue' | 'raiseError'

/** The options of `format('csv')`, checked. Meaning and defaults are Spark's; characters that are switched off are ''. */
export interface CsvOptions {
  readonly sep: string
  readonly quote: string
  readonly escape: string
  /** Escapes the escape character: the escape itself unless told otherwise, '' if the quote is its own escape. */
  readonly charToEscapeQuoteEscaping: string
  readonly comment: string
  readonly header: boolean
  readonly inferSchema: boolean
  /** The share of lines that tell types: above 0, 1 is all. */
  readonly samplingRatio: number
  /** A text that is a date and a time is a date. */
  readonly preferDate: boolean
  /** Values that a query does not ask for are not looked at, and so not found malformed. */
  readonly columnPruning: boolean
  readonly enforceSchema: boolean
  readonly ignoreLeadingWhiteSpace: boolean
  readonly ignoreTrailingWhiteSpace: boolean
  readonly multiLine: boolean
  /** Null: `\n`, `\r\n` and `\r`. */
  readonly lineSep: string | null
  readonly charset: Charset
  readonly nullValue: string
  readonly emptyValue: string
  readonly nanValue: string
  readonly positiveInf: string
  readonly negativeInf: string
  /** Null: the rules of a cast. */
  readonly dateFormat: string | null
  readonly timestampFormat: string | null
  readonly timestampNtzFormat: string | null
  /** Whether a text that does not fit the pattern may be read by the rules of a cast; null: only where no pattern is given. */
  readonly dateTimeFallback: boolean | null
  readonly mode: ParseMode
  readonly columnNameOfCorruptRecord: string
  readonly maxColumns: number
  /** -1: no limit. */
  readonly maxCharsPerColumn: number
  /** The longest record that is kept in memory; Spark has no such limit. */
  readonly maxRecordBytes: number
  readonly unescapedQuoteHandling: UnescapedQuoteHandling
  /** Null: the zone of the session. */
  readonly timeZone: string | null
}

const defaultMaxColumns = 20_480
const defaultMaxRecordBytes = 32 * 1024 * 1024

/** Reads and checks the options of one query. */
export function csvOptions(options: OptionReader): CsvOptions {
  refuseLocale(options)
  const quote = csvCharacter(options, 'quote', '"')
  const escaper = csvCharacter(options, 'escape', '\\')
  return {
    sep: csvSeparator(options),
    quote,
    escape: escaper,
    charToEscapeQuoteEscaping:
      csvCharacter(options, 'charToEscapeQuoteEscaping', '') || (quote === escaper ? '' : escaper),
    comment: csvCharacter(options, 'comment', ''),
    header: options.boolean('header', false),
    inferSchema: options.boolean('inferSchema', false),
    samplingRatio: samplingRatio(options),
    preferDate: options.boolean('preferDate', true),
    columnPruning: options.boolean('columnPruning', true),
    enforceSchema: options.boolean('enforceSchema', true),
    ignoreLeadingWhiteSpace: options.boolean('ignoreLeadingWhiteSpace', false),
    ignoreTrailingWhiteSpace: options.boolean('ignoreTrailingWhiteSpace', false),
    multiLine: options.boolean('multiLine', false),
    lineSep: csvLineSeparator(options),
    charset: charset(options.string('encoding') ?? options.string('charset') ?? 'UTF-8'),
    nullValue: options.string('nullValue', ''),
    emptyValue: options.string('emptyValue', ''),
    nanValue: options.string('nanValue', 'NaN'),
    positiveInf: options.string('positiveInf', 'Inf'),
    negativeInf: options.string('negativeInf', '-Inf'),
    dateFormat: options.string('dateFormat') ?? null,
    timestampFormat: options.string('timestampFormat') ?? null,
    timestampNtzFormat: options.string('timestampNTZFormat') ?? null,
    dateTimeFallback: options.has('enableDateTimeParsingFallback')
      ? options.boolean('enableDateTimeParsingFallback', false)
      : null,
    mode: parseMode(options.string('mode', 'PERMISSIVE')),
    columnNameOfCorruptRecord: options.string('columnNameOfCorruptRecord', '_corrupt_record'),
    maxColumns: options.integer('maxColumns', { min: 1 }) ?? defaultMaxColumns,
    maxCharsPerColumn: options.integer('maxCharsPerColumn', { min: -1 }) ?? -1,
    maxRecordBytes: options.integer('maxRecordBytes', { min: 1 }) ?? defaultMaxRecordBytes,
    unescapedQuoteHandling: quoteHandling(options.string('unescapedQuoteHandling', 'STOP_AT_DELIMITER')),
    timeZone: options.string('timeZone') ?? null,
  }
}

function samplingRatio(options: OptionReader): number {
  const text = options.string('samplingRatio', '1')
  const ratio = Number(text)
  if (text.trim() !== '' && ratio > 0) return ratio
  throw refusal('samplingRatio', text, { reason: 'it must be a number above 0; 1 is everything' })
}

/** A mode that nobody knows is PERMISSIVE, as in Spark. */
function parseMode(name: string): ParseMode {
  switch (name.toUpperCase()) {
    case 'DROPMALFORMED':
      return 'dropMalformed'
    case 'FAILFAST':
      return 'failFast'
    default:
      return 'permissive'
  }
}

function quoteHandling(name: string): UnescapedQuoteHandling {
  switch (name.toUpperCase()) {
    case 'STOP_AT_DELIMITER':
      return 'stopAtDelimiter'
    case 'STOP_AT_CLOSING_QUOTE':
      return 'stopAtClosingQuote'
    case 'SKIP_VALUE':
      return 'skipValue'
    case 'RAISE_ERROR':
      return 'raiseError'
    default:
      throw refusal('unescapedQuoteHandling', name, {
        reason: 'use STOP_AT_DELIMITER, STOP_AT_CLOSING_QUOTE, SKIP_VALUE or RAISE_ERROR',
      })
  }
}

/** A character, or '' for none. */
export function csvCharacter(options: OptionReader, name: string, fallback: string): string {
  const value = options.string(name, fallback)
  if (value.length > 1) throw refusal(name, value, { reason: 'it must be one character, or empty to switch it off' })
  // Java's way to say "none"
  return value === '\0' ? '' : value
}

/** Spark's escapes in a separator: `\t`, `\\`, `\u0000` and the like. */
const separatorEscapes: ReadonlyMap<string, string> = new Map([
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
])

/** What stands between two columns, escapes resolved. */
export function csvSeparator(options: OptionReader): string {
  const given = options.string('sep') ?? options.string('delimiter') ?? ','
  if (given === '') throw refusal('sep', given, { reason: 'it must have at least one character' })
  // a single backslash is itself
  if (given === '\\') throw refusal('sep', given, { reason: 'write a backslash as two' })
  return given.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (whole, code: string) => {
    if (code === 'u0000' || code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    const escaped = separatorEscapes.get(code)
    if (escaped === undefined)
      throw refusal('sep', given, { reason: `${whole} is no escape; write a backslash as two` })
    return escaped
  })
}

/** The end of a line, null if the option is not set. */
export function csvLineSeparator(options: OptionReader): string | null {
  const given = options.string('lineSep')
  if (given === undefined) return null
  if (given === '' || given.length > 2) throw refusal('lineSep', given, { reason: 'it must be one or two characters' })
  return given
}

function refuseLocale(options: OptionReader): void {
  const name = options.string('locale', 'en-US')
  if (/^en(?:[-_]|$)/i.test(name)) return
  throw refusal('locale', name, { reason: 'numbers and months are read in English (en-US) only' })
}

function refusal(option: string, value: string, { reason }: { reason: string }): IllegalArgumentException {
  return new IllegalArgumentException('INVALID_CSV_OPTION', { option, value: JSON.stringify(value), reason })
}
