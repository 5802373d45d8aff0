import type { StatePart } from '../../contracts/state-layout.ts'
import { type PartRow, partRows } from './part-rows.ts'
import type { StateChange } from './read-state.ts'

/** What a change of an entry is in rows: those of a deleted entry, or those of one that are new, other or gone. */
export function* changedRows(
  part: StatePart,
  { key, value, expiresAt, before }: StateChange,
): Generator<readonly ['update' | 'delete', readonly unknown[]]> {
  const rows = value === null ? [] : partRows(part, { key, value, expiresAt })
  const earlier = before === null ? [] : partRows(part, { key, value: before, expiresAt: null })
  const isOneRow = part.shape !== 'sessions' && part.shape !== 'versions' && part.shape !== 'timers'
  const now = new Set(rows.map(({ id }) => id))
  for (const row of earlier) if (!now.has(row.id)) yield ['delete', [...row.key, ...row.rest.map(() => null)]]
  const then = new Map(earlier.map((row) => [row.id, row]))
  for (const row of rows) {
    const previous = then.get(row.id)
    // One that a batch wrote again is told, though it be the same: as Spark tells it.
    if (isOneRow || previous === undefined || !hasSameBytes(row, previous)) yield ['update', [...row.key, ...row.rest]]
  }
}

function hasSameBytes({ bytes: a }: PartRow, { bytes: b }: PartRow): boolean {
  return Buffer.compare(a.bytes.subarray(a.start, a.end), b.bytes.subarray(b.start, b.end)) === 0
}
