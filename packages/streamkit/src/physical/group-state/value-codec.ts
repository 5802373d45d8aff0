import type { ByteSlice } from '../../columnar/byte-slice.ts'
import { KeyReader } from '../../columnar/key-decoder.ts'
import { type RowCodec, rowCodec } from '../../columnar/row-codec.ts'
import { upgradeHints } from '../../columnar/schema-defaults.ts'
import { type ToExternal, toExternal } from '../../columnar/to-external.ts'
import { fieldToInternal, type ToInternal } from '../../columnar/to-internal.ts'
import { type UpgradeValues, upgradeValues } from '../../columnar/upgrade-values.ts'
import type { SchemaChanges, StoredSchema } from '../../contracts/state-schema.ts'
import { invariant } from '../../errors/invariant.ts'
import { doubleType, intType, type StructType } from '../../types/data-type.ts'

/** A value as the store has it. */
export interface StoredValue {
  /** Null: there is none, only what goes with it. */
  readonly value: object | null
  /** When it ends, ms since 1970, or null. */
  readonly at: number | null
  /** A number that the variable keeps with it, or null. */
  readonly slot: number | null
}

const header = [intType, doubleType, doubleType] as const
/** The id of the schema of a value that is not there. */
const noValue = -1

/**
 * The bytes of the values of one state variable: the id of the schema that they were written with (-1: no value), when they end, a number of the variable, then the fields in the form of
 * RowCodec. A value of an earlier schema is brought up to the last one when it is read; it is written with that only when it changes.
 */
export class ValueCodec {
  readonly #toInternal: ToInternal
  readonly #toExternal: ToExternal
  readonly #place: { readonly column: string; readonly row: number }
  #schemas: readonly StoredSchema[]
  #codec: RowCodec
  readonly #upgrades = new Map<number, UpgradeValues>()

  constructor(name: string, schema: StructType, changes: SchemaChanges) {
    this.#place = { column: name, row: 0 }
    this.#toInternal = fieldToInternal({ name, dataType: schema, nullable: false })
    this.#toExternal = toExternal(schema)
    this.#schemas = [{ schema, changes, sinceBatch: 0 }]
    this.#codec = rowCodec([...header, ...schema.fields.map((field) => field.dataType)])
  }

  /** Takes over all schemas that values in the store may have; the last one is that of this codec. */
  restore(schemas: readonly StoredSchema[]): void {
    this.#schemas = schemas
    this.#upgrades.clear()
  }

  /** No value, with when that ends. */
  encodeEmpty(at: number | null, into: ByteSlice): void {
    emptyCodec.encodeValues([noValue, at, null], into)
  }

  /** Valid until the next call. Throws INVALID_ROW_VALUE, for null too. */
  encode({ value, at, slot }: StoredValue, into: ByteSlice): void {
    const values = this.#toInternal(value, this.#place) as readonly unknown[]
    this.#codec.encodeValues([this.#schemas.length - 1, at, slot, ...values], into)
  }

  decode(slice: ByteSlice): StoredValue {
    const reader = new KeyReader(slice)
    const [id, at, slot] = header.map((type) => reader.value(type)) as [number, number | null, number | null]
    if (id === noValue) return { value: null, at, slot }
    const stored = this.#schemas[id]
    invariant(stored !== undefined, `a state value has the unknown schema ${id}`)
    const values = stored.schema.fields.map((field) => reader.value(field.dataType))
    return { value: this.#toExternal(this.#upgraded(id, values)) as object, at, slot }
  }

  #upgraded(id: number, values: readonly unknown[]): readonly unknown[] {
    let upgraded = values
    for (let from = id; from < this.#schemas.length - 1; from++) upgraded = this.#upgradeFrom(from)(upgraded)
    return upgraded
  }

  #upgradeFrom(id: number): UpgradeValues {
    let upgrade = this.#upgrades.get(id)
    if (upgrade === undefined) {
      const [from, to] = [this.#schemas[id] as StoredSchema, this.#schemas[id + 1] as StoredSchema]
      const made = upgradeValues(from.schema, to.schema, upgradeHints(to.schema, to.changes))
      invariant(typeof made === 'function', 'a checkpoint has schemas that do not follow each other')
      upgrade = made
      this.#upgrades.set(id, upgrade)
    }
    return upgrade
  }
}

const emptyCodec = rowCodec(header)
