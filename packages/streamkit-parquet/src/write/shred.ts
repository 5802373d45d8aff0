import { type ColumnVector, invariant, valueAt } from '@streamkit/core/connector'
import type { WriteLeaf, WriteNode } from './write-node.ts'

/** Takes a column apart into the buffers of its leaves. */
export function shredColumn(node: WriteNode, vector: ColumnVector, rows: number): void {
  if (node.kind === 'leaf' && vector.kind === 'utf8') return shredText(node, vector, rows)
  for (let i = 0; i < rows; i++) shred(node, valueAt(vector, i), { definition: 0, repetition: 0 })
}

/** Text as it was read goes on as bytes. */
function shredText(node: WriteLeaf, vector: Extract<ColumnVector, { kind: 'utf8' }>, rows: number): void {
  const { bytes, starts, ends, nulls } = vector
  for (let i = 0; i < rows; i++) {
    if (nulls !== null && nulls[i] === 1) shred(node, null, { definition: 0, repetition: 0 })
    else node.buffer.add(bytes.subarray(starts[i], ends[i]), 0)
  }
}

/** The levels of the next entry, as far as they are known on the way down. */
interface Levels {
  readonly definition: number
  readonly repetition: number
}

function shred(node: WriteNode, value: unknown, levels: Levels): void {
  if (value === null) {
    invariant(node.isOptional, `no null in ${node.name}, which is not nullable`)
    return addNull(node, levels)
  }
  const { repetition } = levels
  const definition = levels.definition + (node.isOptional ? 1 : 0)
  switch (node.kind) {
    case 'leaf':
      return node.buffer.add(value, repetition)
    case 'struct':
      return node.fields.forEach((field, i) =>
        shred(field, (value as readonly unknown[])[i], { definition, repetition }),
      )
    case 'list': {
      const elements = value as readonly unknown[]
      if (elements.length === 0) return addNull(node, { definition, repetition })
      for (let i = 0; i < elements.length; i++) {
        const level = i === 0 ? repetition : node.repetition
        shred(node.element, elements[i], { definition: definition + 1, repetition: level })
      }
      return
    }
    default: {
      const entries = value as ReadonlyMap<unknown, unknown>
      if (entries.size === 0) return addNull(node, { definition, repetition })
      let level = repetition
      for (const [key, mapped] of entries) {
        shred(node.key, key, { definition: definition + 1, repetition: level })
        shred(node.value, mapped, { definition: definition + 1, repetition: level })
        level = node.repetition
      }
    }
  }
}

/** Every leaf below gets an entry that says how far the value was there. */
function addNull(node: WriteNode, levels: Levels): void {
  switch (node.kind) {
    case 'leaf':
      return node.buffer.addNull(levels.definition, levels.repetition)
    case 'struct':
      for (const field of node.fields) addNull(field, levels)
      return
    case 'list':
      return addNull(node.element, levels)
    default:
      addNull(node.key, levels)
      addNull(node.value, levels)
  }
}
