import { describe, expect, test } from 'vitest'
import { runScenario, type ScenarioVariant } from './streaming/run-scenario.ts'
import { readScenarios } from './streaming/scenario.ts'
import { comparableOutcome, expectedOutcome, readDifferences, sameOutcome } from './streaming/scenario-outcome.ts'

const different = readDifferences()

/** The watermark of a source that has had no row since a restart is not known any more, in Spark too: with several sources the least of them waits for each. */
const forgetsOnRestart = (name: string) =>
  name.startsWith('two-watermarks') || name === 'two-sources-rate-limits-differ'

const variants: Readonly<Record<string, ScenarioVariant>> = {
  interpreted: { session: { wholeStageCodegen: false } },
  'without the optimizer': { session: { excludedOptimizerRules: ['ColumnPruning'] } },
  'with a restart before every step': { restarts: true },
  'with a crash before every commit': { crashes: true },
}

describe.each(Object.entries(variants))('recorded queries do the same %s', (_, variant) => {
  const scenarios = readScenarios().filter(({ name, expected }) => {
    if (expected.error !== undefined && expected.error.at === 'start') return false
    return !((variant.restarts ?? variant.crashes) === true && forgetsOnRestart(name))
  })
  test.each(scenarios.map((scenario) => [`${scenario.area}: ${scenario.name}`, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const difference = different[scenario.name]
      const expected = expectedOutcome(scenario, difference)
      const actual = comparableOutcome(await runScenario(scenario, variant), expected, difference)
      if (!sameOutcome(actual, expected)) expect(actual).toEqual(expected)
    },
  )
})
