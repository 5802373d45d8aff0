import type { Offset } from '../contracts/offset.ts'
import { StreamingScanExec } from '../physical/operators/scan-exec.ts'
import { type PhysicalOperator, walkOperators } from '../physical/physical-plan.ts'
import type { IdleRecord } from './watermark-tracker.ts'

/**
 * Where an entry of the offset log keeps who was idle: a setting of ours among those of the batch, which Spark reads as a map of texts and takes only its own from.
 * ```
 * "streamkit.watermark.idle": "{\"lastRowMs\":[1700000000000,1699999000000],\"idle\":[1]}"
 * ```
 */
const idleKey = 'streamkit.watermark.idle'

/** The settings of a batch with who is idle in it; null: nobody can be. */
export function withIdleRecord(
  conf: Readonly<Record<string, string>>,
  record: IdleRecord | null,
): Readonly<Record<string, string>> {
  const { [idleKey]: _, ...others } = conf
  return record === null ? others : { ...others, [idleKey]: JSON.stringify(record) }
}

/** Who was idle in a logged batch, null if that is not told. */
export function idleRecordOf(conf: Readonly<Record<string, string>>): IdleRecord | null {
  const text = conf[idleKey]
  if (text === undefined) return null
  try {
    const { lastRowMs, idle } = JSON.parse(text) as IdleRecord
    return Array.isArray(lastRowMs) && Array.isArray(idle) ? { lastRowMs, idle } : null
  } catch {
    return null
  }
}

/** The numbers of the streams below an operator. */
export function scansBelow(operator: PhysicalOperator): readonly number[] {
  return [...walkOperators(operator)].flatMap((below) => (below instanceof StreamingScanExec ? [below.scan] : []))
}

/** Whether any of the streams moved on between two lists of offsets. */
export function haveMoved(
  scans: readonly number[],
  from: readonly (Offset | null)[],
  to: readonly (Offset | null)[],
): boolean {
  return scans.some((scan) => {
    const end = to[scan] ?? null
    return end !== null && end !== (from[scan] ?? null)
  })
}
