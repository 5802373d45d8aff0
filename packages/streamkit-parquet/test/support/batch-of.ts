import {
  type ColumnBatch,
  columnBatch,
  columnBuilder,
  type DataType,
  isCompactDecimal,
  type StructType,
} from '@streamkit/core/connector'

/** Rows of canonical values as a batch: the way back from `canonicalRows`. */
export function batchOf(schema: StructType, rows: readonly (readonly unknown[])[]): ColumnBatch {
  const columns = schema.fields.map(({ dataType }, column) => {
    const builder = columnBuilder(dataType, rows.length)
    for (const row of rows) builder.append(internalValue(dataType, row[column]))
    return builder.finish()
  })
  return columnBatch(rows.length, columns)
}

function internalValue(type: DataType, value: unknown): unknown {
  if (value === null) return null
  switch (type.kind) {
    case 'float':
    case 'double':
      return value === 'nan' ? Number.NaN : Buffer.from(value as string, 'hex').readDoubleBE()
    case 'bigint':
      return type.as === 'bigint' ? BigInt(value as string) : Number(value)
    case 'decimal':
      return isCompactDecimal(type) ? Number(value) : BigInt(value as string)
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
      return Number(value)
    case 'binary':
      return new Uint8Array(Buffer.from(value as string, 'hex'))
    case 'array':
      return (value as readonly unknown[]).map((element) => internalValue(type.element, element))
    case 'map':
      return new Map(
        (value as readonly (readonly [unknown, unknown])[]).map(([k, v]) => [
          internalValue(type.key, k),
          internalValue(type.value, v),
        ]),
      )
    case 'struct':
      return type.fields.map(({ dataType }, i) => internalValue(dataType, (value as readonly unknown[])[i]))
    default:
      return value
  }
}
