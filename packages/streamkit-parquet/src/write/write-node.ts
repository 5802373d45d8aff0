import type { DecimalType } from '@streamkit/core/connector'
import type { LeafBuffer } from './leaf-buffer.ts'

/** How a value is taken apart into leaves: the twin of what is read. */
export type WriteNode = WriteLeaf | WriteStruct | WriteList | WriteMap

interface NodeBase {
  readonly name: string
  readonly isOptional: boolean
}
export interface WriteLeaf extends NodeBase {
  readonly kind: 'leaf'
  readonly buffer: LeafBuffer
}
export interface WriteStruct extends NodeBase {
  readonly kind: 'struct'
  readonly fields: readonly WriteNode[]
}
export interface WriteList extends NodeBase {
  readonly kind: 'list'
  /** The repetition level of all elements but the first. */
  readonly repetition: number
  readonly element: WriteNode
}
export interface WriteMap extends NodeBase {
  readonly kind: 'map'
  readonly repetition: number
  readonly key: WriteNode
  readonly value: WriteNode
}

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

/** A leaf of the schema, with all that is around it, from the root on. */
export interface LeafPlan {
  readonly lines: readonly SchemaLine[]
  readonly type: LeafType
  readonly maxDefinition: number
  readonly buffer: LeafBuffer
}
