import type { StructType } from '../types/data-type.ts'

/** What the user says of a schema that has followed another: what names alone do not tell. */
export interface SchemaChanges {
  /** The new name of a field, and the one that it had. */
  readonly renamedFrom: Readonly<Record<string, string>>
  /** What a new field is in values that do not have it, as an internal value in the bytes of a RowCodec of the one field, base64. Others are null. */
  readonly defaults: Readonly<Record<string, string>>
}

export type StateVariableKind = 'group' | 'value' | 'list' | 'map'

/** A part of the state whose values are of a schema that the user gives, and may change between runs. */
export interface StateVariable {
  readonly name: string
  readonly kind: StateVariableKind
  /** Of the keys of a map. */
  readonly keySchema: StructType | null
  readonly valueSchema: StructType
  readonly changes: SchemaChanges
}

/** One of the schemas that the values of a variable have had. Its position in the list is its id, which each value carries. */
export interface StoredSchema {
  readonly schema: StructType
  /** How values of the schema before became values of this one. */
  readonly changes: SchemaChanges
  /** The first batch that may have written it. */
  readonly sinceBatch: number
}

/** What the checkpoint knows of a variable. */
export interface StoredVariable {
  readonly name: string
  /** Begins its keys in the store; never given twice. */
  readonly id: number
  readonly kind: StateVariableKind
  readonly keySchema: StructType | null
  readonly schemas: readonly StoredSchema[]
  /** Its values are to be forgotten. */
  readonly deleted: boolean
}

/** State whose schema belongs to the user. Checked against the checkpoint, and told what that has, before the first batch. */
export interface EvolvingState {
  readonly keySchema: StructType
  /** Settings that may not change between runs, by Spark's name. */
  readonly config: Readonly<Record<string, string>>
  readonly variables: readonly StateVariable[]
  /** Names of variables that are to be forgotten, if the checkpoint has them. */
  readonly deleted: readonly string[]
  /** Hears of all variables of the checkpoint, with this run's schemas the last of each. */
  restore(variables: readonly StoredVariable[]): void
}
