import { type ColumnVector, invariant, valueAt } from '@streamkit/core/connector'
import type { WriteLeaf, WriteList, WriteMap, WriteNode } from './write-node.ts'

/** Takes a column apart into the buffers of its leaves. */
export function shredColumn(node: WriteNode, vector: ColumnVector, rows: number): void {
  if (node.kind === 'leaf' && vector.kind === 'utf8') shredText(node, vector, rows)
  else for (let i = 0; i < rows; i++) shred(node, valueAt(vector, i), top)
}

/** Text as it was read goes on as bytes. */
function shredText(node: WriteLeaf, vector: Extract<ColumnVector, { kind: 'utf8' }>, rows: number): void {
  const { bytes, starts, ends, nulls } = vector
  for (let i = 0; i < rows; i++) {
    if (nulls !== null && nulls[i] === 1) shred(node, null, top)
    else node.buffer.add(bytes.subarray(starts[i], ends[i]), 0)
  }
}

/** The levels of the next entry, as far as they are known on the way down. */
interface Levels {
  readonly definition: number
  readonly repetition: number
}
const top: Levels = { definition: 0, repetition: 0 }

function shred(node: WriteNode, value: unknown, levels: Levels): void {
  if (value === null) {
    invariant(node.isOptional, `no null in ${node.name}, which is not nullable`)
    addNull(node, levels)
    return
  }
  const inside: Levels = node.isOptional ? { ...levels, definition: levels.definition + 1 } : levels
  switch (node.kind) {
    case 'leaf':
      node.buffer.add(value, inside.repetition)
      break
    case 'struct':
      for (const [i, field] of node.fields.entries()) shred(field, (value as readonly unknown[])[i], inside)
      break
    case 'list':
      shredList(node, value as readonly unknown[], inside)
      break
    default:
      shredMap(node, value as ReadonlyMap<unknown, unknown>, inside)
  }
}

function shredList(node: WriteList, elements: readonly unknown[], { definition, repetition }: Levels): void {
  if (elements.length === 0) addNull(node.element, { definition, repetition })
  for (let i = 0; i < elements.length; i++) {
    shred(node.element, elements[i], { definition: definition + 1, repetition: i === 0 ? repetition : node.repetition })
  }
}

function shredMap(node: WriteMap, entries: ReadonlyMap<unknown, unknown>, { definition, repetition }: Levels): void {
  if (entries.size === 0) addNull(node, { definition, repetition })
  let level = repetition
  for (const [key, mapped] of entries) {
    shred(node.key, key, { definition: definition + 1, repetition: level })
    shred(node.value, mapped, { definition: definition + 1, repetition: level })
    level = node.repetition
  }
}

/** Every leaf below gets an entry that says how far the value was there. */
function addNull(node: WriteNode, levels: Levels): void {
  switch (node.kind) {
    case 'leaf':
      node.buffer.addNull(levels.definition, levels.repetition)
      break
    case 'struct':
      for (const field of node.fields) addNull(field, levels)
      break
    case 'list':
      addNull(node.element, levels)
      break
    default:
      addNull(node.key, levels)
      addNull(node.value, levels)
  }
}
