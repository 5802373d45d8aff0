import { AnalysisException } from '../../errors/streamkit-error.ts'
import { type DataType, isIntegral, sqlType, stringType } from '../../types/data-type.ts'
import { castKernel } from '../cast/cast-kernel.ts'
import { parseDate } from '../datetime/parse-date.ts'
import { parseTimestamp } from '../datetime/parse-timestamp.ts'
import type { CsvTextOptions } from './csv-text-options.ts'

/** Reads the text of a field; null where it is no value of the type. */
export function csvValueReader(type: DataType, options: CsvTextOptions): (text: string) => unknown {
  const { dateFormat, givenTimestampFormat, zone, conf } = options
  if (type.kind === 'string') return (text) => text
  if (type.kind === 'date') return (text) => (dateFormat === null ? parseDate(text) : dateFormat.parseDate(text))
  if (type.kind === 'timestamp') {
    return (text) =>
      givenTimestampFormat === null ? parseTimestamp(text, zone) : givenTimestampFormat.parse(text, zone)
  }
  if (type.kind === 'boolean') {
    return (text) => (/^true$/i.test(text) ? true : /^false$/i.test(text) ? false : null)
  }
  if (['array', 'map', 'struct', 'binary', 'void'].includes(type.kind)) {
    throw new AnalysisException('UNSUPPORTED_DATATYPE', { typeName: sqlType(type) })
  }
  const cast = castKernel(stringType, type, { mode: 'try', conf }).evaluate as (text: string) => unknown
  // A cast takes spaces around a number and fractions of whole numbers; a field of a file does not.
  const shape = isIntegral(type) ? /^[+-]?\d+$/ : /^\S+$/
  return (text) => (shape.test(text) ? cast(text) : null)
}
