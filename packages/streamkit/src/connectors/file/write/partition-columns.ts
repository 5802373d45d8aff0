import { AnalysisException } from '../../../errors/streamkit-error.ts'
import { type DataType, type StructField, type StructType, simpleString, structType } from '../../../types/data-type.ts'

/** Which columns become folders and which are in the files. */
export interface FileLayout {
  /** As they are named in folders: with the case in which `partitionBy` names them. */
  readonly partitions: readonly { readonly name: string; readonly ordinal: number; readonly dataType: DataType }[]
  /** Ordinals of the columns that are in the files, ascending. */
  readonly data: readonly number[]
  readonly dataSchema: StructType
}

/**
 * Splits the columns of a frame; names are compared without regard to case, as Spark does.
 *
 * Throws PARTITION_COLUMN_NOT_FOUND_IN_SCHEMA, COLUMN_ALREADY_EXISTS, INVALID_PARTITION_COLUMN_DATA_TYPE, ALL_PARTITION_COLUMNS_NOT_ALLOWED.
 */
export function fileLayout(schema: StructType, partitionBy: readonly string[]): FileLayout {
  const partitions = partitionBy.map((name) => {
    const ordinal = schema.fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase())
    if (ordinal < 0) {
      throw new AnalysisException('PARTITION_COLUMN_NOT_FOUND_IN_SCHEMA', {
        column: name,
        schema: simpleString(schema),
      })
    }
    const { dataType } = schema.fields[ordinal] as StructField
    if (dataType.kind === 'array' || dataType.kind === 'map' || dataType.kind === 'struct' || dataType.kind === 'void')
      throw new AnalysisException('INVALID_PARTITION_COLUMN_DATA_TYPE', { type: simpleString(dataType).toUpperCase() })
    return { name, ordinal, dataType }
  })
  const ordinals = partitions.map(({ ordinal }) => ordinal)
  const again = partitions.find(({ ordinal }, i) => ordinals.indexOf(ordinal) !== i)
  if (again !== undefined) throw new AnalysisException('COLUMN_ALREADY_EXISTS', { columnName: again.name })
  const data = schema.fields.flatMap((_, i) => (ordinals.includes(i) ? [] : [i]))
  if (data.length === 0 && partitions.length > 0) throw new AnalysisException('ALL_PARTITION_COLUMNS_NOT_ALLOWED', {})
  return { partitions, data, dataSchema: structType(data.map((i) => schema.fields[i] as StructField)) }
}
