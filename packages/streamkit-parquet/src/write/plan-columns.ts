import { type DataType, type StructField, type StructType, sqlType } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { LeafBuffer } from './leaf-buffer.ts'
import { valueStore } from './value-store.ts'
import type { LeafPlan, LeafType, SchemaLine, WriteNode } from './write-node.ts'

/** How the columns of a schema are written, with buffers of their own: the plan of one file. */
export interface WritePlan {
  readonly lines: readonly SchemaLine[]
  /** One for each column. */
  readonly columns: readonly WriteNode[]
  readonly leaves: readonly LeafPlan[]
}

/** The layout that Spark gives to a schema. Throws PARQUET_COLUMN_NOT_WRITABLE for types that parquet has nothing for. */
export function planColumns(schema: StructType): WritePlan {
  const planner = new Planner()
  const root: Around = { column: '', lines: [], definition: 0, repetition: 0 }
  const rootLine = group('spark_schema', 'REQUIRED', { role: 'struct', children: schema.fields.length })
  const inside = planner.enter(rootLine, root)
  if (schema.fields.length === 0) {
    throw raise('PARQUET_COLUMN_NOT_WRITABLE', { column: '*', reason: 'a file needs at least one column' })
  }
  const columns = schema.fields.map((field) => planner.field(field, inside))
  return { lines: planner.lines, columns, leaves: planner.leaves }
}

/** Where a node is. */
interface Around {
  /** The name so far, with a dot at its end. */
  readonly column: string
  readonly lines: readonly SchemaLine[]
  readonly definition: number
  readonly repetition: number
}

type Repetition = SchemaLine['repetition']

function group(name: string, repetition: Repetition, type: Omit<GroupOf, 'kind'>): SchemaLine {
  return { name, repetition, type: { kind: 'group', ...type } }
}
type GroupOf = Extract<SchemaLine['type'], { kind: 'group' }>

class Planner {
  readonly lines: SchemaLine[] = []
  readonly leaves: LeafPlan[] = []

  /** Adds a line; gives what is around the nodes below it. */
  enter(line: SchemaLine, { column, lines, definition, repetition }: Around): Around {
    this.lines.push(line)
    return {
      column: lines.length === 0 ? '' : `${column}${line.name}.`,
      lines: [...lines, line],
      definition: definition + (line.repetition === 'REQUIRED' ? 0 : 1),
      repetition: repetition + (line.repetition === 'REPEATED' ? 1 : 0),
    }
  }

  field({ name, dataType, nullable }: Pick<StructField, 'name' | 'dataType' | 'nullable'>, around: Around): WriteNode {
    const repetition: Repetition = nullable ? 'OPTIONAL' : 'REQUIRED'
    const column = `${around.column}${name}`
    switch (dataType.kind) {
      case 'struct': {
        const { fields } = dataType
        if (fields.length === 0) return refuse(column, dataType, 'a struct needs at least one field')
        const inside = this.enter(group(name, repetition, { role: 'struct', children: fields.length }), around)
        return { kind: 'struct', name, isOptional: nullable, fields: fields.map((field) => this.field(field, inside)) }
      }
      case 'array': {
        const list = this.enter(group(name, repetition, { role: 'list', children: 1 }), around)
        const inside = this.enter(group('list', 'REPEATED', { role: 'struct', children: 1 }), list)
        const element = { name: 'element', dataType: dataType.element, nullable: dataType.containsNull }
        const { repetition: level } = inside
        return { kind: 'list', name, isOptional: nullable, repetition: level, element: this.field(element, inside) }
      }
      case 'map': {
        const map = this.enter(group(name, repetition, { role: 'map', children: 1 }), around)
        const inside = this.enter(group('key_value', 'REPEATED', { role: 'struct', children: 2 }), map)
        const key = this.field({ name: 'key', dataType: dataType.key, nullable: false }, inside)
        const valueField = { name: 'value', dataType: dataType.value, nullable: dataType.valueContainsNull }
        const value = this.field(valueField, inside)
        return { kind: 'map', name, isOptional: nullable, repetition: inside.repetition, key, value }
      }
      case 'void':
        return refuse(column, dataType, 'parquet has no type for it')
      default:
        return this.#leaf({ name, repetition, type: dataType }, around)
    }
  }

  #leaf(line: SchemaLine & { readonly type: LeafType }, around: Around): WriteNode {
    const { lines, definition, repetition } = this.enter(line, around)
    const buffer = new LeafBuffer(valueStore(line.type), { maxDefinition: definition, maxRepetition: repetition })
    this.leaves.push({ lines, type: line.type, maxDefinition: definition, buffer })
    return { kind: 'leaf', name: line.name, isOptional: line.repetition === 'OPTIONAL', buffer }
  }
}

function refuse(column: string, type: DataType, reason: string): never {
  throw raise('PARQUET_COLUMN_NOT_WRITABLE', {
    column: `\`${column}\``,
    reason: `it is ${sqlType(type)}, and ${reason}`,
  })
}
