/** What a file says of a leaf, from its logical type or, in older files, its converted type. */
export type Annotation =
  | { readonly kind: 'none' }
  | { readonly kind: 'string' }
  | { readonly kind: 'integer'; readonly bits: number; readonly isSigned: boolean }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'date' }
  | { readonly kind: 'timestamp'; readonly isUtc: boolean; readonly unit: 'MILLIS' | 'MICROS' | 'NANOS' }
  | { readonly kind: 'uuid' }
  /** Known to nobody here: its name, for the message. */
  | { readonly kind: 'other'; readonly name: string }

export type PhysicalType =
  | 'BOOLEAN'
  | 'INT32'
  | 'INT64'
  | 'INT96'
  | 'FLOAT'
  | 'DOUBLE'
  | 'BYTE_ARRAY'
  | 'FIXED_LEN_BYTE_ARRAY'

interface NodeBase {
  readonly name: string
  readonly repetition: 'REQUIRED' | 'OPTIONAL' | 'REPEATED'
  /** How many of the nodes from the root to this one are optional or repeated. */
  readonly maxDefinition: number
  /** How many of them are repeated. */
  readonly maxRepetition: number
}

/** A column chunk of each row group. */
export interface ParquetLeaf extends NodeBase {
  readonly kind: 'leaf'
  /** Its place among all leaves, in the order of the chunks of a row group. */
  readonly ordinal: number
  readonly path: readonly string[]
  readonly physical: PhysicalType
  /** Bytes of a FIXED_LEN_BYTE_ARRAY. */
  readonly length: number
  readonly annotation: Annotation
}

export interface ParquetGroup extends NodeBase {
  readonly kind: 'group'
  readonly role: 'struct' | 'list' | 'map' | 'variant'
  readonly children: readonly ParquetNode[]
}

/** The schema of a file as it is stored. */
export type ParquetNode = ParquetLeaf | ParquetGroup
