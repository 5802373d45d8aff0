import type { Entropy } from '../contracts/clock.ts'
import type { FileSystem } from '../contracts/file-system.ts'
import type { Offset } from '../contracts/offset.ts'
import { CheckpointFiles, orNull } from '../durable/checkpoint-files.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import { commitLog } from '../execution/checkpoint/commit-log.ts'
import { LockFiles, type LockOwner } from '../execution/checkpoint/lock-files.ts'
import type { MetadataLog } from '../execution/checkpoint/metadata-log.ts'
import { type OffsetSeq, offsetSeqLog } from '../execution/checkpoint/offset-seq-log.ts'

/** A batch as the logs of its checkpoint tell it. */
export interface LoggedBatch {
  readonly batchId: number
  /** Null: its plan has been purged, only its commit is left. */
  readonly plan: OffsetSeq | null
  /** Milliseconds since 1970. */
  readonly committedAt: number | null
  /** The watermark that the next batch begins with. */
  readonly nextWatermarkMs: number | null
}

/** Reads a checkpoint of StreamKit or of Spark, and changes nothing: also while its query runs. */
export class CheckpointReader {
  readonly path: string
  readonly fileSystem: FileSystem
  readonly files: CheckpointFiles
  readonly #entropy: Entropy
  readonly #offsets: MetadataLog<OffsetSeq>
  readonly #commits: ReturnType<typeof commitLog>

  private constructor(path: string, world: { readonly fileSystem: FileSystem; readonly entropy: Entropy }) {
    this.path = path
    this.fileSystem = world.fileSystem
    this.#entropy = world.entropy
    this.files = new CheckpointFiles(world.fileSystem, world.entropy)
    this.#offsets = offsetSeqLog(this.files, path)
    this.#commits = commitLog(this.files, path)
  }

  /** Throws CHECKPOINT_NOT_FOUND where the folder is not there or holds no query. */
  static async open(
    path: string,
    world: { readonly fileSystem: FileSystem; readonly entropy: Entropy },
  ): Promise<CheckpointReader> {
    const names = await orNull(world.fileSystem.readdir(path))
    if (names === null) throw new AnalysisException('CHECKPOINT_NOT_FOUND', { path, reason: 'there is no such folder' })
    if (!names.some(({ name }) => name === 'metadata' || name === 'offsets')) {
      const reason = 'the folder holds neither the id of a query nor an offset log'
      throw new AnalysisException('CHECKPOINT_NOT_FOUND', { path, reason })
    }
    return new CheckpointReader(path, world)
  }

  /** Null where the file is missing. */
  async queryId(): Promise<string | null> {
    const text = await this.files.read(this.path, 'metadata')
    if (text === null) return null
    try {
      const { id } = JSON.parse(text) as { readonly id?: unknown }
      return typeof id === 'string' ? id : null
    } catch {
      return null
    }
  }

  /** Who holds it now, as far as the newest lock tells. Spark has no locks. */
  async owner(): Promise<LockOwner | null> {
    const newest = await new LockFiles(this.path, this.fileSystem, this.#entropy).newest()
    return newest?.owner ?? null
  }

  /** Ids of all batches that were planned or committed, ascending. */
  async batchIds(): Promise<readonly number[]> {
    const ids = new Set([...(await this.#offsets.batchIds()), ...(await this.#commits.batchIds())])
    return [...ids].sort((a, b) => a - b)
  }

  async batch(batchId: number): Promise<LoggedBatch> {
    const plan = await this.#offsets.get(batchId)
    const commit = await this.#commits.get(batchId)
    const stat = commit === null ? null : await orNull(this.fileSystem.stat(`${this.path}/commits/${batchId}`))
    return {
      batchId,
      plan,
      committedAt: stat?.mtimeMs ?? null,
      nextWatermarkMs: commit?.nextBatchWatermarkMs ?? null,
    }
  }

  /** Where each source stood when the batch began. */
  async startOf(batchId: number): Promise<readonly (Offset | null)[]> {
    return (await this.#offsets.get(batchId - 1))?.offsets ?? []
  }
}
