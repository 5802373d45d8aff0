import { type Database, open } from 'lmdb'

export interface LmdbEnvironmentOptions {
  readonly directory: string
  /** How much address space the map begins with; it grows by itself. */
  readonly mapSizeBytes?: number | undefined
}

export interface LmdbItem {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

/**
 * One LMDB environment with one ordered table of bytes. Writes are queued in the order of the calls and done by a thread of LMDB; what one turn of the event loop queues is
 * one transaction. What is read is the state of the transactions that are done.
 *
 * After a crash of the process all of them are there; after one of the machine, all up to some point.
 */
export class LmdbEnvironment {
  readonly #database: Database<Uint8Array, Uint8Array>
  #last: Promise<unknown> = Promise.resolve()

  constructor({ directory, mapSizeBytes }: LmdbEnvironmentOptions) {
    this.#database = open<Uint8Array, Uint8Array>({
      path: directory,
      noSubdir: false,
      keyEncoder: { writeKey, readKey },
      encoding: 'binary',
      ...(mapSizeBytes === undefined ? {} : { mapSize: mapSizeBytes }),
    })
  }

  get(key: Uint8Array): Uint8Array | null {
    return this.#database.getBinary(key) ?? null
  }

  /** The key is copied at once; the value must stay as it is until {@link settled}. */
  put(key: Uint8Array, value: Uint8Array): void {
    this.#last = this.#database.put(key, value)
  }

  remove(key: Uint8Array): void {
    this.#last = this.#database.remove(key)
  }

  /** From `start` to before `end`, ascending, as it was when the first is asked for. */
  range(start: Uint8Array, end: Uint8Array): Iterable<LmdbItem> {
    return this.#database.getRange({ start, end })
  }

  /** The keys alone. */
  keys(start: Uint8Array, end: Uint8Array): Iterable<Uint8Array> {
    return this.#database.getKeys({ start, end })
  }

  /** Removes everything. */
  async clear(): Promise<void> {
    await writing(this.#database.clearAsync())
  }

  /** Resolves when all that was queued can be read; rejects if it could not be written. */
  async settled(): Promise<void> {
    await writing(this.#last)
  }

  async close(): Promise<void> {
    await this.#database.close()
  }
}

function writeKey(key: Uint8Array, target: Uint8Array, at: number): number {
  target.set(key, at)
  return at + key.length
}

function readKey(source: Uint8Array, start: number, end: number): Uint8Array {
  return Uint8Array.prototype.slice.call(source, start, end)
}

/** The code of the system, as other files have it. */
async function writing(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    const full = error instanceof Error && /no space/i.test(error.message)
    throw full ? Object.assign(error, { code: 'ENOSPC' }) : error
  }
}
