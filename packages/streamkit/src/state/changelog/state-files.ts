import type { Clock } from '../../contracts/clock.ts'
import type { FileSystem } from '../../contracts/file-system.ts'
import { writeBinaryFile } from '../../durable/binary-file.ts'
import { orNull } from '../../durable/checkpoint-files.ts'
import { checkpointIo } from '../../durable/checkpoint-io.ts'
import { type Chain, emptyChain, endBytes, type StateFileHeader, StateFileWriter } from './state-file.ts'

type Kind = StateFileHeader['kind']

export interface WrittenFile {
  readonly chain: Chain
  readonly sizeBytes: number
}

/** The records of a file, block by block, and at the end their number. */
export type Blocks = AsyncGenerator<Uint8Array, number> | Generator<Uint8Array, number>

/**
 * The folder of one store: `<version>.delta` for each commit, `<version>.snapshot` now and then. What is in the folder is read once, when a version is loaded; one
 * run writes to it, under the lock of the checkpoint.
 */
export class StateFiles {
  readonly #fileSystem: FileSystem
  readonly #clock: Clock
  readonly directory: string
  readonly #versions: Record<Kind, Set<number>> = { delta: new Set(), snapshot: new Set() }
  #temporary: string[] = []
  #isDirectoryDurable = false
  #written = 0

  constructor(directory: string, environment: { readonly fileSystem: FileSystem; readonly clock: Clock }) {
    this.directory = directory
    this.#fileSystem = environment.fileSystem
    this.#clock = environment.clock
  }

  path(kind: Kind, version: number): string {
    return `${this.directory}/${version}.${kind}`
  }

  /** Snapshots up to a version, the newest first. */
  snapshotsUpTo(version: number): readonly number[] {
    return [...this.#versions.snapshot].filter((v) => v <= version).sort((a, b) => b - a)
  }

  async list(): Promise<void> {
    const entries = await checkpointIo(this.directory, 'listed', () => orNull(this.#fileSystem.readdir(this.directory)))
    this.#versions.delta.clear()
    this.#versions.snapshot.clear()
    this.#temporary = []
    for (const { name, isDirectory } of entries ?? []) {
      if (isDirectory) continue
      const found = /^(\d+)\.(delta|snapshot)$/.exec(name)
      if (found !== null) this.#versions[found[2] as Kind].add(Number(found[1]))
      else if (/^\.\d+\.(delta|snapshot)\..+\.tmp$/.test(name)) this.#temporary.push(name)
    }
  }

  /** The chain that the files have at a version, as the end of one says; null if there is none that says so. */
  async chainOf(version: number): Promise<Chain | null> {
    if (version === 0) return emptyChain
    const kind = (['delta', 'snapshot'] as const).find((k) => this.#versions[k].has(version))
    if (kind === undefined) return null
    const path = this.path(kind, version)
    return checkpointIo(path, 'read', async () => {
      const { size } = await this.#fileSystem.stat(path)
      const end = Buffer.alloc(endBytes)
      const file = await this.#fileSystem.open(path, 'r')
      try {
        return (await file.read(end, Math.max(0, size - endBytes))) === endBytes ? end.toString('hex', 12, 20) : null
      } finally {
        await file.close()
      }
    })
  }

  /** Removes what a run left behind that came further than `version`, or stopped half-way: before the first write of this run. */
  async removeAfter(version: number): Promise<void> {
    for (const name of this.#temporary.splice(0)) await this.#unlink(name)
    for (const kind of ['snapshot', 'delta'] as const) {
      for (const v of [...this.#versions[kind]]) if (v > version) await this.#remove(kind, v)
    }
  }

  async write(header: StateFileHeader & { readonly chain?: Chain }, blocks: Blocks): Promise<WrittenFile> {
    await this.#makeDirectory()
    const { kind, version } = header
    const name = `${version}.${kind}`
    const temporaryName = `.${name}.${this.#clock.now().toString(36)}-${(this.#written++).toString(36)}.tmp`
    const writer = new StateFileWriter(header)
    const result = { chain: header.chain ?? '', sizeBytes: 0 }
    await writeBinaryFile(this.#fileSystem, { directory: this.directory, name, temporaryName }, async (append) => {
      const add = (bytes: Uint8Array) => {
        result.sizeBytes += bytes.length
        return append(bytes)
      }
      await add(writer.header)
      for (;;) {
        const next = await blocks.next()
        if (next.done === true) {
          result.chain = header.chain ?? writer.chain()
          await add(writer.end(next.value, result.chain))
          return
        }
        await add(writer.frame(next.value))
        await add(next.value)
      }
    })
    this.#versions[kind].add(version)
    return result
  }

  /** Removes files that no version from `oldest` on needs. The oldest go first: what a crash leaves is still whole from some snapshot on. */
  async purge(oldest: number): Promise<void> {
    const base = this.snapshotsUpTo(oldest)[0]
    if (base === undefined) return
    const before = (kind: Kind, limit: number) =>
      [...this.#versions[kind]].filter((v) => v <= limit).sort((a, b) => a - b)
    for (const version of before('delta', base)) await this.#remove('delta', version)
    for (const version of before('snapshot', base - 1)) await this.#remove('snapshot', version)
  }

  async #remove(kind: Kind, version: number): Promise<void> {
    await this.#unlink(`${version}.${kind}`)
    this.#versions[kind].delete(version)
  }

  async #unlink(name: string): Promise<void> {
    const path = `${this.directory}/${name}`
    await checkpointIo(path, 'removed', () => orNull(this.#fileSystem.unlink(path)))
  }

  /** Makes `<checkpoint>/state/<operator>/<partition>[/<store>]`, and the names durable from the folder of the checkpoint on. */
  async #makeDirectory(): Promise<void> {
    if (this.#isDirectoryDurable) return
    await checkpointIo(this.directory, 'created', async () => {
      await this.#fileSystem.mkdir(this.directory)
      const checkpoint = Math.max(1, this.directory.lastIndexOf('/state/'))
      for (let path = this.directory; path.length > checkpoint; ) {
        path = path.slice(0, path.lastIndexOf('/')) || '/'
        await this.#fileSystem.syncDirectory(path)
      }
    })
    this.#isDirectoryDurable = true
  }
}
