import type { OptionReader } from '../../contracts/source.ts'
import { type JsonOptions, jsonOptions } from '../../expressions/json/json-options.ts'

/** What reading and writing look at beside the mode. */
const names = [
  'timeZone',
  'locale',
  'columnNameOfCorruptRecord',
  'ignoreNullFields',
  'pretty',
  'sortKeys',
  'writeNonAsciiCharacterAsCodePoint',
  'dateFormat',
  'timestampFormat',
  'timestampNTZFormat',
  'enableDateTimeParsingFallback',
  'allowSingleQuotes',
  'allowUnquotedFieldNames',
  'allowNonNumericNumbers',
  'allowNumericLeadingZeros',
  'allowComments',
  'allowBackslashEscapingAnyCharacter',
  'allowUnquotedControlChars',
  'maxNestingDepth',
  'maxNumLen',
  'maxStringLen',
] as const

/** The options that JSON in files shares with `from_json` and `to_json`. */
export function jsonFileOptions(options: OptionReader, timeZone: string): JsonOptions {
  const texts: Record<string, string> = {}
  for (const name of names) {
    const text = options.string(name)
    if (text !== undefined) texts[name] = text
  }
  return jsonOptions(texts, { timeZone, ansi: true })
}
