import { AnalysisException, IllegalArgumentException } from '../../errors/streamkit-error.ts'
import { type StructField, type StructType, sqlType } from '../../types/data-type.ts'

/** Refuses everything but one STRING column, of any name. */
export function checkTextColumn({ fields }: StructType): void {
  if (fields.length !== 1) throw new AnalysisException('TEXT_FORMAT_COLUMN_COUNT', { count: fields.length })
  const { name, dataType } = fields[0] as StructField
  if (dataType.kind === 'string') return
  throw new IllegalArgumentException('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', {
    format: 'Text',
    columnName: name,
    columnType: sqlType(dataType),
  })
}
