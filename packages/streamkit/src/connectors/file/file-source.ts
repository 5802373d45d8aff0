import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { FileFormat, FileReader } from '../../contracts/file-format.ts'
import type { Offset, OffsetRange } from '../../contracts/offset.ts'
import type { ReadLimit, ReadRequest, Source, SourceContext } from '../../contracts/source.ts'
import { CheckpointFiles } from '../../durable/checkpoint-files.ts'
import { invariant } from '../../errors/invariant.ts'
import { AnalysisException, CheckpointException } from '../../errors/streamkit-error.ts'
import type { StructType } from '../../types/data-type.ts'
import { absolutePath } from './absolute-path.ts'
import { readingOrder, selectFiles, sizeOf } from './batch-selection.ts'
import { type PlannedFile, readFiles } from './file-batch-reader.ts'
import { FileLister, type ListedFile } from './file-lister.ts'
import { type FileLimit, type FileStreamOptions, fileStreamOptions } from './file-options.ts'
import { FileSourceLog } from './file-source-log.ts'
import { fileSourceOffset, logOffsetOf } from './file-source-offset.ts'
import { baseName } from './file-uri.ts'
import { SeenFiles } from './seen-files.ts'

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
  readonly #seen: SeenFiles
  /** Listed files that did not fit into a batch, in order; null if the next batch begins with a listing. */
  #unread: readonly ListedFile[] | null = null
  /** All that an `availableNow` run will ever see. */
  #isFrozen = false
  /** Whether the last listing left nothing to read, so that only a change of a folder makes another one worthwhile. */
  #isExhausted = false
  #outstanding = { files: 0, bytes: 0 }

  constructor(context: SourceContext & { readonly schema: StructType }, format: FileFormat) {
    const { metadataPath, fileSystem, clock, entropy, logger, options } = context
    invariant(metadataPath !== null, 'a streaming source has a metadata path')
    const paths = context.paths.map(absolutePath)
    this.description = `FileStreamSource[${paths.map((path) => `file:${path}`).join(', ')}]`
    this.#context = context
    this.#metadataPath = metadataPath
    this.#options = fileStreamOptions(options)
    this.#reader = format.reader(context)
    this.#lister = new FileLister(paths, this.#options, context)
    const files = new CheckpointFiles(fileSystem, entropy)
    this.#log = new FileSourceLog({ directory: metadataPath, files, fileSystem, clock })
    this.#seen = new SeenFiles(this.#options.maxFileAgeMs, Number.parseInt(entropy.uuid().slice(0, 8), 16) | 0)
    if (this.#options.fileNameOnly) {
      logger.warn(
        { source: this.description },
        'fileNameOnly is set: of two files with one name only the first is read',
      )
    }
  }

  async initialize(committed: Offset | null): Promise<void> {
    const missing = await this.#lister.missingPath()
    if (missing !== null) throw new AnalysisException('PATH_NOT_FOUND', { path: missing })
    await this.#log.restore((entry) => this.#seen.add(this.#keyOf(entry.path), entry.timestamp))
    this.#seen.purge()
    const last = logOffsetOf(committed, this.#metadataPath)
    if (last > this.#log.latest) {
      const reason = `the query has planned the batch ${last} of this log, but it ends with ${this.#log.latest}`
      throw new CheckpointException('CHECKPOINT_CORRUPTED', { path: this.#metadataPath, reason })
    }
  }

  async latestOffset(start: Offset | null, limit: ReadLimit): Promise<Offset | null> {
    // a batch that was written by a run that ended before it was planned
    const isAhead = this.#log.latest > logOffsetOf(start, this.#metadataPath)
    const bounds: FileLimit = limit.kind === 'all' ? { kind: 'none' } : this.#options.limit
    if (!isAhead || bounds.kind === 'none') await this.#planBatch(bounds)
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
    yield* readFiles(files, { ...request, badRecords: null }, environment)
  }

  async commit(_end: Offset): Promise<void> {}

  async stop(): Promise<void> {}

  async prepareForAvailableNow(): Promise<void> {
    this.#unread = await this.#listNew()
    this.#isFrozen = true
  }

  onDataAvailable(wake: () => void): () => void {
    const stops = this.#lister.roots.map((root) => this.#context.fileSystem.watch?.(root, wake))
    return () => {
      for (const stop of stops) void Promise.resolve(stop?.()).catch(() => {})
    }
  }

  /** What is listed but not yet part of a batch. */
  metrics(): Readonly<Record<string, string>> {
    return {
      numFilesOutstanding: String(this.#outstanding.files),
      numBytesOutstanding: String(this.#outstanding.bytes),
    }
  }

  reportLatestOffset(): null {
    return null
  }

  async #planBatch(limit: FileLimit): Promise<void> {
    if (this.#unread === null && this.#isExhausted && !(await this.#lister.hasChanged())) return
    const isCached = this.#unread !== null
    const files = this.#unread ?? (await this.#listNew())
    const { taken, left, isWorthKeeping } = selectFiles(files, limit, this.#options.discardCachedInputRatio)
    this.#outstanding = { files: left.length, bytes: sizeOf(left) }
    if (taken.length > 0) await this.#logBatch(taken)
    this.#seen.purge()
    const kept = this.#keptOf(left, isWorthKeeping)
    this.#unread = kept.length > 0 || this.#isFrozen ? kept : null
    // what is not kept has to be found again
    this.#isExhausted = kept.length === left.length && (this.#isExhausted || !isCached)
  }

  #keptOf(left: readonly ListedFile[], isWorthKeeping: boolean): readonly ListedFile[] {
    if (this.#isFrozen) return left
    const { latestFirst, maxCachedFiles } = this.#options
    return latestFirst || !isWorthKeeping ? [] : left.slice(0, maxCachedFiles)
  }

  async #logBatch(files: readonly ListedFile[]): Promise<void> {
    const batchId = this.#log.latest + 1
    const entries = files.map(({ path, mtimeMs, size }) => ({ path, timestamp: mtimeMs, batchId, size }))
    if (!(await this.#log.add(batchId, entries))) {
      throw new CheckpointException('CONCURRENT_STREAM_LOG_UPDATE', {
        path: this.#metadataPath,
        owner: `the batch ${batchId} of the source is already in its log`,
      })
    }
    for (const { path, mtimeMs } of files) this.#seen.add(this.#keyOf(path), mtimeMs)
  }

  /** The files that are there and were not read yet, in order. */
  async #listNew(): Promise<readonly ListedFile[]> {
    const listed = await this.#lister.list((path) => !this.#seen.has(this.#keyOf(path)))
    return [...listed.filter((file) => this.#isNew(file))].sort(readingOrder(this.#options.latestFirst))
  }

  #isNew({ path, mtimeMs }: ListedFile): boolean {
    return this.#seen.judge(this.#keyOf(path), mtimeMs) === 'new'
  }

  #keyOf(path: string): string {
    return this.#options.fileNameOnly ? baseName(path) : path
  }
}
