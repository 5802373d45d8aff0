import type { ColumnBatch } from '../../../columnar/column-batch.ts'
import type { FileEncoder } from '../../../contracts/file-format.ts'
import type { FileHandle, FileSystem } from '../../../contracts/file-system.ts'
import type { Compressor } from './compressor.ts'
import { writing } from './file-not-writable.ts'

/** A file that is complete and durable; its name is, once its folder has been synced. */
export interface WrittenFile {
  readonly path: string
  readonly size: number
  readonly mtimeMs: number
  readonly rows: number
}

const bufferBytes = 64 * 1024

/** One file that is being written: rows to the encoder, its bytes through the compressor, in pieces of moderate length to the disk. */
export class DataFile {
  readonly path: string
  readonly #fileSystem: FileSystem
  readonly #handle: FileHandle
  readonly #encoder: FileEncoder
  readonly #compressor: Compressor | null
  #pending: Uint8Array[] = []
  #pendingBytes = 0
  #rows = 0

  private constructor(path: string, handle: FileHandle, parts: DataFileParts) {
    this.path = path
    this.#handle = handle
    this.#fileSystem = parts.fileSystem
    this.#encoder = parts.encoder
    this.#compressor = parts.compressor
  }

  /** Makes the file; one that is there is an error. */
  static async create(path: string, parts: DataFileParts): Promise<DataFile> {
    return new DataFile(path, await writing(path, () => parts.fileSystem.open(path, 'wx')), parts)
  }

  get rows(): number {
    return this.#rows
  }

  async write(batch: ColumnBatch): Promise<void> {
    for (const piece of this.#encoder.write(batch)) await this.#take(piece)
    this.#rows += batch.length
  }

  async finish(): Promise<WrittenFile> {
    for (const piece of this.#encoder.finish()) await this.#take(piece)
    if (this.#compressor !== null) for (const piece of await this.#compressor.finish()) this.#keep(piece)
    await this.#flush()
    return writing(this.path, async () => {
      await this.#handle.sync()
      await this.#handle.close()
      const { size, mtimeMs } = await this.#fileSystem.stat(this.path)
      return { path: this.path, size, mtimeMs, rows: this.#rows }
    })
  }

  /** Closes and removes it. Best effort. */
  async abort(): Promise<void> {
    this.#compressor?.abort()
    await this.#handle.close().catch(() => {})
    await this.#fileSystem.unlink(this.path).catch(() => {})
  }

  async #take(piece: Uint8Array): Promise<void> {
    if (this.#compressor === null) this.#keep(piece)
    else for (const packed of await this.#compressor.write(piece)) this.#keep(packed)
    if (this.#pendingBytes >= bufferBytes) await this.#flush()
  }

  #keep(piece: Uint8Array): void {
    if (piece.length === 0) return
    this.#pending.push(piece)
    this.#pendingBytes += piece.length
  }

  async #flush(): Promise<void> {
    if (this.#pendingBytes === 0) return
    const bytes = this.#pending.length === 1 ? (this.#pending[0] as Uint8Array) : Buffer.concat(this.#pending)
    this.#pending = []
    this.#pendingBytes = 0
    await writing(this.path, () => this.#handle.write(bytes))
  }
}

interface DataFileParts {
  readonly fileSystem: FileSystem
  readonly encoder: FileEncoder
  /** Null: the bytes are stored as they come. */
  readonly compressor: Compressor | null
}
