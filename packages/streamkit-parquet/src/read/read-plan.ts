import { type DataType, type StructType, sqlType } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { bareListShape, type ListShape, listShape, mapShape } from '../schema/collections.ts'
import { leafType, parquetTypeName } from '../schema/leaf-type.ts'
import type { ParquetGroup, ParquetLeaf, ParquetNode } from '../schema/parquet-node.ts'
import { type ColumnPlace, type LeafConversion, leafConversion } from './convert-leaf.ts'
import { hasLegacyCalendar } from './legacy-calendar.ts'
import type { ParquetFooter } from './parquet-file.ts'

/** How a value is put together from leaves. */
export type ReadNode = ReadLeaf | ReadStruct | ReadList | ReadMap

export interface ReadLeaf {
  readonly kind: 'leaf'
  /** Its place in `ReadPlan.leaves`. */
  readonly slot: number
}
export interface ReadStruct {
  readonly kind: 'struct'
  /** From this definition level on the struct is there. */
  readonly present: number
  /** In the order of the schema; null: the file has no such field, it is null. */
  readonly fields: readonly (ReadNode | null)[]
  /** Read only to know whether the struct is there, when the file has none of its fields. */
  readonly witness: ReadNode | null
}
export interface ReadList {
  readonly kind: 'list'
  readonly present: number
  /** From this definition level on there is an element. */
  readonly filled: number
  /** Entries of this repetition level, or a deeper one, go on with the list. */
  readonly repetition: number
  readonly element: ReadNode
}
export interface ReadMap {
  readonly kind: 'map'
  readonly present: number
  readonly filled: number
  readonly repetition: number
  readonly key: ReadNode
  readonly value: ReadNode
}

export interface PlannedLeaf extends LeafConversion {
  readonly leaf: ParquetLeaf
}

/** What has to be read of each row group of a file, and how rows come of it. */
export interface ReadPlan {
  readonly leaves: readonly PlannedLeaf[]
  /** One for each column that was asked for; null: the file has no such column, it is null. */
  readonly columns: readonly (ReadNode | null)[]
}

/**
 * Matches columns with what a file has, by name, as Spark does: exactly, else without regard to case. Throws
 * FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH where the types do not go together.
 */
export function readPlan(schema: StructType, footer: ParquetFooter, path: string): ReadPlan {
  const leaves: PlannedLeaf[] = []
  const planner = new Planner({ path, isLegacy: hasLegacyCalendar(footer) }, leaves)
  const columns = schema.fields.map(({ name, dataType }) =>
    planner.field(footer.schema, { name, dataType, parent: '' }),
  )
  return { columns, leaves }
}

interface WantedField {
  readonly name: string
  readonly dataType: DataType
  /** The name of what it is in, with a dot at its end. */
  readonly parent: string
}

class Planner {
  readonly #file: Omit<ColumnPlace, 'column'>
  readonly #leaves: PlannedLeaf[]

  constructor(file: Omit<ColumnPlace, 'column'>, leaves: PlannedLeaf[]) {
    this.#file = file
    this.#leaves = leaves
  }

  field(group: ParquetGroup, { name, dataType, parent }: WantedField): ReadNode | null {
    const column = `${parent}${name}`
    const node = childNamed(group, name)
    if (node === 'several') return this.#mismatch(column, 'there more than once but for upper and lower case', dataType)
    return node === null ? null : this.#value(node, dataType, column)
  }

  #value(node: ParquetNode, type: DataType, column: string): ReadNode {
    if (node.repetition !== 'REPEATED') return this.#one(node, type, column)
    return this.#list(bareListShape(node), type, { column, text: textOf(node) })
  }

  /** A value of a node, whether or not the node repeats. */
  #one(node: ParquetNode, type: DataType, column: string): ReadNode {
    if (node.kind === 'leaf') return this.#leaf(node, type, column)
    const text = textOf(node)
    if (node.role === 'list') {
      const shape = listShape(node)
      return shape === null ? this.#mismatch(column, text, type) : this.#list(shape, type, { column, text })
    }
    if (node.role === 'map') return this.#map(node, type, column)
    if (node.role === 'variant' || type.kind !== 'struct') return this.#mismatch(column, text, type)
    const fields = type.fields.map(({ name, dataType }) => this.field(node, { name, dataType, parent: `${column}.` }))
    const hasField = fields.some((field) => field !== null)
    const witness = hasField ? null : this.#witness(node, column)
    return { kind: 'struct', present: node.maxDefinition, fields, witness }
  }

  #leaf(leaf: ParquetLeaf, to: DataType, column: string): ReadNode {
    const from = leafType(leaf)
    const conversion = from === null ? null : leafConversion(leaf, { from, to }, { ...this.#file, column })
    if (conversion === null) return this.#mismatch(column, textOf(leaf), to)
    return this.#slot(leaf, conversion)
  }

  #slot(leaf: ParquetLeaf, { convert }: LeafConversion): ReadNode {
    this.#leaves.push({ leaf, convert })
    return { kind: 'leaf', slot: this.#leaves.length - 1 }
  }

  #list(shape: ListShape, type: DataType, at: { readonly column: string; readonly text: string }): ReadNode {
    const { column, text } = at
    if (type.kind !== 'array') return this.#mismatch(column, text, type)
    const inside = `${column}.element`
    const element = shape.isTwoLevel
      ? this.#one(shape.element, type.element, inside)
      : this.#value(shape.element, type.element, inside)
    return { kind: 'list', present: shape.present, ...repeated(shape.repeated), element }
  }

  #map(group: ParquetGroup, type: DataType, column: string): ReadNode {
    const shape = mapShape(group)
    if (shape === null || type.kind !== 'map') return this.#mismatch(column, textOf(group), type)
    const key = this.#value(shape.key, type.key, `${column}.key`)
    const value = this.#value(shape.value, type.value, `${column}.value`)
    return { kind: 'map', present: shape.present, ...repeated(shape.repeated), key, value }
  }

  /** Reads the first leaf below a struct and what repeats on the way to it; its values are not looked at. */
  #witness(node: ParquetNode, column: string): ReadNode {
    if (node.kind === 'leaf') return this.#slot(node, { convert: null })
    const first = node.children[0]
    if (first === undefined) return this.#mismatch(column, 'a struct without fields', { kind: 'void' })
    const inside = this.#witness(first, column)
    if (first.repetition !== 'REPEATED') return inside
    return { kind: 'list', present: first.maxDefinition - 1, ...repeated(first), element: inside }
  }

  #mismatch(column: string, actualType: string, expected: DataType): never {
    throw raise('FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH', {
      path: this.#file.path,
      column: `\`${column}\``,
      actualType,
      expectedType: sqlType(expected),
    })
  }
}

function repeated(node: ParquetNode): { readonly filled: number; readonly repetition: number } {
  return { filled: node.maxDefinition, repetition: node.maxRepetition }
}

function childNamed(group: ParquetGroup, name: string): ParquetNode | 'several' | null {
  const exact = group.children.find((child) => child.name === name)
  if (exact !== undefined) return exact
  const lower = name.toLowerCase()
  const alike = group.children.filter((child) => child.name.toLowerCase() === lower)
  return alike.length > 1 ? 'several' : (alike[0] ?? null)
}

function textOf(node: ParquetNode): string {
  const text = node.kind === 'leaf' ? parquetTypeName(node) : `a ${node.role}`
  return node.repetition === 'REPEATED' ? `a list of ${text}` : text
}
