import type { StateDescription } from '../../contracts/state-layout.ts'
import { CheckpointFiles } from '../../durable/checkpoint-files.ts'
import type { ExecutionEnvironment, PlanFingerprint } from '../micro-batch-query.ts'
import { CheckpointLock } from './checkpoint-lock.ts'
import { type CommitMetadata, commitLog } from './commit-log.ts'
import type { MetadataLog } from './metadata-log.ts'
import { type OffsetSeq, offsetSeqLog } from './offset-seq-log.ts'
import { checkPlan } from './plan-check.ts'
import { type RecoveryPoint, recoveryPoint } from './recovery-point.ts'
import { describeState } from './state-metadata.ts'
import { checkStateSchemas, type EvolvingOperator } from './state-schemas.ts'
import { queryIdOf } from './stream-metadata.ts'

/** An open checkpoint: locked for this run, its logs at hand, its recovery point read. */
export interface Checkpoint {
  readonly queryId: string
  readonly lock: CheckpointLock
  readonly offsetLog: MetadataLog<OffsetSeq>
  readonly commitLog: MetadataLog<CommitMetadata>
  readonly recovery: RecoveryPoint
}

export interface OpenCheckpointOptions {
  readonly path: string
  readonly runId: string
  readonly plan: PlanFingerprint
  /** Operators with state of a schema of the user. */
  readonly evolving: readonly EvolvingOperator[]
  /** What the query keeps, null if it has no state. */
  readonly state: StateDescription | null
  readonly recoverTornTail: boolean
  readonly minBatchesToRetain: number
}

/** Opens or makes a checkpoint. The lock is released if anything else fails. */
export async function openCheckpoint(
  options: OpenCheckpointOptions,
  environment: ExecutionEnvironment,
): Promise<Checkpoint> {
  const { path } = options
  const files = new CheckpointFiles(environment.fileSystem, environment.entropy)
  await files.makeDirectory(path)
  const lock = await CheckpointLock.acquire(path, options.runId, environment)
  try {
    await files.removeTemporary(path)
    const offsetLog = offsetSeqLog(files, path)
    const commits = commitLog(files, path)
    await offsetLog.initialize()
    await commits.initialize()
    const committed = await commits.batchIds()
    const hasBatches = (await offsetLog.batchIds()).length > 0 || committed.length > 0
    const queryId = await queryIdOf(files, path, { hasBatches, entropy: environment.entropy })
    const nextBatchId = Math.max(-1, ...committed) + 1
    const schemas = await checkStateSchemas(files, path, { operators: options.evolving, nextBatchId })
    await checkPlan(files, path, { plan: options.plan, hasBatches })
    await schemas.apply()
    if (options.state !== null) await describeState(files, path, { state: options.state, hasBatches })
    const recovery = await recoveryPoint({
      checkpoint: path,
      offsetLog,
      commitLog: commits,
      recoverTornTail: options.recoverTornTail,
      minBatchesToRetain: options.minBatchesToRetain,
    })
    return { queryId, lock, offsetLog, commitLog: commits, recovery }
  } catch (error) {
    await lock.release()
    throw error
  }
}
