import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { BadRecordSink, FileFormat } from '../../contracts/file-format.ts'
import type { BatchScan, ReadRequest, SourceContext } from '../../contracts/source.ts'
import { AnalysisException } from '../../errors/streamkit-error.ts'
import { type StructType, structType } from '../../types/data-type.ts'
import { absolutePath } from './absolute-path.ts'
import { assertOutsideSource } from './assert-outside-source.ts'
import { BadRecordsFile } from './bad-records-file.ts'
import { readingOrder } from './batch-selection.ts'
import { decompressingFileSystem, sizeToRead } from './decompressing-file-system.ts'
import { readFiles } from './file-batch-reader.ts'
import { FileLister, type ListedFile } from './file-lister.ts'
import { type FileScanOptions, fileScanOptions, type ListingOptions } from './file-options.ts'
import { isGlob } from './glob-pattern.ts'
import { type PartitionOf, partitionPaths } from './partition-path.ts'
import { partitionFields, sameName } from './partition-schema.ts'
import { PartitionedReader } from './partitioned-reader.ts'

/** Makes the bounded read of a file format: all files that are there when it begins, in the order in which a stream would read them. Options are checked here. */
export function fileScan(context: SourceContext & { readonly schema: StructType }, format: FileFormat): BatchScan {
  return new FileScan(context, format)
}

/** The columns of the files that a read without a schema would read; a format that does not find out for itself needs one from the user. */
export async function fileSchema(context: SourceContext, format: FileFormat): Promise<StructType> {
  if (format.inferSchema === undefined) throw new AnalysisException('SCHEMA_REQUIRED', { format: format.name })
  const paths = context.paths.map(absolutePath)
  const options = fileScanOptions(context.options, context.timeZone)
  const files = await listFiles(paths, options, context)
  if (files.length === 0) throw new AnalysisException('UNABLE_TO_INFER_SCHEMA', { format: format.name })
  const fileSystem = decompressingFileSystem(context.fileSystem)
  const toRead = files.map((file) => ({ ...file, size: sizeToRead(file.path, file.size) }))
  const inFile = await format.inferSchema({ ...context, fileSystem, files: toRead })
  const partitions = partitionFields(
    files.map(({ path }) => path),
    partitionsOf(paths, options),
    { timeZone: context.timeZone, findTypes: options.partitionColumnTypeInference },
  )
  if (partitions.length === 0) return inFile
  const twice = partitions.find(({ name }) => inFile.fields.some((field) => sameName(field.name, name)))
  if (twice !== undefined) throw new AnalysisException('COLUMN_ALREADY_EXISTS', { columnName: twice.name })
  return structType([...inFile.fields, ...partitions])
}

/** Which partition each file below the paths lies in. */
export function partitionsOf(paths: readonly string[], options: ListingOptions): PartitionOf {
  return partitionPaths({ paths, basePath: options.basePath, isOff: options.recursiveFileLookup })
}

class FileScan implements BatchScan {
  readonly description: string
  readonly #context: SourceContext
  readonly #paths: readonly string[]
  readonly #options: FileScanOptions
  readonly #reader: PartitionedReader

  constructor(context: SourceContext & { readonly schema: StructType }, format: FileFormat) {
    this.#context = context
    this.#paths = context.paths.map(absolutePath)
    this.description = `FileScan ${format.name} [${this.#paths.map((path) => `file:${path}`).join(', ')}]`
    this.#options = fileScanOptions(context.options, context.timeZone)
    assertOutsideSource({ cleanSource: { kind: 'off' }, badRecordsPath: this.#options.badRecordsPath }, this.#paths)
    this.#reader = new PartitionedReader(
      { ...context, fileSystem: decompressingFileSystem(context.fileSystem) },
      format,
      partitionsOf(this.#paths, this.#options),
    )
  }

  async *read(request: ReadRequest): AsyncGenerator<ColumnBatch, void, undefined> {
    const { fileSystem, logger } = this.#context
    const environment = { fileSystem, logger, reader: this.#reader, faults: this.#options }
    const files = await listFiles(this.#paths, this.#options, this.#context)
    yield* readFiles(
      files.filter(({ path }) => !this.#isSkipped(path, request)),
      { ...request, badRecords: this.#badRecords() },
      environment,
    )
  }

  /** Whether the folders of a file say already that none of its rows is wanted. */
  #isSkipped(path: string, { skips }: ReadRequest): boolean {
    const given = this.#reader.partition(path)
    if (skips === undefined || given.size === 0) return false
    return skips(
      new Map([...given].map(([ordinal, entry]) => [ordinal, this.#reader.constant(path, { ordinal, entry }, 1)])),
    )
  }

  /** Each read writes a file of its own. */
  #badRecords(): BadRecordSink | null {
    const { fileSystem, entropy } = this.#context
    const directory = this.#options.badRecordsPath
    if (directory === null) return null
    const attempt = entropy.uuid()
    return new BadRecordsFile({ directory, name: `bad-records-${attempt}.jsonl`, attempt, fileSystem })
  }
}

async function listFiles(
  paths: readonly string[],
  options: FileScanOptions,
  context: SourceContext,
): Promise<readonly ListedFile[]> {
  const { modifiedAfterMs, modifiedBeforeMs } = options
  const files = new Map<string, ListedFile>()
  for (const path of paths) {
    const lister = new FileLister([path], options, context)
    const missing = await lister.missingPath()
    const listed = missing === null ? await lister.list(() => true) : []
    // a folder may be empty, but a pattern that nothing fits is a mistake
    if (missing !== null || (listed.length === 0 && isGlob(path)))
      throw new AnalysisException('PATH_NOT_FOUND', { path })
    for (const file of listed) files.set(file.path, file)
  }
  return [...files.values()]
    .filter(({ mtimeMs }) => mtimeMs > modifiedAfterMs && mtimeMs < modifiedBeforeMs)
    .sort(readingOrder(false))
}
