import type { Clock } from '../../../contracts/clock.ts'
import type { FileSystem } from '../../../contracts/file-system.ts'
import { type CheckpointFiles, orNull } from '../../../durable/checkpoint-files.ts'
import { CheckpointException } from '../../../errors/streamkit-error.ts'
import {
  compactSuffix,
  firstBatchToCompact,
  firstNeededBatch,
  intervalOf,
  isCompactionBatch,
  oldestBatchToKeep,
} from '../compaction.ts'
import { parseSinkLogLine, type SinkLogEntry, sinkLogLine } from './sink-log-entry.ts'

/** The folder of the log inside the folder of the files. */
export const sinkLogFolder = '_spark_metadata'

export interface SinkLogOptions {
  /** `<output>/_spark_metadata`. */
  readonly directory: string
  readonly files: CheckpointFiles
  readonly fileSystem: FileSystem
}

/** How a log grows. */
export interface SinkLogGrowth {
  /** Every so many batches one file repeats all before it. */
  readonly compactInterval: number
  /** How long files that a compacted one has replaced are kept: readers may be at them. */
  readonly cleanupDelayMs: number
  /** Older files are left out of compacted ones, Infinity: none. */
  readonly retentionMs: number
  readonly clock: Clock
}

const minBatchesToRetain = 100
const header = 'v1'
const encoder = new TextEncoder()

/**
 * Which files each batch of a file sink wrote: Spark's `FileStreamSinkLog`. Readers list these files and no other, so a batch is there when its entry is.
 * ```
 * _spark_metadata/7:          v1
 *                             {"path":"file:///out/part-00000-….csv","size":2,"isDir":false,…,"action":"add"}
 *                             ...                                            no newline at the end
 * _spark_metadata/9.compact:  the same, all entries of the batches 0 to 9
 * ```
 */
export class SinkLog {
  readonly #options: SinkLogOptions
  #batchIds: number[] = []
  #interval = 10

  constructor(options: SinkLogOptions) {
    this.#options = options
  }

  /** The newest batch in the log, -1 if there is none. */
  get latest(): number {
    return this.#batchIds.at(-1) ?? -1
  }

  /** Looks which batches there are. `defaultInterval` counts if nothing has been compacted yet. */
  async open(defaultInterval: number): Promise<void> {
    const { files, directory } = this.#options
    const names = (await files.list(directory)).filter((name) => /^\d+(\.compact)?$/.test(name))
    const idOf = (name: string) => Number.parseInt(name, 10)
    this.#interval = intervalOf(names.filter((name) => name.endsWith(compactSuffix)).map(idOf), defaultInterval)
    this.#batchIds = [...new Set(names.map(idOf))].sort((a, b) => a - b)
  }

  /** Every file of the log, oldest first. */
  async allFiles(): Promise<readonly SinkLogEntry[]> {
    return this.latest < 0 ? [] : this.#entriesOf(firstNeededBatch(this.latest, this.#interval), this.latest)
  }

  /** Writes the next batch durably; false if another run has written it. */
  async add(batchId: number, entries: readonly SinkLogEntry[], growth: SinkLogGrowth): Promise<boolean> {
    const { files, directory } = this.#options
    const compacts = isCompactionBatch(batchId, this.#interval)
    const before = compacts ? await this.#entriesOf(firstBatchToCompact(batchId, this.#interval), batchId - 1) : []
    const oldest = growth.clock.now() - growth.retentionMs
    const kept = compacts ? [...before, ...entries].filter(({ mtimeMs }) => mtimeMs >= oldest) : entries
    if (!(await files.writeNewFrom(directory, this.#nameOf(batchId), pieces(kept)))) return false
    this.#batchIds.push(batchId)
    await this.#deleteExpired(batchId, growth)
    return true
  }

  async #entriesOf(first: number, last: number): Promise<SinkLogEntry[]> {
    const files = new Map<string, SinkLogEntry>()
    for (let id = first; id <= last; id++) {
      for await (const line of this.#lines(id)) {
        const entry = parseSinkLogLine(line)
        if (typeof entry === 'string') throw this.#corrupted(id, entry)
        if (entry.action === 'add') files.set(entry.path, entry)
        else files.delete(entry.path)
      }
    }
    return [...files.values()]
  }

  async *#lines(batchId: number): AsyncGenerator<string, void, undefined> {
    const { files, directory } = this.#options
    const decoder = new TextDecoder('utf-8')
    let rest = ''
    let isFirst = true
    for await (const piece of files.readPieces(directory, this.#nameOf(batchId))) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
      rest = lines.pop() as string
      if (isFirst && lines.length > 0) {
        this.#checkVersion(batchId, lines.shift() as string)
        isFirst = false
      }
      yield* lines
    }
    rest += decoder.decode()
    if (isFirst) this.#checkVersion(batchId, rest)
    else if (rest !== '') yield rest
  }

  #checkVersion(batchId: number, line: string): void {
    if (line === header) return
    const path = `${this.#options.directory}/${this.#nameOf(batchId)}`
    if (/^v\d+$/.test(line)) {
      throw new CheckpointException('CHECKPOINT_VERSION', { path, found: line, supported: header })
    }
    throw this.#corrupted(batchId, line === '' ? 'it is empty' : 'its first line is no version')
  }

  async #deleteExpired(batchId: number, { clock, cleanupDelayMs }: SinkLogGrowth): Promise<void> {
    const { files, directory, fileSystem } = this.#options
    const oldestKept = oldestBatchToKeep(batchId, this.#interval, minBatchesToRetain)
    if (oldestKept === null) return
    const expired = clock.now() - cleanupDelayMs
    while ((this.#batchIds[0] as number) < oldestKept) {
      const name = this.#nameOf(this.#batchIds[0] as number)
      const found = await orNull(fileSystem.stat(`${directory}/${name}`))
      if (found !== null && found.mtimeMs > expired) return
      await files.remove(directory, name)
      this.#batchIds.shift()
    }
  }

  #nameOf(batchId: number): string {
    return isCompactionBatch(batchId, this.#interval) ? `${batchId}${compactSuffix}` : String(batchId)
  }

  #corrupted(batchId: number, reason: string): CheckpointException {
    const path = `${this.#options.directory}/${this.#nameOf(batchId)}`
    return new CheckpointException('CHECKPOINT_CORRUPTED', { path, reason })
  }
}

function* pieces(entries: readonly SinkLogEntry[]): Iterable<Uint8Array> {
  let text = header
  for (const entry of entries) {
    text += `\n${sinkLogLine(entry)}`
    if (text.length < 65_536) continue
    yield encoder.encode(text)
    text = ''
  }
  if (text !== '') yield encoder.encode(text)
}
