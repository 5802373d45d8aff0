import type { OptionReader } from '../../contracts/source.ts'
import { IllegalArgumentException } from '../../errors/streamkit-error.ts'
import { parseTimestamp } from '../../expressions/datetime/parse-timestamp.ts'
import type { JsonTypeRules } from '../../expressions/json/infer-json-type.ts'
import type { JsonOptions } from '../../expressions/json/json-options.ts'
import { charset } from '../../text-files/charset.ts'
import type { LineOptions } from '../../text-files/line-blocks.ts'
import { lineSeparator } from '../../text-files/line-separator.ts'
import { type ParseMode, parseMode } from '../../text-files/parse-mode.ts'
import { jsonFileOptions } from './json-file-options.ts'

/** The options of reading JSON files, checked. Meaning and defaults are Spark's. */
export interface JsonReadOptions {
  readonly json: JsonOptions
  readonly mode: ParseMode
  /** The whole file is one value, however many lines it has. */
  readonly multiLine: boolean
  readonly lines: LineOptions
  /** Finding types: what the texts say. */
  readonly rules: JsonTypeRules
  readonly dropFieldIfAllNull: boolean
  /** The share of the records that is looked at to find types. */
  readonly samplingRatio: number
}

const defaultMaxRecordBytes = 32 * 1024 * 1024

export function jsonReadOptions(options: OptionReader, timeZone: string, pieceBytes?: number): JsonReadOptions {
  const multiLine = options.boolean('multiLine', false)
  const encoding = charset(options.string('encoding') ?? options.string('charset') ?? 'UTF-8')
  const json = { ...jsonFileOptions(options, timeZone), exactText: !multiLine && encoding === 'utf-8' }
  json.dateFormat?.check('parse')
  json.timestampFormat?.check('parse')
  json.timestampNtzFormat?.check('parse')
  return {
    json,
    mode: parseMode(options.string('mode', 'PERMISSIVE')),
    multiLine,
    lines: {
      charset: encoding,
      lineSep: lineSeparator(options),
      maxRecordBytes: options.integer('maxRecordBytes', { min: 1 }) ?? defaultMaxRecordBytes,
      ...(pieceBytes === undefined ? {} : { pieceBytes }),
    },
    rules: {
      primitivesAsString: options.boolean('primitivesAsString', false),
      prefersDecimal: options.boolean('prefersDecimal', false),
      isTimestamp: options.boolean('inferTimestamp', false) ? timestampTest(json) : null,
    },
    dropFieldIfAllNull: options.boolean('dropFieldIfAllNull', false),
    samplingRatio: ratio(options),
  }
}

function timestampTest({ timestampFormat, zone }: JsonOptions): (text: string) => boolean {
  if (timestampFormat !== null) return (text) => timestampFormat.parse(text, zone) !== null
  return (text) => parseTimestamp(text, zone) !== null
}

function ratio(options: OptionReader): number {
  const text = options.string('samplingRatio', '1.0')
  const value = Number(text)
  if (text.trim() !== '' && value > 0) return Math.min(value, 1)
  const expected = 'a number above 0, at most 1'
  throw new IllegalArgumentException('INVALID_OPTION_VALUE', {
    format: 'json',
    option: 'samplingRatio',
    value: text,
    expected,
  })
}
