import type { ParquetGroup, ParquetNode } from './parquet-node.ts'

/** A list of a file: where it repeats, and what is repeated. */
export interface ListShape {
  /** The definition level of a list that is there, be it empty. */
  readonly present: number
  readonly repeated: ParquetNode
  /** The repeated node itself in files with two levels, else what is inside it. */
  readonly element: ParquetNode
  /** Whether `element` is `repeated`, which then does not repeat for itself. */
  readonly isTwoLevel: boolean
}

export interface MapShape {
  readonly present: number
  readonly repeated: ParquetGroup
  readonly key: ParquetNode
  readonly value: ParquetNode
}

/**
 * The list that a group marked LIST is, null if it has not the shape of one. Which groups are elements and which only repeat them is Spark's rule for what older
 * writers have left: a repeated node is the element if it is no group, has several fields or a field that repeats, or is named `array` or like the list with `_tuple`.
 */
export function listShape(group: ParquetGroup): ListShape | null {
  const [repeated, second] = group.children
  if (group.role !== 'list' || repeated === undefined || second !== undefined || repeated.repetition !== 'REPEATED')
    return null
  const present = group.maxDefinition
  const inner = repeated.kind === 'group' ? repeated.children : []
  const isTwoLevel =
    repeated.kind === 'leaf' ||
    inner.length > 1 ||
    inner[0]?.repetition === 'REPEATED' ||
    repeated.role !== 'struct' ||
    repeated.name === 'array' ||
    repeated.name === `${group.name}_tuple`
  if (isTwoLevel) return { present, repeated, element: repeated, isTwoLevel }
  return inner[0] === undefined ? null : { present, repeated, element: inner[0], isTwoLevel }
}

/** The list that a node is which repeats without being in a list or a map, as protocol buffers leave it. */
export function bareListShape(node: ParquetNode): ListShape {
  return { present: node.maxDefinition - 1, repeated: node, element: node, isTwoLevel: true }
}

/** The map that a group marked MAP is, null if it has not the shape of one. */
export function mapShape(group: ParquetGroup): MapShape | null {
  const [repeated, second] = group.children
  if (group.role !== 'map' || repeated?.kind !== 'group' || second !== undefined || repeated.repetition !== 'REPEATED')
    return null
  const [key, value] = repeated.children
  if (key === undefined || value === undefined || repeated.children.length > 2) return null
  return { present: group.maxDefinition, repeated, key, value }
}
