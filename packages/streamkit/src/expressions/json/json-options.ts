import { IllegalArgumentException } from '../../errors/streamkit-error.ts'
import type { DateTimePattern } from '../datetime/pattern/datetime-pattern.ts'
import { dateTimePattern } from '../datetime/pattern/datetime-pattern.ts'
import { type TimeZone, timeZone } from '../datetime/time-zone.ts'
import type { ExpressionConf } from '../expression.ts'
import { defaultLeniency, type JsonLeniency } from './json-leniency.ts'

/** Spark's JSON options, by name in any case. */
export type JsonOptionTexts = Readonly<Record<string, string | number | boolean>>

/** The options that reading and writing one JSON text look at. */
export interface JsonOptions {
  readonly zone: TimeZone
  readonly mode: 'PERMISSIVE' | 'FAILFAST'
  readonly corruptRecordColumn: string
  readonly ignoreNullFields: boolean
  readonly pretty: boolean
  /** Fields and keys are written in the order of their names. */
  readonly sortKeys: boolean
  /** Characters beyond ASCII are written as `\u` and their code. */
  readonly asciiOnly: boolean
  readonly dateFormat: DateTimePattern | null
  readonly timestampFormat: DateTimePattern | null
  readonly timestampNtzFormat: DateTimePattern | null
  /** Whether what does not fit a pattern may be read by the rules of a cast; null: only where no pattern is given. */
  readonly dateTimeFallback: boolean | null
  /** What is read as text, and is none, stays as it stands; else it is written anew, as Spark does everywhere but in JSON lines. */
  readonly exactText: boolean
  readonly leniency: JsonLeniency
}

/** Reads options. DROPMALFORMED is refused: a function cannot drop a row. */
export function jsonOptions(texts: JsonOptionTexts, conf: ExpressionConf): JsonOptions {
  const byName = new Map(Object.entries(texts).map(([name, value]) => [name.toLowerCase(), String(value)]))
  const text = (name: string): string | undefined => byName.get(name.toLowerCase())
  const flag = (name: string, missing: boolean): boolean => (text(name) ?? String(missing)).toLowerCase() === 'true'
  const limit = (name: string, missing: number): number => {
    const found = text(name)
    if (found === undefined) return missing
    if (/^\d{1,10}$/.test(found)) return Number(found)
    const expected = 'a whole number, at least 0'
    throw new IllegalArgumentException('INVALID_OPTION_VALUE', { format: 'json', option: name, value: found, expected })
  }
  const pattern = (name: string): DateTimePattern | null => {
    const found = text(name)
    return found === undefined ? null : dateTimePattern(found, text('locale') ?? 'en-US')
  }
  const mode = (text('mode') ?? 'PERMISSIVE').toUpperCase()
  if (mode === 'DROPMALFORMED') {
    throw new IllegalArgumentException('PARSE_MODE_UNSUPPORTED', { funcName: '`from_json`', mode })
  }
  return {
    zone: timeZone(text('timeZone') ?? conf.timeZone),
    mode: mode === 'FAILFAST' ? 'FAILFAST' : 'PERMISSIVE',
    corruptRecordColumn: text('columnNameOfCorruptRecord') ?? '_corrupt_record',
    ignoreNullFields: flag('ignoreNullFields', true),
    pretty: flag('pretty', false),
    sortKeys: flag('sortKeys', false),
    asciiOnly: flag('writeNonAsciiCharacterAsCodePoint', false),
    dateFormat: pattern('dateFormat'),
    timestampFormat: pattern('timestampFormat'),
    timestampNtzFormat: pattern('timestampNTZFormat'),
    dateTimeFallback:
      text('enableDateTimeParsingFallback') === undefined ? null : flag('enableDateTimeParsingFallback', false),
    exactText: false,
    leniency: {
      singleQuotes: flag('allowSingleQuotes', defaultLeniency.singleQuotes),
      unquotedFieldNames: flag('allowUnquotedFieldNames', false),
      nonNumericNumbers: flag('allowNonNumericNumbers', defaultLeniency.nonNumericNumbers),
      leadingZeros: flag('allowNumericLeadingZeros', false),
      comments: flag('allowComments', false),
      backslashAnyCharacter: flag('allowBackslashEscapingAnyCharacter', false),
      unquotedControlChars: flag('allowUnquotedControlChars', false),
      maxNestingDepth: limit('maxNestingDepth', defaultLeniency.maxNestingDepth),
      maxNumberLength: limit('maxNumLen', defaultLeniency.maxNumberLength),
      maxStringLength: limit('maxStringLen', defaultLeniency.maxStringLength),
    },
  }
}
