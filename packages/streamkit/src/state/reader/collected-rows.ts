import type { StatePart } from '../../contracts/state-layout.ts'
import type { ByteSlice } from '../../contracts/state-store.ts'
import { isOfPart, listPosition, partRows } from './part-rows.ts'
import type { ReadEntry } from './read-state.ts'

interface Collected {
  readonly key: unknown
  readonly items: { readonly position: number; readonly mapKey: unknown; readonly value: unknown }[]
}

/** The lists, or maps, of a variable, one row for each key. */
export async function collectedRows(
  part: StatePart,
  entries: AsyncIterable<ReadEntry>,
): Promise<readonly (readonly unknown[])[]> {
  const collected = new Map<string, Collected>()
  for await (const entry of entries) {
    if (!isOfPart(part, entry.key)) continue
    for (const { key, rest } of partRows(part, entry)) {
      const [groupKey, mapKey] = key
      const name = nameOf(part, entry.key, groupKey)
      const position = part.shape === 'list' ? listPosition(entry.key) : 0
      const of = collected.get(name) ?? { key: groupKey, items: [] }
      of.items.push({ position, mapKey, value: rest[0] })
      collected.set(name, of)
    }
  }
  return [...collected.values()].map(({ key, items }) => {
    if (part.shape === 'map') return [key, new Map(items.map(({ mapKey, value }) => [mapKey, value]))]
    return [key, items.sort((a, b) => a.position - b.position).map(({ value }) => value)]
  })
}

/** Equal for equal keys. A list's is all but the position. */
function nameOf(part: StatePart, { bytes, start, end }: ByteSlice, groupKey: unknown): string {
  if (part.shape === 'list') return Buffer.from(bytes.subarray(start, end - 8)).toString('latin1')
  return JSON.stringify(groupKey, (_, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
    return value instanceof Map ? [...value] : value
  })
}
