import { IllegalArgumentException } from '../../errors/streamkit-error.ts'
import { formatDate } from '../../expressions/datetime/format-datetime.ts'
import { utc } from '../../expressions/datetime/time-zone.ts'
import { decimalToScientificText } from '../../expressions/numbers/decimal-text.ts'
import { doubleToString, floatToString } from '../../expressions/numbers/double-to-string.ts'
import { type StructField, sqlType } from '../../types/data-type.ts'
import type { CsvWriteOptions } from './csv-write-options.ts'

/** The text of an internal value that is not null, before quoting. */
export type CsvValueText = (value: never) => string

/** How the values of a column are written. Nested types are refused. */
export function csvValueText({ name, dataType }: StructField, options: CsvWriteOptions): CsvValueText {
  switch (dataType.kind) {
    case 'string':
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return String
    case 'double':
      return doubleToString
    case 'float':
      return floatToString
    case 'decimal':
      return (value: number | bigint) => decimalToScientificText(value, dataType.scale)
    case 'date': {
      const { dateFormat } = options
      return dateFormat === null ? formatDate : (days: number) => dateFormat.formatDate(days)
    }
    case 'timestamp':
      return (micros: number) => options.timestampFormat.format(micros, options.zone)
    case 'timestamp_ntz':
      return (micros: number) => options.timestampNtzFormat.format(micros, utc)
    case 'binary':
      return (bytes: Uint8Array) => `[${Array.from(bytes, hex).join(' ')}]`
    default:
      throw new IllegalArgumentException('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', {
        format: 'CSV',
        columnName: name,
        columnType: sqlType(dataType),
      })
  }
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}
