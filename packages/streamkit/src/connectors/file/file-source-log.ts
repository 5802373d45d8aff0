import type { Clock } from '../../contracts/clock.ts'
import type { FileSystem } from '../../contracts/file-system.ts'
import type { CheckpointFiles } from '../../durable/checkpoint-files.ts'
import { orNull } from '../../durable/checkpoint-files.ts'
import { CheckpointException } from '../../errors/streamkit-error.ts'
import {
  compactSuffix,
  firstBatchToCompact,
  firstNeededBatch,
  intervalOf,
  isCompactionBatch,
  oldestBatchToKeep,
} from './compaction.ts'
import { entryLine, type FileEntry, parseEntryLine } from './file-entry.ts'

export interface FileSourceLogOptions {
  readonly directory: string
  readonly files: CheckpointFiles
  readonly fileSystem: FileSystem
  readonly clock: Clock
}

/** Spark's defaults of `spark.sql.streaming.fileSource.log.*` and `minBatchesToRetain`. */
const defaultCompactInterval = 10
const cleanupDelayMs = 10 * 60 * 1000
const minBatchesToRetain = 100

const header = 'v1'
/** No path is that long: what is longer was not written by a file source. */
const maxLineLength = 1 << 20
/** About how many bytes of lines are put together before they are written. */
const pieceLength = 64 * 1024

/**
 * Which files each batch of a file source read: Spark's `FileStreamSourceLog`.
 * ```
 * sources/0/7:          v1
 *                       {"path":"file:///d/a.csv","timestamp":1700000000000,"batchId":7}
 *                       ...                                            no newline at the end
 * sources/0/9.compact:  the same, all entries of the batches 0 to 9
 * ```
 * Every tenth batch is written as a compacted file, which repeats all before it; files that are no longer needed go ten minutes later. An entry is in the log
 * before its batch is planned, so after a crash the log may be one batch ahead.
 */
export class FileSourceLog {
  readonly #options: FileSourceLogOptions
  /** Entries of the newest batches, so that running them reads no file. */
  readonly #recent = new Map<number, readonly FileEntry[]>()
  #batchIds: number[] = []
  #interval = defaultCompactInterval

  constructor(options: FileSourceLogOptions) {
    this.#options = options
  }

  /** The newest batch in the log, -1 if there is none. */
  get latest(): number {
    return this.#batchIds.at(-1) ?? -1
  }

  /** Opens the log and hands every entry of it to `each`, oldest first. */
  async restore(each: (entry: FileEntry) => void): Promise<void> {
    const { files, directory } = this.#options
    await files.makeDirectory(directory)
    await files.removeTemporary(directory)
    const names = (await files.list(directory)).filter((name) => /^\d+(\.compact)?$/.test(name))
    const idOf = (name: string) => Number.parseInt(name, 10)
    this.#interval = intervalOf(names.filter((name) => name.endsWith(compactSuffix)).map(idOf), defaultCompactInterval)
    this.#batchIds = [...new Set(names.map(idOf))].sort((a, b) => a - b)
    const { latest } = this
    if (latest < 0) return
    const newest: FileEntry[] = []
    for (let id = firstNeededBatch(latest, this.#interval); id <= latest; id++) {
      for await (const entries of this.#entriesIn(id)) {
        for (const entry of entries) {
          each(entry)
          if (entry.batchId === latest) newest.push(entry)
        }
      }
    }
    this.#remember(latest, newest)
  }

  /** Writes the next batch durably; false if another run has written it. */
  async add(batchId: number, entries: readonly FileEntry[]): Promise<boolean> {
    const { files, directory } = this.#options
    const compacts = isCompactionBatch(batchId, this.#interval)
    const content = compacts ? this.#compacted(batchId, entries) : piecesOf(entries, header)
    if (!(await files.writeNewFrom(directory, this.#nameOf(batchId), content))) return false
    this.#batchIds.push(batchId)
    this.#remember(batchId, entries)
    await this.#deleteExpired(batchId)
    return true
  }

  /** The files of a batch, in the order in which they are read. */
  async get(batchId: number): Promise<readonly FileEntry[]> {
    const recent = this.#recent.get(batchId)
    if (recent !== undefined) return recent
    const entries: FileEntry[] = []
    for await (const some of this.#entriesIn(this.#fileWith(batchId))) {
      for (const entry of some) if (entry.batchId === batchId) entries.push(entry)
    }
    this.#remember(batchId, entries)
    return entries
  }

  /** The batch whose file holds the entries of `batchId`: its own, or the compacted one that outlived it. */
  #fileWith(batchId: number): number {
    if (this.#batchIds.includes(batchId)) return batchId
    const compacted = this.#batchIds.find((id) => id > batchId && isCompactionBatch(id, this.#interval))
    return compacted ?? batchId
  }

  #nameOf(batchId: number): string {
    return isCompactionBatch(batchId, this.#interval) ? `${batchId}${compactSuffix}` : String(batchId)
  }

  #remember(batchId: number, entries: readonly FileEntry[]): void {
    this.#recent.set(batchId, entries)
    for (const id of this.#recent.keys()) if (this.#recent.size > 2 && id !== batchId) this.#recent.delete(id)
  }

  /** The entries of a file, some at a time. */
  async *#entriesIn(batchId: number): AsyncGenerator<readonly FileEntry[], void, undefined> {
    const isCompacted = isCompactionBatch(batchId, this.#interval)
    for await (const lines of this.#lines(batchId)) {
      yield lines.map((line) => {
        const entry = parseEntryLine(line)
        if (typeof entry === 'string') throw this.#corrupted(batchId, entry)
        const fits = isCompacted ? entry.batchId <= batchId : entry.batchId === batchId
        if (!fits) throw this.#corrupted(batchId, `it has an entry of batch ${entry.batchId}`)
        return entry
      })
    }
  }

  async *#lines(batchId: number): AsyncGenerator<readonly string[], void, undefined> {
    const { files, directory } = this.#options
    const decoder = new TextDecoder('utf-8', { fatal: true })
    const decode = (piece?: Uint8Array): string => {
      try {
        return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true })
      } catch {
        throw this.#corrupted(batchId, 'it is not valid UTF-8')
      }
    }
    let rest = ''
    let isFirst = true
    for await (const piece of files.readPieces(directory, this.#nameOf(batchId))) {
      const lines = (rest + decode(piece)).split('\n')
      rest = lines.pop() as string
      if (rest.length > maxLineLength) throw this.#corrupted(batchId, 'a line is too long')
      if (isFirst && lines.length > 0) {
        this.#checkVersion(batchId, lines.shift() as string)
        isFirst = false
      }
      yield lines
    }
    const last = rest + decode()
    if (isFirst) this.#checkVersion(batchId, last)
    else if (last !== '') yield [last]
  }

  #checkVersion(batchId: number, line: string): void {
    if (line === header) return
    if (!/^v\d+$/.test(line))
      throw this.#corrupted(batchId, line === '' ? 'it is empty' : 'its first line is no version')
    throw new CheckpointException('CHECKPOINT_VERSION', {
      path: this.#pathOf(batchId),
      found: line,
      supported: header,
    })
  }

  /** Everything so far and the new entries: the bytes of the older files are copied as they are. */
  async *#compacted(batchId: number, entries: readonly FileEntry[]): AsyncGenerator<Uint8Array, void, undefined> {
    const { files, directory } = this.#options
    yield new TextEncoder().encode(header)
    for (let id = firstBatchToCompact(batchId, this.#interval); id < batchId; id++) {
      let offset = 0
      for await (const piece of files.readPieces(directory, this.#nameOf(id))) {
        if (offset === 0) this.#checkVersion(id, new TextDecoder().decode(piece.subarray(0, 3)).trimEnd())
        yield offset === 0 ? piece.subarray(header.length) : piece
        offset += piece.length
      }
      if (offset === 0) throw this.#corrupted(id, 'it is empty')
    }
    yield* piecesOf(entries, '')
  }

  /** Removes files that a compacted one has made needless, once they are old: another process may be reading them. */
  async #deleteExpired(batchId: number): Promise<void> {
    const { files, directory, fileSystem, clock } = this.#options
    const oldestKept = oldestBatchToKeep(batchId, this.#interval, minBatchesToRetain)
    if (oldestKept === null) return
    const expired = clock.now() - cleanupDelayMs
    while ((this.#batchIds[0] as number) < oldestKept) {
      const oldest = this.#batchIds[0] as number
      const found = await orNull(fileSystem.stat(this.#pathOf(oldest)))
      if (found !== null && found.mtimeMs > expired) return
      await files.remove(directory, this.#nameOf(oldest))
      this.#batchIds.shift()
    }
  }

  #pathOf(batchId: number): string {
    return `${this.#options.directory}/${this.#nameOf(batchId)}`
  }

  #corrupted(batchId: number, reason: string): CheckpointException {
    return new CheckpointException('CHECKPOINT_CORRUPTED', { path: this.#pathOf(batchId), reason })
  }
}

/** The lines of entries, each after a newline, in pieces of moderate length. */
function* piecesOf(entries: readonly FileEntry[], start: string): Iterable<Uint8Array> {
  const encoder = new TextEncoder()
  let text = start
  for (const entry of entries) {
    text += `\n${entryLine(entry)}`
    if (text.length < pieceLength) continue
    yield encoder.encode(text)
    text = ''
  }
  if (text !== '') yield encoder.encode(text)
}
