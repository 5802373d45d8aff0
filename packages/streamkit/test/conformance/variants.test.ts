import { describe, expect, test } from 'vitest'
import { rules } from '../../src/optimizer/optimizer.ts'
import { lmdbStateStore } from '../../src/state-lmdb.ts'
import { runScenario, type ScenarioVariant } from './streaming/run-scenario.ts'
import { type PlanOperation, readScenarios, type Scenario } from './streaming/scenario.ts'
import {
  comparableOutcome,
  expectedOutcome,
  readDifferences,
  readNotYet,
  sameOutcome,
} from './streaming/scenario-outcome.ts'

const different = readDifferences()
const notYet = readNotYet()

/** How many watermarks a plan declares. */
function watermarksIn(plan: readonly PlanOperation[]): number {
  return plan.reduce((sum, o) => sum + (o.op === 'withWatermark' ? 1 : 0) + watermarksIn(o.right ?? []), 0)
}

/**
 * After a restart the watermark of a source that has had no row since is not known, in Spark too: with several sources the least of them waits for each, and later batches are others. Such a query must
 * still give the same where a batch runs again, which the runner checks by itself.
 */
const forgetsOnRestart = ({ plan }: Scenario): boolean => watermarksIn(plan) > 1

const variants: Readonly<Record<string, ScenarioVariant>> = {
  interpreted: { session: { wholeStageCodegen: false } },
  'without the optimizer': { session: { excludedOptimizerRules: rules.map(({ name }) => name) } },
  'with state in LMDB': { session: { stateStore: lmdbStateStore() } },
  'with a restart before every step': { restarts: true },
  'with a crash before every commit': { crashes: true },
  'with state in LMDB and a crash before every commit': { session: { stateStore: lmdbStateStore() }, crashes: true },
}

describe.each(Object.entries(variants))('recorded queries do the same %s', (_, variant) => {
  const isDisturbed = (variant.restarts ?? variant.crashes) === true
  const scenarios = readScenarios().filter(
    ({ name, expected }) => expected.error?.at !== 'start' && !Object.hasOwn(notYet, name),
  )
  test.each(scenarios.map((scenario) => [`${scenario.area}: ${scenario.name}`, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const difference = different[scenario.name]
      const expected = expectedOutcome(scenario, difference)
      const outcome = await runScenario(scenario, variant)
      if (isDisturbed && forgetsOnRestart(scenario)) return
      const actual = comparableOutcome(outcome, expected, difference)
      if (!sameOutcome(actual, expected)) expect(actual).toEqual(expected)
    },
  )
})
