import { CheckpointException } from '../../errors/streamkit-error.ts'
import type { CommitMetadata } from './commit-log.ts'
import type { MetadataLog } from './metadata-log.ts'
import type { OffsetSeq } from './offset-seq-log.ts'

/** Where a query goes on. */
export interface RecoveryPoint {
  /** The batch to run next. */
  readonly nextBatchId: number
  /** Its plan, if it was planned before a crash: it is run again exactly so. */
  readonly planned: OffsetSeq | null
  /** The batch before it. */
  readonly previous: OffsetSeq | null
  readonly previousCommit: CommitMetadata | null
}

export interface RecoveryLogs {
  readonly checkpoint: string
  readonly offsetLog: MetadataLog<OffsetSeq>
  readonly commitLog: MetadataLog<CommitMetadata>
  /** Drop the newest entry of the offset log if it cannot be read and its batch was never committed. */
  readonly recoverTornTail: boolean
  /** How many batches a purge leaves. Default 100. */
  readonly minBatchesToRetain?: number
}

/**
 * Reads from both logs where the query stopped. Nothing is guessed: a hole in the logs is CHECKPOINT_GAP. The commit of the newest batch counts as not written if it
 * cannot be read: the batch runs again, which every exactly-once sink recognises.
 */
export async function recoveryPoint(logs: RecoveryLogs): Promise<RecoveryPoint> {
  const { checkpoint, offsetLog, commitLog } = logs
  const planned = await offsetLog.batchIds()
  const lastPlanned = planned.at(-1) ?? -1
  const committed = await withoutTornCommit(commitLog, lastPlanned)
  const lastCommitted = committed.at(-1) ?? -1
  const oldestKept = lastPlanned - (logs.minBatchesToRetain ?? 100)
  const whole = contiguous(planned, oldestKept) && contiguous(committed, oldestKept)
  const fits = lastPlanned === lastCommitted || lastPlanned === lastCommitted + 1
  const startsAtZero = lastCommitted >= 0 || lastPlanned <= 0
  if (!whole || !fits || !startsAtZero) {
    throw new CheckpointException('CHECKPOINT_GAP', {
      path: checkpoint,
      offsets: tail(planned),
      commits: tail(committed),
    })
  }
  return {
    nextBatchId: lastCommitted + 1,
    planned: lastPlanned > lastCommitted ? await plannedBatch(logs, lastPlanned) : null,
    previous: lastCommitted >= 0 ? await present(offsetLog, lastCommitted, checkpoint) : null,
    previousCommit: lastCommitted >= 0 ? await present(commitLog, lastCommitted, checkpoint) : null,
  }
}

async function plannedBatch(logs: RecoveryLogs, batchId: number): Promise<OffsetSeq | null> {
  try {
    return await logs.offsetLog.get(batchId)
  } catch (error) {
    if (!logs.recoverTornTail || !isCorrupted(error)) throw error
    await logs.offsetLog.remove(batchId)
    return null
  }
}

async function withoutTornCommit(
  commitLog: MetadataLog<CommitMetadata>,
  lastPlanned: number,
): Promise<readonly number[]> {
  const committed = await commitLog.batchIds()
  const newest = committed.at(-1)
  if (newest === undefined) return committed
  try {
    await commitLog.get(newest)
    return committed
  } catch (error) {
    // A batch that another one followed was committed: its entry is damaged, not torn.
    if (!isCorrupted(error) || newest !== lastPlanned) throw error
    await commitLog.remove(newest)
    return committed.slice(0, -1)
  }
}

function isCorrupted(error: unknown): boolean {
  return error instanceof CheckpointException && error.condition === 'CHECKPOINT_CORRUPTED'
}

async function present<T>(log: MetadataLog<T>, batchId: number, checkpoint: string): Promise<T> {
  const entry = await log.get(batchId)
  if (entry === null) {
    throw new CheckpointException('CHECKPOINT_GAP', {
      path: checkpoint,
      offsets: tail(await log.batchIds()),
      commits: String(batchId),
    })
  }
  return entry
}

/**
 * Purging goes from the oldest up and may be cut short by a crash, so only the newest run of ids has to be whole; and the power may bring an old entry back but not the next, so what a purge may
 * have taken does not count.
 */
function contiguous(ids: readonly number[], oldestKept: number): boolean {
  const newest = ids.slice(-2)
  if (newest.length < 2 || (newest[1] as number) === (newest[0] as number) + 1) return true
  return (newest[1] as number) - 1 < oldestKept
}

function tail(ids: readonly number[]): string {
  return ids.length === 0 ? 'none' : `${ids.length > 8 ? '…,' : ''}${ids.slice(-8).join(',')}`
}
