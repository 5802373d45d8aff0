import { ByteTable } from '../../columnar/byte-table/byte-table.ts'
import type { ByteSlice, StateStoreEnvironment } from '../../contracts/state-store.ts'
import { replayOperations } from '../changelog/replay-operations.ts'
import { type RestoredState, restoreState } from '../changelog/restore-state.ts'
import { readStateFile } from '../changelog/state-file.ts'
import { StateFiles } from '../changelog/state-files.ts'

/** An entry of a version. Valid until the next one. */
export interface ReadEntry {
  readonly key: ByteSlice
  readonly value: ByteSlice
  readonly expiresAt: number | null
}

/** What a batch did to a key in the end. `value` is null where it was deleted. */
export interface StateChange {
  readonly batchId: number
  readonly key: ByteSlice
  readonly value: ByteSlice | null
  readonly expiresAt: number | null
  /** The value before the batch, null if there was none. */
  readonly before: ByteSlice | null
}

/** Reads versions of one store from its files alone, whoever writes them meanwhile. */
export class StateFilesReader {
  readonly #environment: StateStoreEnvironment
  readonly #files: StateFiles
  #table = new ByteTable()

  constructor(directory: string, environment: StateStoreEnvironment) {
    this.#environment = environment
    this.#files = new StateFiles(directory, environment)
  }

  /** The entries of a version. `snapshot`: the version of the snapshot to begin with. Throws STATE_CORRUPTED. */
  async *entries(version: number, snapshot: number | null): AsyncGenerator<ReadEntry> {
    await this.#restore(version, snapshot)
    for (const { key, value, expiresAt } of this.#table.entries()) yield { key, value, expiresAt: finite(expiresAt) }
  }

  /** What the batches from `start` to `end` changed, batch by batch, the keys in the order of their last change. */
  async *changes(start: number, end: number): AsyncGenerator<StateChange> {
    let { chain } = await this.#restore(start, null)
    for (let batchId = start; batchId <= end; batchId++) {
      const version = batchId + 1
      const recorder = new ChangeRecorder(this.#table, batchId)
      const read = await readStateFile(this.#environment.fileSystem, {
        path: this.#files.path('delta', version),
        header: { kind: 'delta', version, parent: chain },
        target: version,
        apply: (block) => replayOperations(block, recorder),
      })
      chain = read.chain
      yield* recorder.changes.values()
    }
  }

  async #restore(version: number, snapshot: number | null): Promise<RestoredState> {
    await this.#files.list()
    return restoreState({
      fileSystem: this.#environment.fileSystem,
      files: this.#files,
      version,
      ...(snapshot === null ? {} : { snapshot }),
      target: {
        clear: () => {
          this.#table = new ByteTable()
        },
        apply: (block) => replayOperations(block, this.#table),
      },
    })
  }
}

/** Applies the operations of a batch and remembers the last of each key. */
class ChangeRecorder {
  readonly changes = new Map<string, StateChange>()
  readonly #table: ByteTable
  readonly #batchId: number

  constructor(table: ByteTable, batchId: number) {
    this.#table = table
    this.#batchId = batchId
  }

  put(entry: { readonly key: ByteSlice; readonly value: ByteSlice; readonly expiresAt: number }): void {
    const before = this.#valueOf(entry.key)
    this.#table.put(entry)
    this.#record(entry.key, { value: entry.value, expiresAt: finite(entry.expiresAt), before })
  }

  remove(key: ByteSlice): void {
    const before = this.#valueOf(key)
    if (this.#table.remove(key)) this.#record(key, { value: null, expiresAt: null, before })
  }

  removeExpired(until: number): void {
    this.#table.removeExpired(until, ({ key, value }) =>
      this.#record(key, { value: null, expiresAt: null, before: value }),
    )
  }

  /** A copy: what the table gives is only valid until its next change. */
  #valueOf(key: ByteSlice): ByteSlice | null {
    const entry = this.#table.get(key)
    return entry === null ? null : copyOf(entry.value)
  }

  #record(key: ByteSlice, { value, expiresAt, before }: Pick<StateChange, 'value' | 'expiresAt' | 'before'>): void {
    const name = Buffer.from(key.bytes.buffer, key.bytes.byteOffset + key.start, key.end - key.start).toString('latin1')
    const earlier = this.changes.get(name)
    this.changes.delete(name)
    // What the batch itself wrote was not there before it.
    const first = earlier === undefined ? before : earlier.before
    this.changes.set(name, {
      batchId: this.#batchId,
      key: copyOf(key),
      value: value === null ? null : copyOf(value),
      expiresAt,
      before: first === null ? null : copyOf(first),
    })
  }
}

function finite(expiresAt: number): number | null {
  return Number.isNaN(expiresAt) ? null : expiresAt
}

function copyOf({ bytes, start, end }: ByteSlice): ByteSlice {
  return { bytes: bytes.slice(start, end), start: 0, end: end - start }
}
