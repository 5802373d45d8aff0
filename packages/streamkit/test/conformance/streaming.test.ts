import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { NotYet } from './corpus-expression.ts'
import { runScenario } from './streaming/run-scenario.ts'
import { type Outcome, readScenarios, type Scenario, type ScenarioError } from './streaming/scenario.ts'
import { sorted } from './streaming/scenario-batches.ts'

interface Difference {
  readonly why: string
  /** Another condition than Spark's. */
  readonly condition?: string
  /** The error comes at the start, not with a step. */
  readonly at?: 'start'
  /** Figures of the progress that are others. */
  readonly ignore?: readonly 'input'[]
}

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
/** Scenarios that ask for what does not exist yet, with what it is. May only shrink. */
const notYet: Readonly<Record<string, string>> = read('./streaming-not-yet.json')
/** What differs on purpose, with the reason. */
const different: Readonly<Record<string, Difference>> = read('./streaming-different.json')

const scenarios = readScenarios()
const runnable = scenarios.filter(({ name }) => !Object.hasOwn(notYet, name))

/** Conditions of Spark that have no public name go by ours. */
function expectedError(error: ScenarioError, difference: Difference | undefined): object {
  const isPublic = error.condition !== null && !error.condition.startsWith('_LEGACY')
  const at = difference?.at ?? error.at
  return {
    at,
    ...(at === 'step' ? { step: error.step } : {}),
    ...(isPublic ? { sqlState: error.sqlState } : {}),
    ...(error.class === undefined ? {} : { class: error.class }),
    condition: difference?.condition ?? (isPublic ? error.condition : 'UNSUPPORTED_STREAMING_OPERATION'),
  }
}

function expectedOutcome({ expected, name, ordered }: Scenario): object {
  const difference = different[name]
  const error = expected.error === undefined ? {} : { error: expectedError(expected.error, difference) }
  if (difference?.at === 'start') return error
  const batches = expected.batches?.map((batch) => ({
    ...batch,
    ...(difference?.ignore?.includes('input') ? { input: expect.anything() } : {}),
    rows: ordered === true ? batch.rows : sorted(batch.rows),
  }))
  return { ...error, ...(expected.schema === undefined ? {} : { schema: expected.schema, batches }) }
}

async function missingOf(scenario: Scenario): Promise<string | null> {
  try {
    await runScenario(scenario)
    return null
  } catch (error) {
    if (error instanceof NotYet) return error.message
    throw error
  }
}

/** The outcome with as much of its error as there is to compare. */
function comparable(outcome: Outcome, expected: object): object {
  const wanted = (expected as Outcome).error
  if (outcome.error === undefined || wanted === undefined) return outcome
  const error = Object.fromEntries(Object.entries(outcome.error).filter(([name]) => Object.hasOwn(wanted, name)))
  return { ...outcome, error }
}

describe('queries do what Spark recorded', () => {
  test.each(runnable.map((scenario) => [`${scenario.area}: ${scenario.name}`, scenario] as const))(
    '%s',
    async (_, scenario) => {
      const expected = expectedOutcome(scenario)
      expect(comparable(await runScenario(scenario), expected)).toEqual(expected)
    },
  )
})

describe('the lists beside the corpus', () => {
  test('name exactly the scenarios that cannot run, with what they miss, and may only shrink', async () => {
    const missing: Record<string, string> = {}
    for (const scenario of scenarios) {
      if (!Object.hasOwn(notYet, scenario.name)) continue
      const what = await missingOf(scenario)
      if (what !== null) missing[scenario.name] = what
    }
    console.log(`not yet: ${Object.keys(missing).length} of ${scenarios.length} scenarios`)
    expect(missing).toEqual(notYet)
  })

  test('tell differences of scenarios that exist', () => {
    const names = new Set(runnable.map(({ name }) => name))
    expect(Object.keys(different).filter((name) => !names.has(name))).toEqual([])
  })
})
