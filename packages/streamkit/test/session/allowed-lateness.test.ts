import fc from 'fast-check'
import { expect, test } from 'vitest'
import { count, type OutputMode, sum, window } from '../../src/index.ts'
import { lmdbStateStore } from '../../src/state-lmdb.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { conditionsOf, rejection, testSession } from './test-session.ts'

const epoch = Date.UTC(2026, 0, 1)
const at = (minute: number) => new Date(epoch + minute * 60_000)
const minuteOf = (time: Date) => (time.getTime() - epoch) / 60_000

interface Run {
  readonly minutes: readonly (readonly number[])[]
  readonly lateness: string
}

/** Sums by windows of ten minutes, the watermark at once behind the newest row, run after run on one checkpoint; gives what each run gave, `start: sum` by batch that gave something. */
async function sums(
  runs: readonly Run[],
  how: { readonly mode?: OutputMode; readonly store?: 'memory' | 'lmdb'; readonly downstream?: boolean } = {},
) {
  const { mode = 'append', store = 'memory' } = how
  const checkpoint = temporaryFolder()
  const session = testSession(store === 'lmdb' ? { stateStore: lmdbStateStore() } : {})
  const input = session.memoryStream('at TIMESTAMP, n DOUBLE')
  const out: Record<string, number>[][] = []
  const late: number[] = []
  const progress = { late: 0, states: [] as number[], reasons: [] as string[] }
  for (const { minutes, lateness } of runs) {
    const given: Record<string, number>[] = []
    const query = input
      .toDF()
      .withWatermark('at', '0 seconds')
      .groupBy(($) => [window($.at, '10 minutes')])
      .allowedLateness(lateness)
      .agg(($) => ({ total: sum($.n) }))
      .writeStream.outputMode(mode)
      .option('checkpointLocation', checkpoint)
      .lateTo(
        async (rows) =>
          void late.push(
            ...(await rows.collect()).map((row) =>
              minuteOf((row as unknown as { window: { start: Date } }).window.start),
            ),
          ),
      )
      .foreachBatch(async (batch) => {
        const rows = await batch.collect()
        if (rows.length > 0)
          given.push(Object.fromEntries(rows.map((row) => [minuteOf(row.window.start), Number(row.total)])))
      })
      .start()
    for (const batch of minutes) {
      input.addData(...batch.map((minute) => ({ at: at(minute), n: 2 ** minute })))
      await query.processAllAvailable()
    }
    progress.late += query.recentProgress.reduce(
      (all, p) => all + (p.stateOperators[0]?.numRowsDroppedByWatermark ?? 0),
      0,
    )
    progress.states.push(query.lastProgress?.stateOperators[0]?.numRowsTotal ?? 0)
    progress.reasons.push(...query.whyNoOutput().reasons.map(({ kind }) => kind))
    await query.stop()
    out.push(given)
  }
  return { out, late, progress }
}

test.each(['memory', 'lmdb'] as const)(
  'a window comes out at its end, and again with late rows, until the lateness is over (%s)',
  async (store) => {
    const { out, late, progress } = await sums(
      [{ lateness: '10 minutes', minutes: [[1], [11], [2], [12, 3], [20], [4], [5]] }],
      { store },
    )
    expect(out[0]).toEqual([
      { 0: 2 },
      // Again, with all its rows.
      { 0: 2 + 4 },
      { 0: 2 + 4 + 8 },
      // The end of the second; row 4 comes in the batch before which the first is forgotten.
      { 10: 2 ** 11 + 2 ** 12 },
    ])
    // The windows of late rows.
    expect(late).toEqual([0, 0])
    expect(progress.late).toBe(2)
    expect(progress.states).toEqual([2])
  },
)

test('in update mode state is only kept for longer', async () => {
  const { out, late } = await sums([{ lateness: '10 minutes', minutes: [[1], [11], [2], [25], [3]] }], {
    mode: 'update',
  })
  expect(out[0]).toEqual([{ 0: 2 }, { 10: 2 ** 11 }, { 0: 2 + 4 }, { 20: 2 ** 25 }])
  expect(late).toEqual([0])
})

test('what has come out, and what is forgotten, survives a restart with another lateness', async () => {
  const { out, late } = await sums([
    { lateness: '10 minutes', minutes: [[1], [11]] },
    { lateness: '10 minutes', minutes: [[2]] },
    // Forgets the first window.
    { lateness: '0 seconds', minutes: [[12], [3]] },
    // It is not begun again by a row that would be in time now.
    { lateness: '2 hours', minutes: [[13], [4], [21], [14]] },
  ])
  expect(out.slice(0, 2)).toEqual([[{ 0: 2 }], [{ 0: 6 }]])
  expect(out[2]).toEqual([])
  expect(out[3]).toEqual([{ 10: 2 ** 11 + 2 ** 12 + 2 ** 13 }, { 10: 2 ** 11 + 2 ** 12 + 2 ** 13 + 2 ** 14 }])
  expect(late).toEqual([0, 0])
})

test('a query that waits for nothing but late rows does not say that it waits', async () => {
  const { progress } = await sums([{ lateness: '1 hour', minutes: [[1], [10]] }])
  expect(progress.reasons).toContain('waitingForWatermark')
  const done = await sums([{ lateness: '1 hour', minutes: [[1], [10], [2]] }], { mode: 'update' })
  expect(done.progress.reasons).not.toContain('waitingForWatermark')
})

test('an operator above sees each firing, and a watermark that is older by the lateness', async () => {
  const input = testSession().memoryStream('at TIMESTAMP, n INT')
  const given: Record<string, unknown>[] = []
  const query = input
    .toDF()
    .withWatermark('at', '0 seconds')
    .groupBy(($) => [window($.at, '10 minutes')])
    .allowedLateness('10 minutes')
    .agg(($) => ({ total: sum($.n) }))
    .groupBy(($) => [window($.window, '20 minutes').as('outer')])
    .agg({ firings: count() })
    .writeStream.foreachBatch(async (batch) => {
      for (const { outer, firings } of await batch.collect()) given.push({ start: minuteOf(outer.start), firings })
    })
    .start()
  for (const minutes of [[1], [11], [2], [21], [12], [29], [30], [41]]) {
    input.addData(...minutes.map((minute) => ({ at: at(minute), n: minute })))
    await query.processAllAvailable()
  }
  // Two of the first window, two of the second: closed when the watermark is ten minutes past the end of the outer one.
  expect(given).toEqual([{ start: 0, firings: 4 }])
  await query.stop()
})

test('lateness is refused where nothing has an end, and cannot be added to a checkpoint', async () => {
  const session = testSession()
  const input = session.memoryStream('at TIMESTAMP, n INT')
  const rows = input.toDF().withWatermark('at', '0 seconds')
  const start = (frame: unknown) =>
    (frame as { writeStream: { format(name: string): { outputMode(mode: string): { start(): unknown } } } }).writeStream
      .format('noop')
      .outputMode('update')
      .start()
  const refused = expect.objectContaining({ condition: 'UNSUPPORTED_STREAMING_OPERATION' })
  expect(() =>
    start(
      rows
        .groupBy('n')
        .allowedLateness('1 minute' as never)
        .count(),
    ),
  ).toThrow(refused)
  const checkpoint = temporaryFolder()
  const run = (lateness: string | null) => {
    const groups = rows.groupBy(($) => [window($.at, '10 minutes')])
    const counted = lateness === null ? groups.count() : groups.allowedLateness(lateness).count()
    return counted.writeStream.format('noop').option('checkpointLocation', checkpoint).start()
  }
  const first = run(null)
  input.addData({ at: at(1), n: 1 })
  await first.processAllAvailable()
  await first.stop()
  expect(conditionsOf(await rejection(run('1 minute').awaitTermination()))).toContain('INCOMPATIBLE_PLAN')
})

/** Every row is kept; a window is computed anew from all of its rows. */
function naive(batches: readonly (readonly number[])[], latenessMinutes: number): readonly Record<string, number>[] {
  const rows: number[] = []
  const out: Record<string, number>[] = []
  let [previous, current] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const run = (batch: readonly number[]) => {
    const taken = batch.filter((minute) => endOf(minute) + latenessMinutes > previous)
    rows.push(...taken)
    const ends = new Set(rows.map(endOf))
    const due = [...ends].filter(
      (end) => end <= current && (end > previous || taken.some((minute) => endOf(minute) === end)),
    )
    const fired = due.map((end) => [
      end - 10,
      rows.filter((minute) => endOf(minute) === end).reduce((a, b) => a + 2 ** b, 0),
    ])
    if (fired.length > 0) out.push(Object.fromEntries(fired))
    previous = current
    current = Math.max(current, ...batch)
  }
  for (const batch of batches) {
    run(batch)
    while (current > previous) run([])
  }
  return out
}
const endOf = (minute: number) => Math.floor(minute / 10) * 10 + 10

test('random late rows in random batches give what a naive recomputation gives, with restarts', async () => {
  const batch = fc.array(fc.integer({ min: 0, max: 45 }), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(batch, { minLength: 1, maxLength: 7 }),
      fc.constantFrom(0, 5, 10, 25),
      fc.nat(7),
      async (batches, minutes, cut) => {
        const lateness = `${minutes} minutes`
        const { out } = await sums([{ lateness, minutes: batches }])
        expect(out.flat()).toEqual(naive(batches, minutes))
        const restarted = await sums([
          { lateness, minutes: batches.slice(0, cut) },
          { lateness, minutes: batches.slice(cut) },
        ])
        expect(restarted.out.flat()).toEqual(out.flat())
      },
    ),
    { numRuns: 40 },
  )
}, 60_000)
