import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { withAsOf } from '../../src/analysis/resolve-as-of.ts'
import type { StateStore, StateStoreProvider } from '../../src/contracts/state-store.ts'
import { StreamingAsOfJoinExec } from '../../src/physical/operators/streaming-as-of-join-exec.ts'
import type { BatchWatermark } from '../../src/physical/physical-plan.ts'
import type { ResolvedJoin } from '../../src/plan/resolved-plan.ts'
import { memoryStateStore } from '../../src/state/memory/memory-state-store-provider.ts'
import { lmdbStateStore } from '../../src/state-lmdb.ts'
import { CrashingFileSystem } from '../state/crashing-file-system.ts'
import { contextOf, rowsExec, rowsOf } from '../state/deduplicate-harness.ts'
import { loaded } from '../state/state-store-suite.ts'
import { equalKeys } from './naive-join.ts'
import { type Event, joinOf, schemas } from './stream-join-harness.ts'

// In each batch exactly those rows come out whose time the watermark has reached by it, beside what looking at all rows of the right side finds, however the rows were cut into batches.

const folder = mkdtempSync(join(tmpdir(), 'streamkit-as-of-'))
afterAll(() => rmSync(folder, { recursive: true }))
let disks = 0

const id = fc.constantFrom(null, 0, -0, 1, Number.NaN)
const event = fc.tuple(id, fc.option(fc.integer({ min: 1, max: 40 }), { freq: 14 }))
const batch = fc.record({
  left: fc.array(event, { maxLength: 6 }),
  right: fc.array(event, { maxLength: 6 }),
  /** Microseconds beside the milliseconds of the times. */
  fraction: fc.constantFrom(0, 0, 1, 999),
  /** How far the watermark goes on after the batch. */
  advance: fc.constantFrom(0, 0, 3, 8, 20),
  /** The process ends after the batch, or the batch is run twice. */
  fate: fc.constantFrom('goes on', 'goes on', 'restart', 'again'),
})
const shape = fc.record({
  how: fc.constantFrom('inner', 'left_outer'),
  toleranceMs: fc.constantFrom(null, 0, 2, 10),
  allowExactMatches: fc.boolean(),
})
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never

function operatorOver(rows: { left: readonly Event[]; right: readonly Event[] }, s: Shape, chunkRows: number) {
  const joinType = s.how as 'inner' | 'left_outer'
  const plain = joinOf({ joinType, keys: 'id', nullSafe: false, withinMs: null, oddPairs: false })
  const { toleranceMs, allowExactMatches } = s
  const asOf = { leftTime: 1, rightTime: 1, direction: 'backward', toleranceMs, allowExactMatches } as const
  const node = withAsOf(plain, asOf) as ResolvedJoin
  const [left, right] = [rowsExec(schemas.left, rows.left, chunkRows), rowsExec(schemas.right, rows.right, chunkRows)]
  return new StreamingAsOfJoinExec(left, right, { node, asOf, operatorId: 0 })
}

/** The last of the right rows that may belong to a left one: of those with one time the one that came last. */
function naive([key, time]: Event, rights: readonly Event[], { toleranceMs, allowExactMatches }: Shape): Event | null {
  if (key === null || time === null) return null
  let best: Event | null = null
  for (const right of rights) {
    const [rightKey, rightTime] = right
    if (rightTime === null || !equalKeys(key, rightKey, false)) continue
    if (rightTime > time || (rightTime === time && !allowExactMatches)) continue
    if (toleranceMs !== null && time - rightTime > toleranceMs * 1000) continue
    if (best === null || rightTime >= (best[1] as number)) best = right
  }
  return best
}

const text = (rows: readonly (readonly unknown[])[]) => rows.map((row) => JSON.stringify(row)).sort()

/** Feeds one history to the operator and to the model. */
async function follow(
  make: () => StateStoreProvider,
  {
    s,
    batches,
    chunk,
  }: { s: Shape; batches: readonly (typeof batch extends fc.Arbitrary<infer T> ? T : never)[]; chunk: number },
): Promise<void> {
  const [provider, fileSystem] = [make(), new CrashingFileSystem()]
  let store: StateStore = await loaded(provider, fileSystem, 0)
  let watermark: BatchWatermark = { lateMs: 0, evictionMs: 0 }
  let number = 0
  let waiting: Event[] = []
  const [rights, given]: [Event[], [Event, Event | null][]] = [[], []]
  const end = { left: [], right: [], fraction: 0, advance: 0, fate: 'goes on' }
  for (const { left, right, fraction, advance, fate } of [...batches, { ...end, advance: 100 }, end]) {
    const events = (rows: typeof left): Event[] =>
      rows.map(([key, ms]) => [key, ms === null ? null : ms * 1000 + fraction, number++])
    const rows = { left: events(left), right: events(right) }
    const run = async () => {
      const operator = operatorOver(rows, s, chunk)
      return { operator, out: (await rowsOf(operator, contextOf(store, watermark))).map((row) => [row[2], row[5]]) }
    }
    let done = await run()
    if (fate === 'again') {
      await store.abort()
      done = await run()
    }
    await store.commit()
    const isLate = ([, time]: Event) => time !== null && time <= watermark.lateMs * 1000
    rights.push(...rows.right.filter((row) => !isLate(row)))
    const open = [...waiting, ...rows.left.filter((row) => !isLate(row))]
    const isDue = ([key, time]: Event) => key === null || time === null || time <= watermark.evictionMs * 1000
    waiting = open.filter((row) => !isDue(row))
    const due = open.filter(isDue).map((row): [Event, Event | null] => [row, naive(row, rights, s)])
    given.push(...due)
    const expected = due.flatMap(([row, found]) =>
      found === null && s.how === 'inner' ? [] : [[row[2], found?.[2] ?? null]],
    )
    expect(text(done.out)).toEqual(text(expected))
    const { numRowsDroppedByWatermark, custom, numRowsTotal } = done.operator.stateMetrics
    expect(numRowsDroppedByWatermark).toBe([...rows.left, ...rows.right].filter(isLate).length)
    expect(custom.numWaitingRows).toBe(waiting.length)
    expect(numRowsTotal).toBe(waiting.length + (custom.numKeptVersions ?? 0))
    if (fate === 'restart') {
      const { version } = store
      await store.close()
      store = await loaded(provider, fileSystem, version)
    }
    watermark = { lateMs: watermark.evictionMs, evictionMs: watermark.evictionMs + advance }
    if (rows.left.length + rows.right.length === 0 && waiting.length === 0 && watermark.lateMs >= 100) {
      const keys = new Set(rights.flatMap(([key, time]) => (key === null || time === null ? [] : [String(key + 0)])))
      expect(custom.numKeptVersions).toBe(s.toleranceMs === null ? keys.size : 0)
    }
  }
  // Nothing that came later would have changed a row.
  for (const [row, found] of given) expect(naive(row, rights, s)).toEqual(found)
  await store.close()
}

test.each([
  ['memory', 300, () => memoryStateStore],
  ['lmdb', 40, () => lmdbStateStore({ writeBufferBytes: 0, workingDirectory: join(folder, String(disks++)) })],
] as const)(
  'two streams give what all their rows give, in the batch whose watermark reaches a row (%s)',
  async (_, numRuns, make) => {
    await fc.assert(
      fc.asyncProperty(shape, fc.array(batch, { maxLength: 7 }), fc.integer({ min: 1, max: 4 }), (s, batches, chunk) =>
        follow(make, { s, batches, chunk }),
      ),
      { numRuns },
    )
  },
  60_000,
)
