import type { BatchSample } from './batch-sample.ts'

/** The phases of a batch in the order in which they happen, then what none of them accounts for. */
export const phaseOrder = [
  'latestOffset',
  'walCommit',
  'queryPlanning',
  'getBatch',
  'addBatch',
  'commitOffsets',
  'other',
] as const

/** A phase, by its name in the progress. */
export type Phase = (typeof phaseOrder)[number]

/** Milliseconds by phase. */
export type PhaseTimes = Readonly<Record<Phase, number>>

/** Adds up the phases of some batches. Together they are the duration of the batches, unless the clocks of the phases overlap. */
export function phaseTotals(batches: readonly BatchSample[]): PhaseTimes {
  const totals = Object.fromEntries(phaseOrder.map((phase) => [phase, 0])) as Record<Phase, number>
  for (const { phases, durationMs } of batches) {
    let known = 0
    for (const phase of phaseOrder) {
      const ms = phases[phase] ?? 0
      totals[phase] += ms
      known += ms
    }
    totals.other += Math.max(0, durationMs - known)
  }
  return totals
}
