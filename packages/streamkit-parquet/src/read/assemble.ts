import type { LeafCursor } from './leaf-cursor.ts'
import type { ReadList, ReadMap, ReadNode, ReadStruct } from './read-plan.ts'

/** Puts the next value of a node together, from the cursors of its leaves; all of them move on by what belongs to the value. */
export function assemble(node: ReadNode, cursors: readonly LeafCursor[]): unknown {
  switch (node.kind) {
    case 'leaf':
      return (cursors[node.slot] as LeafCursor).take()
    case 'struct':
      return assembleStruct(node, cursors)
    case 'list':
      return assembleList(node, cursors)
    default:
      return assembleMap(node, cursors)
  }
}

function assembleStruct(node: ReadStruct, cursors: readonly LeafCursor[]): unknown {
  const isThere = firstCursor(node, cursors).definition >= node.present
  if (!isThere) {
    pass(node, cursors)
    return null
  }
  if (node.witness !== null) assemble(node.witness, cursors)
  return node.fields.map((field) => (field === null ? null : assemble(field, cursors)))
}

function assembleList(node: ReadList, cursors: readonly LeafCursor[]): unknown {
  const first = firstCursor(node.element, cursors)
  const { definition } = first
  if (definition < node.filled) {
    pass(node.element, cursors)
    return definition < node.present ? null : []
  }
  const elements: unknown[] = []
  do elements.push(assemble(node.element, cursors))
  while (first.repetition >= node.repetition)
  return elements
}

function assembleMap(node: ReadMap, cursors: readonly LeafCursor[]): unknown {
  const first = firstCursor(node.key, cursors)
  const { definition } = first
  if (definition < node.filled) {
    pass(node.key, cursors)
    pass(node.value, cursors)
    return definition < node.present ? null : new Map()
  }
  const entries = new Map<unknown, unknown>()
  do {
    const key = assemble(node.key, cursors)
    if (key === null) throw new Error('a map has a null key')
    entries.set(key, assemble(node.value, cursors))
  } while (first.repetition >= node.repetition)
  return entries
}

/** Passes over the one entry that each leaf has for a value that is not there. */
function pass(node: ReadNode, cursors: readonly LeafCursor[]): void {
  for (const part of partsOf(node)) pass(part, cursors)
  if (node.kind === 'leaf') (cursors[node.slot] as LeafCursor).skip()
}

function partsOf(node: ReadNode): readonly ReadNode[] {
  switch (node.kind) {
    case 'leaf':
      return []
    case 'struct':
      return [node.witness, ...node.fields].filter((part) => part !== null)
    case 'list':
      return [node.element]
    default:
      return [node.key, node.value]
  }
}

/** Any leaf knows whether what is around it is there. */
function firstCursor(node: ReadNode, cursors: readonly LeafCursor[]): LeafCursor {
  if (node.kind === 'leaf') return cursors[node.slot] as LeafCursor
  return firstCursor(partsOf(node)[0] as ReadNode, cursors)
}
