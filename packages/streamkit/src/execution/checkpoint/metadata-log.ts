import type { CheckpointFiles } from '../../durable/checkpoint-files.ts'
import { CheckpointException } from '../../errors/streamkit-error.ts'

/** How the entries of a log are written: after the line `v<version>`, one JSON text a line. */
export interface LogFormat<T> {
  readonly version: number
  lines(entry: T): readonly string[]
  /** Throws what `corrupted` makes of the reason if the lines are not an entry. */
  parse(lines: readonly string[], corrupted: Corrupted): T
}

/** Makes the error for a file that does not hold what it should. */
export type Corrupted = (reason: string) => CheckpointException

export function corruptedFile(path: string): Corrupted {
  return (reason) => new CheckpointException('CHECKPOINT_CORRUPTED', { path, reason })
}

/** A folder with one file per batch, named by its id: Spark's `HDFSMetadataLog`. Entries are written once and never changed. */
export class MetadataLog<T> {
  readonly directory: string
  readonly #files: CheckpointFiles
  readonly #format: LogFormat<T>

  constructor(files: CheckpointFiles, directory: string, format: LogFormat<T>) {
    this.#files = files
    this.directory = directory
    this.#format = format
  }

  async initialize(): Promise<void> {
    await this.#files.makeDirectory(this.directory)
    await this.#files.removeTemporary(this.directory)
  }

  /** Adds the entry of a batch durably; false if the batch has one. */
  async add(batchId: number, entry: T): Promise<boolean> {
    const text = [`v${this.#format.version}`, ...this.#format.lines(entry)].join('\n')
    return this.#files.writeNew(this.directory, String(batchId), text)
  }

  async get(batchId: number): Promise<T | null> {
    const text = await this.#files.read(this.directory, String(batchId))
    return text === null ? null : this.#parse(batchId, text)
  }

  /** Ids of all batches in the log, ascending. */
  async batchIds(): Promise<readonly number[]> {
    const names = await this.#files.list(this.directory)
    return names
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b)
  }

  async remove(batchId: number): Promise<void> {
    await this.#files.remove(this.directory, String(batchId))
  }

  /** Removes the entries below `oldestKept`. */
  async purge(oldestKept: number): Promise<void> {
    for (const id of await this.batchIds()) if (id < oldestKept) await this.remove(id)
  }

  #parse(batchId: number, text: string): T {
    const path = `${this.directory}/${batchId}`
    const corrupted = corruptedFile(path)
    if (text.length === 0) throw corrupted('it is empty')
    const [head = '', ...lines] = text.split('\n')
    const version = /^v(\d+)$/.exec(head)?.[1]
    if (version === undefined) throw corrupted('its first line is no version')
    if (Number(version) > this.#format.version) {
      throw new CheckpointException('CHECKPOINT_VERSION', { path, found: head, supported: `v${this.#format.version}` })
    }
    return this.#format.parse(lines, corrupted)
  }
}

/** The JSON object that a line holds. */
export function jsonObject(line: string | undefined, corrupted: Corrupted): Readonly<Record<string, unknown>> {
  if (line === undefined) throw corrupted('a line is missing')
  const value = jsonValue(line, corrupted)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw corrupted('a line is not a JSON object')
  return value as Record<string, unknown>
}

export function jsonValue(line: string, corrupted: Corrupted): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw corrupted('a line is not JSON')
  }
}

/** A whole number of a parsed log line. */
export function wholeNumber(from: Readonly<Record<string, unknown>>, name: string, corrupted: Corrupted): number {
  const value = Object.hasOwn(from, name) ? from[name] : undefined
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw corrupted(`${name} is not a whole number`)
  return value
}
