import { type DataType, type StructField, type StructType, simpleString } from './data-type.ts'

/**
 * Writes a schema in Spark's DDL, so that {@link parseDdl} reads the same schema again.
 *
 * How 64-bit integers look in rows is no part of the DDL: both are BIGINT.
 *
 * @example
 * toDdl(parseDdl('id string not null')) // 'id STRING NOT NULL'
 */
export function toDdl(schema: StructType): string {
  return schema.fields.map((f) => `${quotedName(f.name)} ${typeToDdl(f.dataType)}${modifiers(f)}`).join(', ')
}

/** Writes one data type in upper case: `ARRAY<DECIMAL(10,2)>`. */
export function typeToDdl(type: DataType): string {
  switch (type.kind) {
    case 'array':
      return `ARRAY<${typeToDdl(type.element)}>`
    case 'map':
      return `MAP<${typeToDdl(type.key)}, ${typeToDdl(type.value)}>`
    case 'struct':
      return `STRUCT<${type.fields.map((f) => `${quotedName(f.name)}: ${typeToDdl(f.dataType)}${modifiers(f)}`).join(', ')}>`
    default:
      return simpleString(type).toUpperCase()
  }
}

function quotedName(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `\`${name.replaceAll('`', '``')}\``
}

function modifiers(field: StructField): string {
  const comment = field.metadata?.comment
  const text = comment === undefined ? '' : ` COMMENT '${comment.replace(/['\\]/g, '\\$&')}'`
  return (field.nullable ? '' : ' NOT NULL') + text
}
