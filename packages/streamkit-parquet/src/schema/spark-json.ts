import type { DataType, StructType } from '@streamkit/core/connector'

/** A schema as Spark writes it into its files: `StructType.json`. */
export function sparkJson(schema: StructType): string {
  return JSON.stringify(jsonOf(schema))
}

function jsonOf(type: DataType): unknown {
  switch (type.kind) {
    case 'struct':
      return {
        type: 'struct',
        fields: type.fields.map(({ name, dataType, nullable, metadata }) => ({
          name,
          type: jsonOf(dataType),
          nullable,
          metadata: metadata?.comment === undefined ? {} : { comment: metadata.comment },
        })),
      }
    case 'array':
      return { type: 'array', elementType: jsonOf(type.element), containsNull: type.containsNull }
    case 'map':
      return {
        type: 'map',
        keyType: jsonOf(type.key),
        valueType: jsonOf(type.value),
        valueContainsNull: type.valueContainsNull,
      }
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'tinyint':
      return 'byte'
    case 'smallint':
      return 'short'
    case 'int':
      return 'integer'
    case 'bigint':
      return 'long'
    default:
      return type.kind
  }
}
