import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryStateStore } from '../../src/state/memory/memory-state-store-provider.ts'
import { CrashingFileSystem } from '../state/crashing-file-system.ts'
import { loaded } from '../state/state-store-suite.ts'
import { equalKeys, naiveJoin } from './naive-join.ts'
import { type Event, type JoinShape, joinOf, runBatch } from './stream-join-harness.ts'

// What has come out of a join of two streams, when everything is over, is what a join of two tables gives: of the rows that were not late, however they were cut into batches.

const id = fc.constantFrom(null, 0, -0, 1, 2, Number.NaN)
const timeMs = fc.option(fc.integer({ min: 1, max: 60 }), { freq: 12 })
const event = fc.tuple(id, timeMs, fc.integer({ min: 0, max: 2 }))
const batch = fc.record({
  left: fc.array(event, { maxLength: 6 }),
  right: fc.array(event, { maxLength: 6 }),
  /** Microseconds beside the milliseconds of the times. */
  fraction: fc.constantFrom(0, 1, 500, 999),
  /** The process ends after the batch, or the batch is run twice. */
  fate: fc.constantFrom('goes on', 'goes on', 'restart', 'again'),
})
const shape: fc.Arbitrary<JoinShape> = fc
  .record({
    joinType: fc.constantFrom('inner', 'left_outer', 'right_outer', 'full_outer', 'left_semi', 'left_anti'),
    keys: fc.constantFrom('id', 'id and time'),
    nullSafe: fc.boolean(),
    withinMs: fc.constantFrom(0, 5, 20),
    oddPairs: fc.boolean(),
  })
  .map((chosen) => ({ ...chosen, withinMs: chosen.keys === 'id' ? chosen.withinMs : null }) as JoinShape)

function matchesOf({ keys, nullSafe, withinMs, oddPairs }: JoinShape): (l: Event, r: Event) => boolean {
  return ([leftId, leftTime, leftRow], [rightId, rightTime, rightRow]) => {
    if (!equalKeys(leftId, rightId, nullSafe)) return false
    if (leftTime === null || rightTime === null) return false
    if (keys === 'id and time' && leftTime !== rightTime) return false
    if (withinMs !== null && (rightTime < leftTime || rightTime > leftTime + withinMs * 1000)) return false
    return !oddPairs || (leftRow + rightRow) % 2 === 1
  }
}

const text = (rows: readonly (readonly unknown[])[]) => rows.map((row) => JSON.stringify(row)).sort()

test('a join of streams gives in the end what a join of tables gives, whatever the batches and restarts', async () => {
  await fc.assert(
    fc.asyncProperty(
      shape,
      fc.array(batch, { maxLength: 6 }),
      fc.integer({ min: 1, max: 4 }),
      async (s, all, chunk) => {
        const fileSystem = new CrashingFileSystem()
        const node = joinOf(s)
        let store = await loaded(memoryStateStore, fileSystem, 0)
        let number = 0
        const kept: { left: Event[]; right: Event[] } = { left: [], right: [] }
        const latest = { left: Number.NEGATIVE_INFINITY, right: Number.NEGATIVE_INFINITY }
        let watermark = { lateMs: 0, evictionMs: 0 }
        const out: (readonly unknown[])[] = []
        const advance = (to: number) => {
          watermark = { lateMs: watermark.evictionMs, evictionMs: Math.max(watermark.evictionMs, to) }
        }
        const run = async (left: readonly Event[], right: readonly Event[], again: boolean) => {
          const input = { left, right, chunkRows: chunk }
          const first = await runBatch(node, input, { store, watermark })
          if (again) await store.abort()
          const { pairs, operator } = again ? await runBatch(node, input, { store, watermark }) : first
          if (again) expect(text(pairs)).toEqual(text(first.pairs))
          out.push(...pairs)
          await store.commit()
          return operator
        }
        for (const { left, right, fraction, fate } of all) {
          const events = (side: 'left' | 'right', given: typeof left): Event[] =>
            given.map(([key, ms, low]): Event => {
              const time = ms === null ? null : ms * 1000 + fraction
              const made: Event = [key, time, number++ * 4 + low]
              if (time === null || time > watermark.lateMs * 1000) kept[side].push(made)
              if (ms !== null) latest[side] = Math.max(latest[side], ms)
              return made
            })
          // Times are compared with the watermark of the batch before: the one in `lateMs`.
          await run(events('left', left), events('right', right), fate === 'again')
          if (fate === 'restart') store = await loaded(memoryStateStore, fileSystem, store.version)
          advance(Math.min(latest.left, latest.right) - 5)
        }
        advance(1000)
        const last = await run([], [], false)
        // Only rows without a time can still be there.
        const timeless = [...kept.left, ...kept.right].filter(([, time]) => time === null).length
        expect(last.stateMetrics.numRowsTotal).toBeLessThanOrEqual(timeless)
        const expected = naiveJoin(kept.left, kept.right, { joinType: s.joinType, matches: matchesOf(s) })
          // A row without a time waits for ever.
          .filter(([l, r]) => (l !== null && r !== null) || (l ?? (r as Event))[1] !== null)
          .map(([l, r]) =>
            s.joinType === 'left_semi' || s.joinType === 'left_anti' ? [l?.[2]] : [l?.[2] ?? null, r?.[2] ?? null],
          )
        expect(text(out)).toEqual(text(expected))
      },
    ),
    { numRuns: 400 },
  )
})
