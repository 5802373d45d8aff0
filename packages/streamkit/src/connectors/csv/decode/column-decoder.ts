import type { ColumnVector } from '../../../columnar/column-vector.ts'
import { IllegalArgumentException } from '../../../errors/streamkit-error.ts'
import { timeZone } from '../../../expressions/datetime/time-zone.ts'
import type { StructField } from '../../../types/data-type.ts'
import { sqlType } from '../../../types/data-type.ts'
import type { CsvOptions } from '../csv-options.ts'
import { booleanDecoder } from './boolean-decoder.ts'
import { dateDecoder, timestampDecoder, timestampNtzDecoder } from './datetime-decoder.ts'
import { decimalDecoder } from './decimal-decoder.ts'
import { doubleDecoder } from './double-decoder.ts'
import type { FieldColumn } from './field-column.ts'
import { bigintDecoder, integerDecoder, safeBigintDecoder } from './integer-decoder.ts'

/** Reads one column of a run of records. Values that are null already are not looked at; what cannot be read is rejected. */
export type ColumnDecoder = (column: FieldColumn) => ColumnVector

/** The decoder of a column. The zone counts for timestamps whose text names none. */
export function columnDecoder(field: StructField, options: CsvOptions, sessionTimeZone: string): ColumnDecoder {
  const type = field.dataType
  switch (type.kind) {
    case 'string':
      return utf8Decoder
    case 'boolean':
      return booleanDecoder
    case 'tinyint':
      return integerDecoder(127)
    case 'smallint':
      return integerDecoder(32_767)
    case 'int':
      return integerDecoder(2_147_483_647)
    case 'bigint':
      return type.as === 'bigint' ? bigintDecoder : safeBigintDecoder
    case 'float':
    case 'double':
      return doubleDecoder(options, type.kind === 'float')
    case 'decimal':
      return decimalDecoder(type)
    case 'date':
      return dateDecoder(options)
    case 'timestamp':
      return timestampDecoder(options, timeZone(options.timeZone ?? sessionTimeZone))
    case 'timestamp_ntz':
      return timestampNtzDecoder(options)
    default:
      throw new IllegalArgumentException('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', {
        format: 'CSV',
        columnName: field.name,
        columnType: sqlType(type),
      })
  }
}

/** Text stays where it is. */
function utf8Decoder({ bytes, starts, ends, nulls }: FieldColumn): ColumnVector {
  return { kind: 'utf8', bytes, starts, ends, nulls }
}
