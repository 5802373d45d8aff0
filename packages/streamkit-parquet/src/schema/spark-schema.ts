import { arrayType, type DataType, mapType, type StructType, structField, structType } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { bareListShape, listShape, mapShape } from './collections.ts'
import { leafType, parquetTypeName } from './leaf-type.ts'
import type { ParquetGroup, ParquetNode } from './parquet-node.ts'

/** The columns of a file as Spark reads them: everything may be null. Throws UNSUPPORTED_PARQUET_TYPE. */
export function sparkSchema(root: ParquetGroup, path: string): StructType {
  return structOf(root, { path, column: '' })
}

interface Place {
  readonly path: string
  /** The name of the column so far, with a dot at its end. */
  readonly column: string
}

function structOf(group: ParquetGroup, place: Place): StructType {
  return structType(group.children.map((child) => structField(child.name, typeOf(child, place))))
}

function typeOf(node: ParquetNode, place: Place): DataType {
  if (node.repetition === 'REPEATED') return arrayType(typeOfOne(bareListShape(node).element, place))
  return typeOfOne(node, place)
}

/** The type of a node, whether or not it repeats. */
function typeOfOne(node: ParquetNode, { path, column }: Place): DataType {
  const name = `${column}${node.name}`
  const inner = { path, column: `${name}.` }
  if (node.kind === 'leaf') return leafType(node) ?? unsupported({ path, column: name }, parquetTypeName(node))
  if (node.role === 'list') {
    const list = listShape(node)
    if (list === null) return unsupported({ path, column: name }, 'a LIST of an unknown shape')
    return arrayType(list.isTwoLevel ? typeOfOne(list.element, inner) : typeOf(list.element, inner))
  }
  if (node.role === 'map') {
    const map = mapShape(node)
    if (map === null) return unsupported({ path, column: name }, 'a MAP of an unknown shape')
    return mapType(typeOf(map.key, inner), typeOf(map.value, inner))
  }
  if (node.role === 'variant') return unsupported({ path, column: name }, 'VARIANT')
  return structOf(node, inner)
}

function unsupported({ path, column }: Place, parquetType: string): never {
  throw raise('UNSUPPORTED_PARQUET_TYPE', { path, column: `\`${column}\``, parquetType })
}
