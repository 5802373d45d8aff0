import type { FileFormat } from '../../../contracts/file-format.ts'
import type { Sink, SinkBatch, SinkContext, SinkQuery, SinkResult } from '../../../contracts/sink.ts'
import { AnalysisException, CheckpointException, ExecutionException } from '../../../errors/streamkit-error.ts'
import { isHidden } from '../hidden-name.ts'
import { DataFiles, type DataFilesPlan } from './data-files.ts'
import { dataFilesPlan, targetFolder } from './file-write-options.ts'
import { SinkLog, type SinkLogGrowth, sinkLogFolder } from './sink-log.ts'

const defaultCompactInterval = 10
const defaultCleanupDelayMs = 10 * 60 * 1000

/** Makes the streaming sink of a file format. Options, columns and the output mode are checked here. */
export function fileSink(context: SinkContext, format: FileFormat): Sink {
  return new FileSink(context, format)
}

/**
 * Writes each batch as files, then one entry of the log `_spark_metadata` that names them: from then on, and not before, they are there for readers that honour
 * the log, as Spark and StreamKit do. A batch that comes again is written anew if its entry is missing, and passed over if it is there. Files of attempts that crashed stay
 * where they are and are listed by nobody.
 */
class FileSink implements Sink {
  readonly description: string
  readonly #context: SinkContext
  readonly #folder: string
  readonly #plan: DataFilesPlan
  readonly #log: SinkLog
  readonly #growth: SinkLogGrowth
  readonly #defaultInterval: number

  constructor(context: SinkContext, format: FileFormat) {
    const { options, fileSystem, clock, outputMode } = context
    if (outputMode !== 'append') {
      throw new AnalysisException('STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE', {
        outputMode,
        className: format.name,
      })
    }
    this.#context = context
    this.#folder = targetFolder(context)
    this.description = `FileSink[file:${this.#folder}]`
    this.#plan = dataFilesPlan(context, format)
    this.#log = new SinkLog({ directory: `${this.#folder}/${sinkLogFolder}`, files: this.#plan.folders, fileSystem })
    this.#defaultInterval = options.integer('logCompactInterval', { min: 2 }) ?? defaultCompactInterval
    this.#growth = {
      compactInterval: this.#defaultInterval,
      cleanupDelayMs: options.durationMs('logCleanupDelay', defaultCleanupDelayMs),
      retentionMs: options.durationMs('retention', Number.POSITIVE_INFINITY),
      clock,
    }
  }

  async prepare(query: SinkQuery): Promise<void> {
    const directory = `${this.#folder}/${sinkLogFolder}`
    const { folders } = this.#plan
    await folders.makeDirectory(directory)
    await folders.removeTemporary(directory)
    await this.#log.open(this.#defaultInterval)
    const { latest } = this.#log
    const owner = await readOwner(this.#plan, directory)
    if (latest < 0 && owner === null && (await this.#hasFiles()))
      throw new AnalysisException('SINK_FOLDER_NOT_EMPTY', { path: this.#folder })
    if (latest >= 0 && owner !== null && owner !== query.queryId) {
      throw new CheckpointException('SINK_CHECKPOINT_LOST', {
        path: this.#folder,
        otherQueryId: owner,
        queryId: query.queryId,
      })
    }
    // a log without an owner is Spark's: a checkpoint that came with it has batches
    const isStrange = owner === null && latest >= 0 && query.lastCommittedBatchId < 0
    if (isStrange || latest > query.lastCommittedBatchId + 1) {
      throw new CheckpointException('SINK_AHEAD_OF_CHECKPOINT', {
        path: this.#folder,
        sinkBatch: latest,
        checkpointBatch: query.lastCommittedBatchId,
      })
    }
    if (owner !== query.queryId) await folders.replace(directory, ownerFile, JSON.stringify({ queryId: query.queryId }))
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    const { batchId } = batch
    if (batchId <= this.#log.latest) {
      this.#context.logger.info({ batchId, folder: this.#folder }, 'the batch is in the log of the file sink already')
      return { numOutputRows: -1 }
    }
    const files = new DataFiles(this.#plan, this.#folder, this.#context.entropy.uuid())
    let rows = 0
    try {
      for await (const chunk of batch.chunks()) {
        await files.write(chunk)
        rows += chunk.length
      }
      batch.signal.throwIfAborted()
      const written = await files.finish()
      const entries = written.map(({ path, size, mtimeMs }) => ({ path, size, mtimeMs, action: 'add' as const }))
      await this.#commit(batchId, entries)
    } catch (error) {
      // a commit that failed half-way may be there: its files must stay
      if (!(error instanceof CheckpointException)) await files.abort()
      throw error
    }
    return { numOutputRows: rows }
  }

  async stop(): Promise<void> {}

  /** Whether there is anything that readers would not see any more once there is a log. */
  async #hasFiles(): Promise<boolean> {
    const entries = await this.#context.fileSystem.readdir(this.#folder)
    return entries.some(({ name }) => !isHidden(name))
  }

  async #commit(batchId: number, entries: Parameters<SinkLog['add']>[1]): Promise<void> {
    if (await this.#log.add(batchId, entries, this.#growth)) return
    throw new ExecutionException('CONCURRENT_STREAM_LOG_UPDATE', {
      path: `${this.#folder}/${sinkLogFolder}`,
      owner: `batch ${batchId} was written by another run`,
    })
  }
}

/** Whose batches the log counts. Spark ignores the name. */
const ownerFile = '.streamkit-query'

async function readOwner({ folders }: DataFilesPlan, directory: string): Promise<string | null> {
  const text = await folders.read(directory, ownerFile)
  const id = text === null ? null : /^\{"queryId":"([^"\\]+)"\}$/.exec(text)?.[1]
  return id ?? null
}
