import type { Float64Vector, Int32Vector } from '../../../columnar/column-vector.ts'
import { isStreamKitError } from '../../../errors/streamkit-error.ts'
import { parseDate } from '../../../expressions/datetime/parse-date.ts'
import { parseTimestamp, parseTimestampNtz } from '../../../expressions/datetime/parse-timestamp.ts'
import { parseDateBytes, parseTimestampBytes } from '../../../expressions/datetime/parse-timestamp-bytes.ts'
import { dateTimePattern } from '../../../expressions/datetime/pattern/datetime-pattern.ts'
import { type TimeZone, utc } from '../../../expressions/datetime/time-zone.ts'
import type { CsvOptions } from '../csv-options.ts'
import { type FieldColumn, reject, textOf } from './field-column.ts'

const isoDate = 'yyyy-MM-dd'
/** Patterns that the byte parsers read, by length of the text. */
const isoTimestamps: ReadonlyMap<string, number> = new Map([
  ['yyyy-MM-dd HH:mm:ss', 19],
  ["yyyy-MM-dd'T'HH:mm:ss", 19],
  ['yyyy-MM-dd HH:mm:ss.SSS', 23],
  ["yyyy-MM-dd'T'HH:mm:ss.SSS", 23],
  ['yyyy-MM-dd HH:mm:ss.SSSSSS', 26],
  ["yyyy-MM-dd'T'HH:mm:ss.SSSSSS", 26],
])

type TextParser = (text: string) => number | null

/** Dates: by `dateFormat`, or by the rules of a cast. */
export function dateDecoder(options: CsvOptions): (column: FieldColumn) => Int32Vector {
  const format = options.dateFormat ?? isoDate
  const fallback = options.dateTimeFallback ?? options.dateFormat === null
  const parse = withFallback(
    patternOf(format, (pattern, text) => pattern.parseDate(text)),
    fallback ? parseDate : null,
  )
  const fast = format === isoDate
  return (column) => {
    const { bytes, starts, ends, count } = column
    const values = new Int32Array(count)
    for (let i = 0; i < count; i++) {
      if (column.nulls !== null && column.nulls[i] === 1) continue
      let days = fast ? parseDateBytes(bytes, starts[i] as number, ends[i] as number) : null
      if (days === null) days = parse(textOf(column, i))
      if (days === null) reject(column, i)
      else values[i] = days
    }
    return { kind: 'int32', values, nulls: column.nulls }
  }
}

/** Instants: by `timestampFormat`, or by the rules of a cast. `zone` is that of texts that name none. */
export function timestampDecoder(options: CsvOptions, zone: TimeZone): (column: FieldColumn) => Float64Vector {
  const cast: TextParser = (text) => parseTimestamp(withoutGmt(text), zone)
  const format = options.timestampFormat
  const parse =
    format === null
      ? cast
      : withFallback(
          patternOf(format, (pattern, text) => pattern.parse(text, zone)),
          options.dateTimeFallback === true ? cast : null,
        )
  return microsDecoder(parse, { format, zone, allowZone: true })
}

/** Local times: by `timestampNTZFormat`, or by the rules of a cast, which then allow no zone. */
export function timestampNtzDecoder(options: CsvOptions): (column: FieldColumn) => Float64Vector {
  const format = options.timestampNtzFormat
  const parse =
    format === null
      ? withoutZone
      : withFallback(
          patternOf(format, (pattern, text) => pattern.parseNtz(text)),
          null,
        )
  return microsDecoder(parse, { format, zone: utc, allowZone: false })
}

interface MicrosForm {
  readonly format: string | null
  readonly zone: TimeZone
  readonly allowZone: boolean
}

function microsDecoder(parse: TextParser, form: MicrosForm): (column: FieldColumn) => Float64Vector {
  const { format, zone, allowZone } = form
  // with a pattern only texts of its length and separator have the form
  const length = format === null ? 0 : (isoTimestamps.get(format) ?? -1)
  const separator = format === null ? -1 : format.includes('T') ? 0x54 : 0x20
  return (column) => {
    const { bytes, starts, ends, count } = column
    const values = new Float64Array(count)
    const range = { start: 0, end: 0 }
    for (let i = 0; i < count; i++) {
      if (column.nulls !== null && column.nulls[i] === 1) continue
      range.start = starts[i] as number
      range.end = ends[i] as number
      let micros: number | null = null
      const fits =
        length === 0
          ? allowZone || bytes[range.end - 1] !== 0x5a
          : range.end - range.start === length && bytes[range.start + 10] === separator && bytes[range.end - 1] !== 0x5a
      if (fits) micros = parseTimestampBytes(bytes, range, zone)
      if (micros === null) micros = keptExactly(parse, textOf(column, i))
      if (micros === null) reject(column, i)
      else values[i] = micros
    }
    return { kind: 'float64', values, nulls: column.nulls }
  }
}

/** A microsecond so far from 1970 that a column cannot hold it is a value that cannot be read: never a rounded one. */
function keptExactly(parse: TextParser, text: string): number | null {
  try {
    return parse(text)
  } catch (error) {
    if (isStreamKitError(error) && error.condition === 'DATETIME_OVERFLOW') return null
    throw error
  }
}

/** A pattern is checked when the query starts, not at the first value. */
function patternOf(
  format: string,
  read: (pattern: ReturnType<typeof dateTimePattern>, text: string) => number | null,
): TextParser {
  const pattern = dateTimePattern(format)
  pattern.check('parse')
  return (text) => read(pattern, text)
}

function withFallback(parse: TextParser, fallback: TextParser | null): TextParser {
  if (fallback === null) return parse
  return (text) => parse(text) ?? fallback(withoutGmt(text))
}

/** What old Java programs write: `2000-01-01T00:00GMT+01:00`. */
function withoutGmt(text: string): string {
  const at = text.indexOf('GMT')
  return at < 0 || text.length === at + 3 ? text : text.slice(0, at) + text.slice(at + 3)
}

/** A local time by the rules of a cast; a text that names a zone is none. */
function withoutZone(text: string): number | null {
  return namesZone.test(text) ? null : parseTimestampNtz(text)
}

/** Something behind a time of day that is neither digits nor a point: the only place where a zone can stand. */
const namesZone = /[T ]\d{1,2}(?::\d{1,2}){0,2}(?:\.\d*)?\s*[^\d\s:.\0-\x20\x7f]/
