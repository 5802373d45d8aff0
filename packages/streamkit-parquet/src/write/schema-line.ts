import type { DecimalType } from '@streamkit/core/connector'

/** One line of the schema in a file. */
export interface SchemaLine {
  readonly name: string
  readonly repetition: 'REQUIRED' | 'OPTIONAL' | 'REPEATED'
  readonly type: LeafType | GroupType
}
export interface GroupType {
  readonly kind: 'group'
  readonly role: 'struct' | 'list' | 'map'
  readonly children: number
}
/** How Spark stores a type. */
export type LeafType =
  | { readonly kind: 'boolean' | 'tinyint' | 'smallint' | 'int' | 'bigint' | 'float' | 'double' }
  | { readonly kind: 'string' | 'binary' | 'date' | 'timestamp' | 'timestamp_ntz' }
  | DecimalType
