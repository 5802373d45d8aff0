import { type History, type Parts, type Scenario, simulate } from './simulation.ts'
import { expectedRows, violationsOf } from './violations.ts'

/** The environment variable that holds the scenario to run again. */
export const replayVariable = 'STREAMKIT_SIMULATION'

/** Runs a scenario and fails, with the way to run it again, if a promise is broken. `expected` is what the table has to hold; by default the distinct input. */
export async function expectPromisesKept(scenario: Scenario, expected?: readonly string[]): Promise<History> {
  const { history, violations } = await outcomeOf(scenario, { expected: expected ?? expectedRows(scenario) })
  if (history !== null && violations.length === 0) return history
  throw new Error(
    [
      ...violations,
      ...(history?.processes ?? []).map(
        ({ trace, end }, i) =>
          `process ${i}: ${typeof end === 'string' ? end : end.condition} after\n${trace
            .slice(-8)
            .map(({ kind, path, change }) => `    ${change} ${kind} ${path}`)
            .join('\n')}`,
      ),
      `run it again: ${replayVariable}='${JSON.stringify(scenario)}' npx vitest run packages/streamkit/test/simulation`,
    ].join('\n'),
  )
}

/** What came of a scenario; a simulation that cannot go on is a violation, too. */
export async function outcomeOf(
  scenario: Scenario,
  options: { readonly parts?: Parts; readonly expected: readonly string[] },
): Promise<{ readonly history: History | null; readonly violations: readonly string[] }> {
  try {
    const history = await simulate(scenario, options.parts)
    return { history, violations: violationsOf(history, options.expected) }
  } catch (error) {
    return { history: null, violations: [String(error)] }
  }
}
