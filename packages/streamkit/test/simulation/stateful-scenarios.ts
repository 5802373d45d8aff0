import type { SimulatedEvent } from './event-log.ts'
import { minuteMs, startMs } from './small-scenario.ts'
import type { StatefulQueryName } from './stateful-queries.ts'
import {
  type StatefulHistory,
  type StatefulParts,
  type StatefulScenario,
  simulateStateful,
} from './stateful-simulation.ts'
import { statefulViolations } from './stateful-violations.ts'

/** Events as text: `a1 b3` is one of `a` in minute 1 and one of `b` in minute 3. */
export function eventsOf(text: string): readonly SimulatedEvent[] {
  return text
    .split(' ')
    .map((event) => ({ id: event[0] as string, timeMs: startMs + Number(event.slice(1)) * minuteMs }))
}

/**
 * A few batches with copies, late rows, partners that come later and partners that never come.
 *
 * As in Spark, a process that starts knows the watermark of the query and not what each stream had seen: with two streams, batches come out alike only if the newest time of each stream grows with every
 * batch, or the stream that holds the watermark back stays the same.
 */
const small: Omit<StatefulScenario, 'query'> = {
  seed: 1,
  cut: 3,
  events: { left: eventsOf('a1 b2 a1 c9 b10 b12 a3 d21 a22 d35 e50'), right: eventsOf('a4 b6 c8 b13 d23 d24 e52') },
  maxBatch: 5,
  crashes: [],
  errors: [],
  trigger: 'availableNow',
  noDataMicroBatches: false,
  minBatchesToRetain: 2,
}

export function smallStateful(query: StatefulQueryName): StatefulScenario {
  const { left } = small.events
  return query === 'a stream that falls idle'
    ? { ...small, query, events: { left, right: eventsOf('a4 b6 c8') } }
    : { ...small, query }
}

/** The environment variable that holds the scenario to run again. */
export const replayStateful = 'STREAMKIT_STATEFUL_SIMULATION'

const undisturbedRuns = new Map<string, Promise<StatefulHistory>>()

/** The same without crashes and errors, with all its logs kept. */
export function undisturbedOf(scenario: StatefulScenario): Promise<StatefulHistory> {
  const calm: StatefulScenario = {
    ...scenario,
    seed: 1,
    crashes: [],
    errors: [],
    trigger: 'availableNow',
    minBatchesToRetain: 100,
  }
  const text = JSON.stringify(calm)
  const found = undisturbedRuns.get(text) ?? simulateStateful(calm)
  if (undisturbedRuns.size > 500) undisturbedRuns.clear()
  undisturbedRuns.set(text, found)
  return found
}

/** What came of a scenario; a simulation that cannot go on is a violation, too. */
export async function statefulOutcome(
  scenario: StatefulScenario,
  parts: StatefulParts = {},
): Promise<{ readonly history: StatefulHistory | null; readonly violations: readonly string[] }> {
  const undisturbed = await undisturbedOf(scenario)
  try {
    const history = await simulateStateful(scenario, parts)
    return { history, violations: statefulViolations(scenario, { history, undisturbed }) }
  } catch (error) {
    return { history: null, violations: [String(error)] }
  }
}

/** Runs a scenario and fails, with the way to run it again, if it differs from an undisturbed run or a promise is broken. */
export async function expectUndisturbed(scenario: StatefulScenario): Promise<StatefulHistory> {
  const { history, violations } = await statefulOutcome(scenario)
  if (history !== null && violations.length === 0) return history
  const replay = `${replayStateful}='${JSON.stringify(scenario)}' npx vitest run packages/streamkit/test/simulation`
  throw new Error([...violations, `run it again: ${replay}`].join('\n'))
}
