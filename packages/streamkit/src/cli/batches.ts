import { AnalysisException } from '../errors/streamkit-error.ts'
import type { CheckpointReader, LoggedBatch } from './checkpoint-reader.ts'
import type { CommandOptions } from './command.ts'

/** The batches that a command is about: the one that was asked for, or the newest ones, ascending. */
export async function chosenBatches(
  checkpoint: CheckpointReader,
  { batch, last }: CommandOptions,
): Promise<readonly LoggedBatch[]> {
  const ids = await checkpoint.batchIds()
  if (batch !== null && !ids.includes(batch)) {
    const known = ids.length === 0 ? 'it has none' : `it has ${ids[0]} to ${ids.at(-1)}`
    throw new AnalysisException('CHECKPOINT_HAS_NO_BATCH', { path: checkpoint.path, batchId: batch, known })
  }
  const chosen = batch === null ? ids.slice(-last) : [batch]
  const batches: LoggedBatch[] = []
  for (const id of chosen) batches.push(await checkpoint.batch(id))
  return batches
}

/** `committed`, or how far it got: a planned batch runs again when the query starts. */
export function stateOf({ plan, committedAt }: LoggedBatch): string {
  if (committedAt !== null) return 'committed'
  return plan === null ? 'unknown' : 'planned'
}

/** A moment in UTC, or a dash. A watermark of 0 stands for none. */
export function moment(ms: number | null | undefined, zero = true): string {
  if (ms === null || ms === undefined || (ms === 0 && !zero)) return '-'
  return new Date(ms).toISOString()
}
