import type { Entropy } from '../../src/contracts/clock.ts'
import type {
  ByteSlice,
  StateEntry,
  StateStore,
  StateStoreMetrics,
  StateStoreProvider,
} from '../../src/contracts/state-store.ts'
import { CheckpointFiles } from '../../src/durable/checkpoint-files.ts'

type Entries = Map<string, { readonly value: string; readonly expiresAt: number | null }>

/** The plainest durable state, the whole of it in one file a version: for mistakes to be planted in. */
export function snapshotStateStoreProvider(entropy: Entropy, Store: typeof SnapshotStateStore): StateStoreProvider {
  return {
    name: 'snapshot',
    async open({ directory }, { fileSystem }) {
      const files = new CheckpointFiles(fileSystem, entropy)
      await files.makeDirectory(directory)
      await files.removeTemporary(directory)
      return new Store(files, directory)
    },
  }
}

export class SnapshotStateStore implements StateStore {
  readonly #files: CheckpointFiles
  readonly #directory: string
  #entries: Entries = new Map()
  version = -1

  constructor(files: CheckpointFiles, directory: string) {
    this.#files = files
    this.#directory = directory
  }

  async load(version: number): Promise<void> {
    const text = version === 0 ? '[]' : await this.#files.read(this.#directory, String(version))
    if (text === null) throw new Error(`state version ${version} is not there`)
    this.#entries = new Map(JSON.parse(text) as [string, { value: string; expiresAt: number | null }][])
    this.version = version
  }

  get(key: ByteSlice): ByteSlice | null {
    const found = this.#entries.get(textOf(key))
    return found === undefined ? null : sliceOf(found.value)
  }

  put(key: ByteSlice, value: ByteSlice, expiresAt?: number): void {
    this.#entries.set(textOf(key), { value: textOf(value), expiresAt: expiresAt ?? null })
  }

  putIfAbsent(key: ByteSlice, value: ByteSlice, expiresAt?: number): boolean {
    if (this.#entries.has(textOf(key))) return false
    this.put(key, value, expiresAt)
    return true
  }

  remove(key: ByteSlice): boolean {
    return this.#entries.delete(textOf(key))
  }

  removeExpired(until: number): number {
    const expired = [...this.#entries].filter(([, { expiresAt }]) => expiresAt !== null && expiresAt <= until)
    for (const [key] of expired) this.#entries.delete(key)
    return expired.length
  }

  *entries(): Generator<StateEntry> {
    for (const [key, { value, expiresAt }] of this.#entries) {
      yield { key: sliceOf(key), value: sliceOf(value), expiresAt }
    }
  }

  async commit(): Promise<void> {
    await this.write(this.version + 1)
    this.version++
  }

  protected async write(version: number): Promise<void> {
    await this.#files.replace(this.#directory, String(version), JSON.stringify([...this.#entries]))
  }

  async abort(): Promise<void> {
    await this.load(this.version)
  }

  async purge(oldest: number): Promise<void> {
    for (const name of await this.#files.list(this.#directory)) {
      if (Number(name) < oldest) await this.#files.remove(this.#directory, name)
    }
  }

  metrics(): StateStoreMetrics {
    return { numKeys: this.#entries.size, memoryUsedBytes: 0, custom: {} }
  }

  async close(): Promise<void> {}
}

function textOf({ bytes, start, end }: ByteSlice): string {
  return new TextDecoder().decode(bytes.subarray(start, end))
}

function sliceOf(text: string): ByteSlice {
  const bytes = new TextEncoder().encode(text)
  return { bytes, start: 0, end: bytes.length }
}
