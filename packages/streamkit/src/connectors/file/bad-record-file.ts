import { crc32 } from 'node:zlib'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { BadRecord, BadRecordSink, FileReadRequest } from '../../contracts/file-format.ts'
import type { FileHandle, FileSystem } from '../../contracts/file-system.ts'
import type { ReadRequest, SourceContext } from '../../contracts/source.ts'
import { codeOf } from '../../durable/checkpoint-files.ts'
import { ExecutionException, messageOf } from '../../errors/streamkit-error.ts'
import { absolutePath } from './absolute-path.ts'

/** Where the malformed records of a batch go. */
export interface BadRecordPlace {
  readonly fileSystem: FileSystem
  /** The option `badRecordsPath`, absolute. */
  readonly directory: string
  /** The name of the batch's file: a batch that is run again has the same one. */
  readonly name: string
}

/**
 * Reads the option `badRecordsPath`; the result gives the place for each batch, null without the option.
 *
 * The file of a batch is `<batchId>-<source>.jsonl`, where the source is told by its place in the checkpoint, so that queries and sources can share a folder. Without
 * checkpoint (a batch read) each read has a file of its own.
 */
export function badRecordPlaces(
  context: Pick<SourceContext, 'options' | 'metadataPath' | 'entropy' | 'fileSystem'>,
): (batchId: number) => BadRecordPlace | null {
  const { metadataPath, entropy, fileSystem } = context
  const path = context.options.string('badRecordsPath')
  if (path === undefined) return () => null
  const directory = absolutePath(path)
  const source = metadataPath === null ? null : crc32(metadataPath).toString(16).padStart(8, '0')
  return (batchId) => ({
    fileSystem,
    directory,
    name: source === null ? `read-${entropy.uuid()}.jsonl` : `${batchId}-${source}.jsonl`,
  })
}

/**
 * Reads a batch with a place for its malformed records, null for none. They are durable under their final name before the read ends, and so before the batch can be
 * committed; a read that fails or is given up leaves none.
 */
export async function* keepingBadRecords(
  place: BadRecordPlace | null,
  request: ReadRequest,
  read: (request: FileReadRequest) => AsyncIterable<ColumnBatch>,
): AsyncGenerator<ColumnBatch, void, undefined> {
  if (place === null) {
    yield* read({ ...request, badRecords: null })
    return
  }
  const badRecords = new BadRecordFile(place)
  try {
    yield* read({ ...request, badRecords })
    await badRecords.commit()
  } finally {
    await badRecords.abort()
  }
}

/**
 * Malformed records as JSON lines: `{"file":...,"line":...,"text":...,"column":...,"reason":...}`.
 *
 * Written as `.<name>.tmp`, synced, renamed, the folder synced. A batch that is run again replaces the file of its first run: dead letters are neither lost nor doubled.
 * A batch without malformed records has no file.
 */
export class BadRecordFile implements BadRecordSink {
  readonly #place: BadRecordPlace
  #lines: string[] = []
  #handle: FileHandle | null = null
  #isSettled = false

  constructor(place: BadRecordPlace) {
    this.#place = place
  }

  write({ file, line, text, column, reason }: BadRecord): void {
    this.#lines.push(`${JSON.stringify({ file, line, text, column, reason })}\n`)
  }

  async drain(): Promise<void> {
    if (this.#lines.length === 0) return
    const bytes = new TextEncoder().encode(this.#lines.join(''))
    this.#lines = []
    await this.#guard(async () => {
      this.#handle ??= await this.#open()
      await this.#handle.write(bytes)
    })
  }

  async commit(): Promise<void> {
    await this.drain()
    this.#isSettled = true
    const { fileSystem, directory } = this.#place
    const handle = this.#handle
    await this.#guard(async () => {
      if (handle === null) return this.#removeEarlier()
      await handle.sync()
      await handle.close()
      await fileSystem.rename(this.#temporary, this.#path)
      await fileSystem.syncDirectory(directory)
    })
  }

  async abort(): Promise<void> {
    if (this.#isSettled) return
    this.#isSettled = true
    this.#lines = []
    if (this.#handle === null) return
    // what led here is the error that counts
    await this.#handle.close().catch(() => {})
    await this.#place.fileSystem.unlink(this.#temporary).catch(() => {})
  }

  get #path(): string {
    return `${this.#place.directory}/${this.#place.name}`
  }

  get #temporary(): string {
    return `${this.#place.directory}/.${this.#place.name}.tmp`
  }

  async #open(): Promise<FileHandle> {
    const { fileSystem, directory } = this.#place
    await fileSystem.mkdir(directory)
    return fileSystem.open(this.#temporary, 'w')
  }

  /** An earlier run of the batch may have found malformed records under other options. */
  async #removeEarlier(): Promise<void> {
    try {
      await this.#place.fileSystem.unlink(this.#path)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
    }
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      throw new ExecutionException('BAD_RECORDS_NOT_WRITTEN', { path: this.#path, reason: messageOf(cause) }, { cause })
    }
  }
}
