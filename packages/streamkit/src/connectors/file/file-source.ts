import { hash } from 'node:crypto'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { BadRecordSink, FileFormat, FileReader } from '../../contracts/file-format.ts'
import type { Offset, OffsetRange } from '../../contracts/offset.ts'
import type { ReadLimit, ReadRequest, Source, SourceContext } from '../../contracts/source.ts'
import { CheckpointFiles } from '../../durable/checkpoint-files.ts'
import { invariant } from '../../errors/invariant.ts'
import { AnalysisException, CheckpointException } from '../../errors/streamkit-error.ts'
import type { StructType } from '../../types/data-type.ts'
import { absolutePath } from './absolute-path.ts'
import { assertOutsideSource } from './assert-outside-source.ts'
import { BadRecordsFile } from './bad-records-file.ts'
import { decompressingFileSystem } from './decompressing-file-system.ts'
import { type PlannedFile, readFiles } from './file-batch-reader.ts'
import { FileLister, type ListedFile } from './file-lister.ts'
import { type FileLimit, type FileStreamOptions, fileStreamOptions } from './file-options.ts'
import { FilePlanner } from './file-planner.ts'
import { partitionsOf } from './file-scan.ts'
import { FileSourceLog } from './file-source-log.ts'
import { fileSourceOffset, logOffsetOf } from './file-source-offset.ts'
import { PartitionedReader } from './partitioned-reader.ts'
import { SourceCleaner } from './source-cleaner.ts'

/** Makes the streaming source of a file format. Options are checked here. */
export function fileSource(context: SourceContext & { readonly schema: StructType }, format: FileFormat): Source {
  return new FileStreamSource(context, format)
}

/**
 * Reads files as they appear in folders, each once, in the order of their modification times.
 *
 * What each batch reads is written into the source's own log before the batch is planned, so that it is read again after a crash and never twice in different
 * batches. What was read is remembered by path; a file that is changed later is not read again. The listing is the truth: a watcher only ends waiting early.
 */
class FileStreamSource implements Source {
  readonly description: string
  readonly #context: SourceContext
  readonly #metadataPath: string
  readonly #options: FileStreamOptions
  readonly #reader: FileReader
  readonly #lister: FileLister
  readonly #log: FileSourceLog
  readonly #planner: FilePlanner
  readonly #cleaner: SourceCleaner

  constructor(context: SourceContext & { readonly schema: StructType }, format: FileFormat) {
    const { metadataPath, fileSystem, clock, entropy, logger } = context
    invariant(metadataPath !== null, 'a streaming source has a metadata path')
    const paths = context.paths.map(absolutePath)
    this.description = `FileStreamSource[${paths.map((path) => `file:${path}`).join(', ')}]`
    this.#context = context
    this.#metadataPath = metadataPath
    this.#options = fileStreamOptions(context.options)
    assertOutsideSource(this.#options, paths)
    this.#reader = new PartitionedReader(
      { ...context, fileSystem: decompressingFileSystem(fileSystem) },
      format,
      partitionsOf(paths, this.#options),
    )
    this.#lister = new FileLister(paths, this.#options, context)
    const files = new CheckpointFiles(fileSystem, entropy)
    this.#log = new FileSourceLog({ directory: metadataPath, files, fileSystem, clock })
    const seed = Number.parseInt(entropy.uuid().slice(0, 8), 16) | 0
    this.#planner = new FilePlanner({ options: this.#options, lister: this.#lister, logger, seed })
    const entriesOf = (batchId: number) => this.#log.get(batchId)
    this.#cleaner = new SourceCleaner(this.#options.cleanSource, { fileSystem, logger, entriesOf })
  }

  async initialize(committed: Offset | null): Promise<void> {
    const missing = await this.#lister.missingPath()
    if (missing !== null) throw new AnalysisException('PATH_NOT_FOUND', { path: missing })
    await this.#cleaner.prepare(this.#lister.roots)
    await this.#log.restore((entry) => this.#planner.restore(entry))
    this.#planner.restored()
    const last = logOffsetOf(committed, this.#metadataPath)
    if (last > this.#log.latest) {
      const reason = `the query has planned the batch ${last} of this log, but it ends with ${this.#log.latest}`
      throw new CheckpointException('CHECKPOINT_CORRUPTED', { path: this.#metadataPath, reason })
    }
  }

  async latestOffset(start: Offset | null, limit: ReadLimit): Promise<Offset | null> {
    // a batch that was logged by a run that ended before it was planned
    const isAhead = this.#log.latest > logOffsetOf(start, this.#metadataPath)
    const bounds: FileLimit = limit.kind === 'all' ? { kind: 'none' } : this.#options.limit
    if (!isAhead || bounds.kind === 'none') await this.#planner.plan(bounds, (files) => this.#logBatch(files))
    return this.#log.latest < 0 ? null : fileSourceOffset(this.#log.latest)
  }

  async *read(range: OffsetRange, request: ReadRequest): AsyncGenerator<ColumnBatch, void, undefined> {
    const files: PlannedFile[] = []
    const end = logOffsetOf(range.end, this.#metadataPath)
    for (let id = logOffsetOf(range.start, this.#metadataPath) + 1; id <= end; id++) {
      for (const { path, timestamp, size } of await this.#log.get(id)) {
        files.push({ path, mtimeMs: timestamp, ...(size === undefined ? {} : { size }) })
      }
    }
    const { fileSystem, logger } = this.#context
    const environment = { fileSystem, logger, reader: this.#reader, faults: this.#options }
    yield* readFiles(files, { ...request, badRecords: this.#badRecords(request.batchId) }, environment)
  }

  async commit(end: Offset): Promise<void> {
    await this.#cleaner.clean(logOffsetOf(end, this.#metadataPath))
  }

  async stop(): Promise<void> {
    await this.#cleaner.finish()
  }

  async prepareForAvailableNow(): Promise<void> {
    await this.#planner.freeze()
  }

  onDataAvailable(wake: () => void): () => void {
    const stops = this.#lister.roots.map((root) => this.#context.fileSystem.watch?.(root, wake))
    return () => {
      for (const stop of stops) void Promise.resolve(stop?.()).catch(() => {})
    }
  }

  metrics(): Readonly<Record<string, string>> {
    return this.#planner.metrics()
  }

  reportLatestOffset(): null {
    return null
  }

  async #logBatch(files: readonly ListedFile[]): Promise<void> {
    const batchId = this.#log.latest + 1
    const entries = files.map(({ path, mtimeMs, size }) => ({ path, timestamp: mtimeMs, batchId, size }))
    if (await this.#log.add(batchId, entries)) return
    throw new CheckpointException('CONCURRENT_STREAM_LOG_UPDATE', {
      path: this.#metadataPath,
      owner: `the batch ${batchId} of the source is already in its log`,
    })
  }

  /** One file for each batch of each source: two queries may share the folder. */
  #badRecords(batchId: number): BadRecordSink | null {
    const { fileSystem, entropy } = this.#context
    const directory = this.#options.badRecordsPath
    if (directory === null) return null
    const name = `bad-records-${hash('sha256', this.#metadataPath).slice(0, 8)}-${batchId}.jsonl`
    return new BadRecordsFile({ directory, name, attempt: entropy.uuid(), fileSystem })
  }
}
