import { type ColumnBatch, type DataType, type StructType, valueAt } from '@streamkit/core/connector'

/** An internal value as JSON without loss: the same form as spark_values.py makes of values of Spark. */
export function canonicalValue(type: DataType, value: unknown): unknown {
  if (value === null) return null
  switch (type.kind) {
    case 'float':
    case 'double': {
      if (Number.isNaN(value)) return 'nan'
      const bytes = Buffer.alloc(8)
      bytes.writeDoubleBE(value as number)
      return bytes.toString('hex')
    }
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'decimal':
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
      return BigInt(value as number | bigint).toString()
    case 'binary':
      return Buffer.from(value as Uint8Array).toString('hex')
    case 'array':
      return (value as readonly unknown[]).map((element) => canonicalValue(type.element, element))
    case 'map': {
      const pairs = [...(value as ReadonlyMap<unknown, unknown>)].map(
        ([k, v]) => [canonicalValue(type.key, k), canonicalValue(type.value, v)] as const,
      )
      return pairs.sort(([a], [b]) => inUtf8Order(String(a), String(b)))
    }
    case 'struct':
      return type.fields.map((field, i) => canonicalValue(field.dataType, (value as readonly unknown[])[i]))
    default:
      return value
  }
}

/** The order of code points, in which Python sorts text; JavaScript's own puts surrogates first. */
export function inUtf8Order(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** The rows of batches, each a list of canonical values. */
export async function canonicalRows(
  batches: AsyncIterable<ColumnBatch>,
  schema: StructType,
): Promise<readonly unknown[]> {
  const rows: unknown[] = []
  for await (const batch of batches) {
    for (let i = 0; i < batch.length; i++) {
      rows.push(
        schema.fields.map(({ dataType }, column) => {
          const vector = batch.columns[column]
          return vector === undefined ? undefined : canonicalValue(dataType, valueAt(vector, i))
        }),
      )
    }
  }
  return rows
}
