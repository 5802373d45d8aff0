import { type DataType, type StructType, simpleString } from './data-type.ts'

/**
 * The schema as a tree, as Spark's `printSchema` draws it.
 *
 * @example
 * treeString(parseDdl('id STRING NOT NULL'))
 * // root
 * //  |-- id: string (nullable = false)
 */
export function treeString(schema: StructType): string {
  return ['root', ...fieldLines(schema, ' |')].map((line) => `${line}\n`).join('')
}

function fieldLines(schema: StructType, prefix: string): string[] {
  return schema.fields.flatMap((f) => [
    `${prefix}-- ${f.name}: ${nameOf(f.dataType)} (nullable = ${f.nullable})`,
    ...childLines(f.dataType, `${prefix}    |`),
  ])
}

function childLines(type: DataType, prefix: string): string[] {
  switch (type.kind) {
    case 'struct':
      return fieldLines(type, prefix)
    case 'array':
      return [
        `${prefix}-- element: ${nameOf(type.element)} (containsNull = ${type.containsNull})`,
        ...childLines(type.element, `${prefix}    |`),
      ]
    case 'map':
      return [
        `${prefix}-- key: ${nameOf(type.key)}`,
        ...childLines(type.key, `${prefix}    |`),
        `${prefix}-- value: ${nameOf(type.value)} (valueContainsNull = ${type.valueContainsNull})`,
        ...childLines(type.value, `${prefix}    |`),
      ]
    default:
      return []
  }
}

/** Spark's names in trees: `long` for BIGINT, `integer` for INT, the bare word for nested types. */
function nameOf(type: DataType): string {
  switch (type.kind) {
    case 'int':
      return 'integer'
    case 'bigint':
      return 'long'
    case 'smallint':
      return 'short'
    case 'tinyint':
      return 'byte'
    case 'array':
    case 'map':
    case 'struct':
      return type.kind
    default:
      return simpleString(type)
  }
}
