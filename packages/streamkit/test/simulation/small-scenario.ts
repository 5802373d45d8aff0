import type { Scenario } from './simulation.ts'

export const minuteMs = 60_000
export const startMs: number = Date.UTC(2026, 0, 1)

/** Two runs of a few batches, small enough to crash at every step of it: nine events, three of them copies, none of them late. */
export const smallScenario: Scenario = {
  seed: 1,
  input: 'log',
  events: ['a', 'b', 'a', 'c', 'd', 'b', 'e', 'c', 'f'].map((id) => ({
    id,
    timeMs: startMs + id.charCodeAt(0) * minuteMs,
  })),
  arrivals: [5],
  crashes: [],
  errors: [],
  maxBatch: 4,
  watermarkDelayMs: 60 * minuteMs,
  stateful: true,
  trigger: 'availableNow',
  minBatchesToRetain: 2,
  noDataMicroBatches: true,
}
