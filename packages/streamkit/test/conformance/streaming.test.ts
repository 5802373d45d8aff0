import { describe, expect, test } from 'vitest'
import { runScenario } from './streaming/run-scenario.ts'
import { readScenarios } from './streaming/scenario.ts'
import {
  comparableOutcome,
  expectedOutcome,
  readDifferences,
  readNotYet,
  sameOutcome,
} from './streaming/scenario-outcome.ts'

/** May only shrink. */
const notYet = readNotYet()
const different = readDifferences()
const scenarios = readScenarios()
const runnable = scenarios.filter(({ name }) => !Object.hasOwn(notYet, name))

describe('queries do what Spark recorded', () => {
  test.each(runnable.map((scenario) => [`${scenario.area}: ${scenario.name}`, scenario] as const))(
    '%s',
    async (_, scenario) => {
      const difference = different[scenario.name]
      const expected = expectedOutcome(scenario, difference)
      const actual = comparableOutcome(await runScenario(scenario), expected, difference)
      if (!sameOutcome(actual, expected)) expect(actual).toEqual(expected)
    },
  )
})

describe('the lists beside the corpus', () => {
  test('name scenarios that exist, and fewer than 2 in a hundred', () => {
    const names = new Set(scenarios.map(({ name }) => name))
    expect([...Object.keys(notYet), ...Object.keys(different)].filter((name) => !names.has(name))).toEqual([])
    console.log(`not yet: ${Object.keys(notYet).length} of ${scenarios.length} scenarios`)
    expect(Object.keys(notYet).length).toBeLessThan(scenarios.length * 0.02)
  })

  test.each(Object.keys(notYet))('%s cannot run', async (name) => {
    const scenario = scenarios.find((s) => s.name === name)
    const expected = scenario && expectedOutcome(scenario, undefined)
    const outcome = await runScenario(scenario as NonNullable<typeof scenario>).catch((error: unknown) => error)
    if (outcome instanceof Error) return
    expect(sameOutcome(outcome as never, expected as never)).toBe(false)
  })
})
