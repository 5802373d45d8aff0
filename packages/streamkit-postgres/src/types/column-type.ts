import type { DataType } from '@streamkit/core/connector'

/**
 * The type of a new column: string text · tinyint and smallint smallint · int integer · bigint bigint · float real · double double precision · decimal numeric(p,s) ·
 * timestamp timestamptz · timestamp_ntz timestamp · binary bytea · array of scalars T[] · nested arrays, maps and structs jsonb.
 */
export function columnType(type: DataType): string {
  switch (type.kind) {
    case 'string':
    case 'void':
      return 'text'
    case 'tinyint':
    case 'smallint':
      return 'smallint'
    case 'int':
      return 'integer'
    case 'float':
      return 'real'
    case 'double':
      return 'double precision'
    case 'decimal':
      return `numeric(${type.precision},${type.scale})`
    case 'timestamp':
      return 'timestamp with time zone'
    case 'timestamp_ntz':
      return 'timestamp without time zone'
    case 'binary':
      return 'bytea'
    case 'array':
      return isNested(type.element) ? 'jsonb' : `${columnType(type.element)}[]`
    case 'map':
    case 'struct':
      return 'jsonb'
    default:
      return type.kind
  }
}

function isNested({ kind }: DataType): boolean {
  return kind === 'array' || kind === 'map' || kind === 'struct'
}
