import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { FileReader, FileReadRequest } from '../../contracts/file-format.ts'
import type { FileStatus, FileSystem } from '../../contracts/file-system.ts'
import type { Logger } from '../../contracts/logger.ts'
import { codeOf, orNull } from '../../durable/checkpoint-files.ts'
import { ExecutionException, isStreamKitError, messageOf } from '../../errors/streamkit-error.ts'
import { sizeToRead } from './decompressing-file-system.ts'
import type { FaultOptions } from './file-options.ts'

/** A file that was planned: what it has to be when it is read. */
export interface PlannedFile {
  readonly path: string
  readonly mtimeMs: number
  /** Unknown in a run that did not plan the file. */
  readonly size?: number
}

export interface FileBatchEnvironment {
  readonly fileSystem: FileSystem
  readonly logger: Logger
  readonly reader: FileReader
  readonly faults: FaultOptions
}

/**
 * Reads files one after the other and holds them to what was planned: one that is gone, was changed or cannot be opened ends the read with an error that names
 * it, unless the options say otherwise; then it is reported. While a file is read the next one is opened and its first chunk fetched.
 */
export async function* readFiles(
  files: readonly PlannedFile[],
  request: FileReadRequest,
  environment: FileBatchEnvironment,
): AsyncGenerator<ColumnBatch, void, undefined> {
  const open: StartedFile[] = []
  const start = (file: PlannedFile | undefined) => {
    if (file === undefined) return
    const chunks = readFile(file, request, environment)
    const first = chunks.next()
    first.catch(() => {})
    open.push({ chunks, first })
  }
  start(files[0])
  try {
    for (let i = 0; i < files.length; i++) {
      request.signal.throwIfAborted()
      const { chunks, first } = open[0] as StartedFile
      let result = await first
      start(files[i + 1])
      for (; result.done !== true; result = await chunks.next()) yield result.value
      open.shift()
    }
    await request.badRecords?.commit()
  } finally {
    await Promise.allSettled(open.map(({ chunks }) => chunks.return()))
    await request.badRecords?.abort()
  }
}

interface StartedFile {
  readonly chunks: AsyncGenerator<ColumnBatch, void, undefined>
  readonly first: Promise<IteratorResult<ColumnBatch, void>>
}

async function* readFile(
  file: PlannedFile,
  request: FileReadRequest,
  environment: FileBatchEnvironment,
): AsyncGenerator<ColumnBatch, void, undefined> {
  const { fileSystem, reader } = environment
  const { path } = file
  const before = await statusOf(path, environment)
  if (before === null) return onMissing(path, request, environment)
  const planned = changeOf(file, before)
  if (planned !== null) onChanged(path, planned, { request, environment })
  let isEmpty = true
  try {
    for await (const chunk of reader.read(
      { path, size: sizeToRead(path, before.size), mtimeMs: before.mtimeMs },
      request,
    )) {
      isEmpty = false
      yield chunk
    }
  } catch (cause) {
    // a format may have wrapped the error of the file system
    const code = codeOf(isStreamKitError(cause) ? cause.cause : cause)
    if (isCorrupt(cause, code)) return onCorrupt(path, cause, { request, environment })
    if (code === 'ENOENT' && isEmpty) return onMissing(path, request, environment)
    if (code === 'EACCES' || code === 'EPERM' || code === 'EIO' || code === 'EISDIR') throw unreadable(path, cause)
    throw cause
  }
  // gone is fine: what was open has been read to its end
  const after = await orNull(fileSystem.stat(path)).catch(() => null)
  const meanwhile = after === null ? null : changeOf({ ...before, path }, after)
  if (meanwhile !== null) onChanged(path, meanwhile, { request, environment })
}

async function statusOf(path: string, { fileSystem }: FileBatchEnvironment): Promise<FileStatus | null> {
  try {
    return await fileSystem.stat(path)
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return null
    throw unreadable(path, cause)
  }
}

interface Change {
  readonly logged: string
  readonly found: string
}

function changeOf(file: PlannedFile, status: FileStatus): Change | null {
  if (file.mtimeMs !== status.mtimeMs) return { logged: timeText(file.mtimeMs), found: timeText(status.mtimeMs) }
  if (file.size === undefined || file.size === status.size) return null
  return { logged: `${file.size} bytes`, found: `${status.size} bytes` }
}

function timeText(mtimeMs: number): string {
  const isDate = Math.abs(mtimeMs) <= 8.64e15
  return `the modification time ${isDate ? new Date(mtimeMs).toISOString() : mtimeMs}`
}

function onMissing(path: string, request: FileReadRequest, { faults, logger }: FileBatchEnvironment): void {
  if (!faults.ignoreMissingFiles) throw new ExecutionException('FILE_MISSING', { path })
  logger.warn({ path, batchId: request.batchId }, 'a file is gone before it was read; its rows are lost')
  request.report({ kind: 'missingFile', count: 1, reason: `${path} is gone` })
}

function onChanged(
  path: string,
  change: Change,
  at: { readonly request: FileReadRequest; readonly environment: FileBatchEnvironment },
): void {
  const { request, environment } = at
  if (!environment.faults.ignoreChangedFiles) throw new ExecutionException('FILE_CHANGED', { path, ...change })
  environment.logger.warn({ path, batchId: request.batchId, ...change }, 'a file was changed after it was planned')
  request.report({ kind: 'dataLoss', count: 1, reason: `${path} was changed after it was planned` })
}

/** Damaged where it is stored, or in itself; not a record that its format does not like. */
function isCorrupt(error: unknown, code: string | undefined): boolean {
  return code === 'EIO' || (isStreamKitError(error) && error.condition === 'FILE_CORRUPT')
}

function onCorrupt(
  path: string,
  cause: unknown,
  { request, environment }: { readonly request: FileReadRequest; readonly environment: FileBatchEnvironment },
): void {
  if (!environment.faults.ignoreCorruptFiles) {
    throw isStreamKitError(cause) && cause.condition === 'FILE_CORRUPT' ? cause : unreadable(path, cause)
  }
  environment.logger.warn(
    { path, batchId: request.batchId, error: messageOf(cause) },
    'the rest of a corrupt file is not read',
  )
  request.report({ kind: 'dataLoss', count: 1, reason: `${path} is corrupt: ${messageOf(cause)}` })
}

function unreadable(path: string, cause: unknown): ExecutionException {
  return new ExecutionException('FILE_UNREADABLE', { path, reason: messageOf(cause) }, { cause })
}
