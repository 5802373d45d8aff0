import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectPromisesKept, replayVariable } from './expect-promises-kept.ts'
import { type Crash, type Scenario, simulate } from './simulation.ts'
import { minuteMs, startMs } from './small-scenario.ts'

// Random queries on random input, ended at random moments. A failure prints its scenario and how to run it again; more runs: STREAMKIT_SIMULATION_RUNS.

const numRuns = Number(process.env.STREAMKIT_SIMULATION_RUNS ?? 1200)

const events = fc.array(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    timeMs: fc.integer({ min: 0, max: 20 }).map((minutes) => startMs + minutes * minuteMs),
  }),
  { maxLength: 30 },
)

const crash: fc.Arbitrary<Crash> = fc.record({
  at: fc.nat({ max: 300 }),
  kind: fc.constantFrom('kill', 'kill', 'power'),
})

const error = fc.option(fc.record({ at: fc.nat({ max: 300 }), code: fc.constantFrom('EIO', 'ENOSPC', 'EXDEV') }))

const base = {
  input: fc.constantFrom('log', 'csv'),
  seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  crashes: fc.array(crash, { maxLength: 5 }),
  maxBatch: fc.integer({ min: 1, max: 12 }),
  stateful: fc.boolean(),
  minBatchesToRetain: fc.integer({ min: 1, max: 4 }),
}

const scenario: fc.Arbitrary<Scenario> = fc.record({
  ...base,
  events,
  arrivals: fc.array(fc.nat({ max: 30 }), { maxLength: 4 }),
  errors: fc.array(error, { maxLength: 3 }),
  // No event is so late that it is dropped.
  watermarkDelayMs: fc.integer({ min: 21, max: 60 }).map((minutes) => minutes * minuteMs),
  trigger: fc.constantFrom('default', 'availableNow'),
  noDataMicroBatches: fc.boolean(),
})

/** All input is there from the start, so that batches are cut alike however often the query is ended. */
const lateScenario: fc.Arbitrary<Scenario> = fc.record({
  ...base,
  events,
  arrivals: fc.constant([]),
  errors: fc.constant([]),
  watermarkDelayMs: fc.integer({ min: 0, max: 6 }).map((minutes) => minutes * minuteMs),
  trigger: fc.constantFrom('default', 'availableNow'),
  noDataMicroBatches: fc.constant(false),
})

const replay = process.env[replayVariable]

test.runIf(replay !== undefined)(`the scenario in ${replayVariable} keeps every promise`, async () => {
  await expectPromisesKept(JSON.parse(replay ?? '') as Scenario)
})

test('what reaches the table is the distinct input, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (each) => {
      await expectPromisesKept(each)
    }),
    { numRuns },
  )
})

test('W04: with late events the output is that of an uninterrupted run', async () => {
  let dropped = 0
  await fc.assert(
    fc.asyncProperty(lateScenario, async (each) => {
      const { table } = await simulate({ ...each, crashes: [] })
      await expectPromisesKept(each, table.rows)
      if (each.stateful && table.rows.length < new Set(each.events.map((e) => `${e.id} ${e.timeMs}`)).size) dropped++
    }),
    { numRuns: Math.ceil(numRuns / 3) },
  )
  expect(dropped).toBeGreaterThan(0)
})
