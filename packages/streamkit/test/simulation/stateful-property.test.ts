import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minuteMs, startMs } from './small-scenario.ts'
import { type StatefulQuery, statefulQueries, statefulQueryNames } from './stateful-queries.ts'
import { expectUndisturbed, replayStateful, undisturbedOf } from './stateful-scenarios.ts'
import type { StatefulScenario } from './stateful-simulation.ts'

// Random input to every kind of stateful query, ended at random moments. A failure prints its scenario and how to run it again; more runs: STREAMKIT_SIMULATION_RUNS.

const numRuns = Math.ceil(Number(process.env.STREAMKIT_SIMULATION_RUNS ?? 1200) / 6)

const row = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  other: fc.constantFrom('a', 'b', 'c', 'd'),
  step: fc.integer({ min: 0, max: 4 }),
  /** How late it is, minutes. */
  late: fc.constantFrom(0, 0, 0, 1, 2, 6, 20),
  lag: fc.integer({ min: 0, max: 3 }),
})

const twoStreams: readonly string[] = [
  'a left outer join of streams',
  'an as-of join of streams',
  'distinct rows, joined, in windows',
  'a stream that falls idle',
]

const disturbances = fc.record({
  query: fc.constantFrom(...statefulQueryNames),
  seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  cut: fc.nat(100),
  maxBatch: fc.integer({ min: 1, max: 7 }),
  rows: fc.array(row, { minLength: 1, maxLength: 16 }),
  crashes: fc.array(fc.record({ at: fc.nat({ max: 320 }), kind: fc.constantFrom('kill' as const, 'power' as const) }), {
    maxLength: 4,
  }),
  errors: fc.array(fc.option(fc.record({ at: fc.nat({ max: 400 }), code: fc.constantFrom('EIO', 'ENOSPC') })), {
    maxLength: 2,
  }),
  trigger: fc.constantFrom('default' as const, 'availableNow' as const),
  minBatchesToRetain: fc.integer({ min: 1, max: 3 }),
})

type Disturbance = typeof disturbances extends fc.Arbitrary<infer T> ? T : never

/** Two streams have no late rows: see small scenarios. */
function scenarioOf(
  { rows, ...more }: Disturbance,
  options: { readonly inOrder?: boolean; readonly noData?: boolean } = {},
): StatefulScenario {
  const inOrder = options.inOrder === true || twoStreams.includes(more.query)
  let base = startMs + 30 * minuteMs
  const times = rows.map(({ step, late }) => {
    base += step * minuteMs
    return base - (inOrder ? 0 : late * minuteMs)
  })
  const left = rows.map(({ id }, i) => ({ id, timeMs: times[i] as number }))
  const right = rows.map(({ other, lag }, i) => ({
    id: other,
    timeMs: (times[i] as number) + (inOrder ? 0 : lag) * minuteMs,
  }))
  return { ...more, events: { left, right }, noDataMicroBatches: options.noData ?? false }
}

const replay = process.env[replayStateful]

test.runIf(replay !== undefined)(`the scenario in ${replayStateful} is as if nothing had happened`, async () => {
  await expectUndisturbed(JSON.parse(replay ?? '') as StatefulScenario)
})

test('every batch of a stateful query is that of an undisturbed run, whatever happens', {
  timeout: 600_000,
}, async () => {
  let late = 0
  await fc.assert(
    fc.asyncProperty(disturbances, async (each) => {
      late += (await expectUndisturbed(scenarioOf(each))).late.size
    }),
    { numRuns },
  )
  expect(late).toBeGreaterThan(0)
})

test('with batches without data the rows are those of an undisturbed run', { timeout: 600_000 }, async () => {
  const closing = statefulQueryNames.filter((name) => (statefulQueries[name] as StatefulQuery).closesAnytime === true)
  const query = fc.constantFrom(...closing)
  await fc.assert(
    fc.asyncProperty(disturbances, query, async (each, name) => {
      const scenario = scenarioOf({ ...each, query: name }, { inOrder: true, noData: true })
      // The last batches close everything: what a batch without data did not close after the last restart. More of them than one batch takes: the last one alone would close nothing without another after it.
      const days = Array.from({ length: 2 * each.maxBatch + 1 }, (_, i) => i + 1)
      const ends = days.map((day) => ({ id: 'z', timeMs: startMs + day * 86_400_000 }))
      const { left, right } = scenario.events
      const closed = { ...scenario, events: { left: [...left, ...ends], right: [...right, ...ends] } }
      const { progress } = await undisturbedOf(closed)
      expect(progress.length).toBeGreaterThan(0)
      await expectUndisturbed(closed)
    }),
    { numRuns: Math.ceil(numRuns / 2) },
  )
})
