import {
  arrayType,
  type DataType,
  mapType,
  type StructField,
  type StructType,
  sameType,
  simpleString,
  structType,
} from '@streamkit/core/connector'
import { raise } from '../conditions.ts'

/** The columns of two files together, those of `known` first. Throws PARQUET_SCHEMAS_DIFFER where one column has two types. */
export function mergeSchemas(known: StructType, more: StructType, path: string): StructType {
  return mergeStructs(known, more, { path, column: '' })
}

interface Place {
  readonly path: string
  /** The name of the column so far, with a dot at its end. */
  readonly column: string
}

function mergeStructs(known: StructType, more: StructType, place: Place): StructType {
  const fields: StructField[] = known.fields.map((field) => {
    const other = more.fields.find(({ name }) => name === field.name)
    if (other === undefined) return field
    const column = `${place.column}${field.name}`
    return { ...field, dataType: mergeTypes(field.dataType, other.dataType, { path: place.path, column }) }
  })
  const names = new Set(known.fields.map(({ name }) => name))
  return structType([...fields, ...more.fields.filter(({ name }) => !names.has(name))])
}

function mergeTypes(known: DataType, more: DataType, place: Place): DataType {
  if (sameType(known, more)) return known
  const { path, column } = place
  const inside = (name: string): Place => ({ path, column: `${column}.${name}` })
  if (known.kind === 'struct' && more.kind === 'struct') return mergeStructs(known, more, inside(''))
  if (known.kind === 'array' && more.kind === 'array') {
    return arrayType(mergeTypes(known.element, more.element, inside('element')))
  }
  if (known.kind === 'map' && more.kind === 'map') {
    return mapType(mergeTypes(known.key, more.key, inside('key')), mergeTypes(known.value, more.value, inside('value')))
  }
  throw raise('PARQUET_SCHEMAS_DIFFER', {
    path,
    column: `\`${column}\``,
    actualType: simpleString(more),
    expectedType: simpleString(known),
  })
}
