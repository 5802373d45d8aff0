import { AnalysisException } from '../../errors/streamkit-error.ts'
import {
  type ConversionState,
  type JsonConverter,
  jsonConverter,
  notConverted,
} from '../../expressions/json/json-converter.ts'
import type { JsonCursor } from '../../expressions/json/json-cursor.ts'
import type { JsonOptions } from '../../expressions/json/json-options.ts'
import { type StructField, type StructType, sqlType } from '../../types/data-type.ts'

/** Ordinal of the column for the text of malformed records, -1 if the schema has none. */
export function corruptOrdinalOf(schema: StructType, { corruptRecordColumn }: JsonOptions): number {
  const ordinal = schema.fields.findIndex(({ name }) => name === corruptRecordColumn)
  const field = schema.fields[ordinal]
  if (field === undefined || (field.dataType.kind === 'string' && field.nullable)) return ordinal
  throw new AnalysisException('INVALID_CORRUPT_RECORD_TYPE', {
    columnName: field.name,
    actualType: field.dataType.kind === 'string' ? 'STRING NOT NULL' : sqlType(field.dataType),
  })
}

/** Reads the objects of records into one array of values that is used again and again; a field that nobody asked for is passed over. */
export class JsonColumns {
  /** By ordinal of the schema: internal values of the last object. */
  readonly values: unknown[]
  readonly #fields: ReadonlyMap<string, { readonly ordinal: number; readonly convert: JsonConverter }>
  /** Whether the text goes wrong inside the value of a column: what stands before it counts, as in Spark. */
  isInsideColumn = false
  readonly #required: readonly number[]
  readonly #schema: StructType

  /** `wanted`: ordinals of the columns that are read. */
  constructor(schema: StructType, wanted: Iterable<number>, options: JsonOptions) {
    const ordinals = [...wanted]
    const fieldOf = (ordinal: number): StructField => schema.fields[ordinal] as StructField
    this.#schema = schema
    this.values = new Array(schema.fields.length).fill(null)
    this.#fields = new Map(
      ordinals.map((ordinal) => {
        const { name, dataType } = fieldOf(ordinal)
        return [name, { ordinal, convert: jsonConverter(dataType, options) }]
      }),
    )
    this.#required = ordinals.filter((ordinal) => !fieldOf(ordinal).nullable)
  }

  /** Reads the object at the cursor. What does not fit is null, and told to `state`. */
  read(cursor: JsonCursor, state: ConversionState): void {
    const { values } = this
    values.fill(null)
    this.isInsideColumn = false
    cursor.object((name) => {
      const field = this.#fields.get(name)
      if (field === undefined) {
        cursor.skip()
        return
      }
      state.fieldName = name
      const kind = cursor.kind()
      this.isInsideColumn = kind === 'object' || kind === 'array'
      const value = field.convert(cursor, state)
      this.isInsideColumn = false
      if (value !== notConverted) values[field.ordinal] = value
    })
  }

  /** The first column without value that must have one, or null. */
  missing(): StructField | null {
    for (const ordinal of this.#required) {
      if (this.values[ordinal] === null) return this.#schema.fields[ordinal] as StructField
    }
    return null
  }
}
