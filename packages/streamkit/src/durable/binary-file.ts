import type { FileHandle, FileSystem } from '../contracts/file-system.ts'
import { CheckpointException } from '../errors/streamkit-error.ts'
import { orNull } from './checkpoint-files.ts'
import { checkpointIo } from './checkpoint-io.ts'

/** Which file to write: it appears under its name only when all of it is on the disk, and replaces one of that name. */
export interface BinaryFileTarget {
  readonly directory: string
  readonly name: string
  /** Where it is written first, in the same folder. */
  readonly temporaryName: string
}

/** Writes a file of any size durably: `write` appends to it. One sync of the file and one of its folder. */
export async function writeBinaryFile(
  fileSystem: FileSystem,
  target: BinaryFileTarget,
  write: (append: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const path = `${target.directory}/${target.name}`
  const temporary = `${target.directory}/${target.temporaryName}`
  await checkpointIo(path, 'written', async () => {
    let length = 0
    try {
      const file = await fileSystem.open(temporary, 'wx')
      try {
        await write(async (bytes) => {
          await file.write(bytes)
          length += bytes.length
        })
        await file.sync()
      } finally {
        await file.close()
      }
      await fileSystem.rename(temporary, path)
    } catch (error) {
      await fileSystem.unlink(temporary).catch(() => {})
      throw error
    }
    await fileSystem.syncDirectory(target.directory)
    // There are file systems whose rename says that it worked and has not.
    const found = await orNull(fileSystem.stat(path))
    if (found?.size === length) return
    const reason = 'the file is not there after it was named'
    throw new CheckpointException('CHECKPOINT_IO', { path, action: 'written', reason })
  })
}

/** Reads a file from its beginning, piece by piece. */
export class BinaryFileReader {
  readonly #file: FileHandle
  #buffer: Uint8Array
  #start = 0
  #end = 0
  #position = 0

  constructor(file: FileHandle, bufferBytes = 65_536) {
    this.#file = file
    this.#buffer = new Uint8Array(bufferBytes)
  }

  /** Exactly `length` bytes, valid until the next call; null if the file ends before. */
  async take(length: number): Promise<Uint8Array | null> {
    while (this.#end - this.#start < length) if (!(await this.#fill(length))) return null
    this.#start += length
    return this.#buffer.subarray(this.#start - length, this.#start)
  }

  /** Whether nothing is left. */
  async atEnd(): Promise<boolean> {
    return this.#end === this.#start && !(await this.#fill(1))
  }

  async #fill(wanted: number): Promise<boolean> {
    if (this.#start + wanted > this.#buffer.length) {
      // A damaged length must not make us allocate what the file does not have: grow by what arrives.
      const size = Math.max(this.#buffer.length, Math.min(wanted, (this.#end - this.#start) * 2))
      const kept = this.#buffer.subarray(this.#start, this.#end)
      if (size > this.#buffer.length) this.#buffer = new Uint8Array(size)
      this.#buffer.set(kept)
      this.#end -= this.#start
      this.#start = 0
    }
    const count = await this.#file.read(this.#buffer.subarray(this.#end), this.#position)
    this.#end += count
    this.#position += count
    return count > 0
  }
}
