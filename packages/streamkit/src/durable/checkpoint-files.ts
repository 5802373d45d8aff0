import { crc32 } from 'node:zlib'
import type { Entropy } from '../contracts/clock.ts'
import type { FileSystem } from '../contracts/file-system.ts'
import { CheckpointException, messageOf } from '../errors/streamkit-error.ts'

/**
 * Small files that exist wholly or not at all.
 *
 * A file is written as `.<name>.<uuid>.tmp`, synced, then given its name by a hard link, which fails if the name is taken: of two runs
 * that write the same batch one wins. The folder is synced before the write counts as done. Beside each file `.<name>.crc` holds Hadoop's
 * checksums, so that Spark accepts the file and a flipped bit is found when it is read.
 */
export class CheckpointFiles {
  readonly #fs: FileSystem
  readonly #entropy: Entropy

  constructor(fileSystem: FileSystem, entropy: Entropy) {
    this.#fs = fileSystem
    this.#entropy = entropy
  }

  async makeDirectory(path: string): Promise<void> {
    await this.#guard(path, 'created', () => this.#fs.mkdir(path))
  }

  /** Writes a new file durably; gives false, and changes nothing, if the name is taken. */
  async writeNew(directory: string, name: string, text: string): Promise<boolean> {
    const path = `${directory}/${name}`
    const bytes = new TextEncoder().encode(text)
    const temporary = `${directory}/.${name}.${this.#entropy.uuid()}.tmp`
    return this.#guard(path, 'written', async () => {
      try {
        await this.#writeSynced(temporary, bytes)
        await this.#writeChecksum(directory, name, bytes)
        if (!(await this.#giveName(temporary, path))) return false
        await this.#fs.syncDirectory(directory)
      } finally {
        await this.#fs.unlink(temporary).catch(() => {})
      }
      const written = await this.#fs.stat(path)
      if (written.size !== bytes.length) {
        throw new CheckpointException('CHECKPOINT_IO', {
          path,
          action: 'written',
          reason: 'the file is not there after it was named',
        })
      }
      return true
    })
  }

  /** Writes a file durably, replacing one of that name. */
  async replace(directory: string, name: string, text: string): Promise<void> {
    const path = `${directory}/${name}`
    const bytes = new TextEncoder().encode(text)
    const temporary = `${directory}/.${name}.${this.#entropy.uuid()}.tmp`
    await this.#guard(path, 'written', async () => {
      await this.#writeSynced(temporary, bytes)
      await this.#writeChecksum(directory, name, bytes)
      await this.#fs.rename(temporary, path)
      await this.#fs.syncDirectory(directory)
    })
  }

  /** The text of a file, checked against its checksum if it has one; null if there is no such file. */
  async read(directory: string, name: string): Promise<string | null> {
    const path = `${directory}/${name}`
    const bytes = await this.#guard(path, 'read', () => orNull(this.#fs.readFile(path)))
    if (bytes === null) return null
    const checksum = await orNull(this.#fs.readFile(`${directory}/.${name}.crc`)).catch(() => null)
    if (checksum !== null && isWellFormed(checksum, bytes.length) && !matches(checksum, bytes)) {
      throw new CheckpointException('CHECKPOINT_CORRUPTED', { path, reason: 'its content does not match its checksum' })
    }
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    } catch (cause) {
      throw new CheckpointException('CHECKPOINT_CORRUPTED', { path, reason: 'it is not valid UTF-8' }, { cause })
    }
  }

  /** Names of the files in a folder, hidden ones left out; empty if there is no folder. */
  async list(directory: string): Promise<readonly string[]> {
    return (await this.#entries(directory)).filter((name) => !name.startsWith('.'))
  }

  /** Removes a file and its checksum; one that is gone is no error. */
  async remove(directory: string, name: string): Promise<void> {
    for (const path of [`${directory}/.${name}.crc`, `${directory}/${name}`]) {
      await this.#guard(path, 'removed', () => orNull(this.#fs.unlink(path)))
    }
  }

  /** Removes what crashed runs left half-written. */
  async removeTemporary(directory: string): Promise<void> {
    for (const name of await this.#entries(directory)) {
      if (/^\..+\.[0-9a-f-]{36}\.tmp$/.test(name)) await this.#fs.unlink(`${directory}/${name}`).catch(() => {})
    }
  }

  async #entries(directory: string): Promise<readonly string[]> {
    const entries = await this.#guard(directory, 'listed', () => orNull(this.#fs.readdir(directory)))
    return (entries ?? []).filter((entry) => !entry.isDirectory).map((entry) => entry.name)
  }

  async #writeSynced(path: string, bytes: Uint8Array): Promise<void> {
    const file = await this.#fs.open(path, 'wx')
    try {
      await file.write(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
  }

  /** Not synced: a checksum that a crash tears is recognised by its form and then proves nothing. */
  async #writeChecksum(directory: string, name: string, bytes: Uint8Array): Promise<void> {
    const file = await this.#fs.open(`${directory}/.${name}.crc`, 'w')
    try {
      await file.write(checksumOf(bytes))
    } finally {
      await file.close()
    }
  }

  async #giveName(temporary: string, path: string): Promise<boolean> {
    try {
      await this.#fs.link(temporary, path)
      return true
    } catch (error) {
      const code = codeOf(error)
      if (code === 'EEXIST') return false
      if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'EMLINK') throw error
      // A file system without hard links: the lock of the checkpoint is what keeps a second run away.
      if ((await orNull(this.#fs.stat(path))) !== null) return false
      await this.#fs.rename(temporary, path)
      return true
    }
  }

  async #guard<T>(path: string, action: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (cause) {
      if (cause instanceof CheckpointException) throw cause
      if (codeOf(cause) === 'ENOSPC') throw new CheckpointException('CHECKPOINT_NO_SPACE', { path }, { cause })
      throw new CheckpointException('CHECKPOINT_IO', { path, action, reason: messageOf(cause) }, { cause })
    }
  }
}

export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

/** What `work` gives, or null where the file is not there. */
export async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

const bytesPerChecksum = 512

/** `crc\0`, the chunk size, then a CRC-32 for every chunk, all big-endian: what Hadoop's local file system writes. */
function checksumOf(bytes: Uint8Array): Uint8Array {
  const chunks = Math.ceil(bytes.length / bytesPerChecksum)
  const out = new DataView(new ArrayBuffer(8 + 4 * chunks))
  out.setUint32(0, 0x63726300)
  out.setUint32(4, bytesPerChecksum)
  for (let i = 0; i < chunks; i++)
    out.setUint32(8 + 4 * i, crc32(bytes.subarray(i * bytesPerChecksum, (i + 1) * bytesPerChecksum)))
  return new Uint8Array(out.buffer)
}

function isWellFormed(checksum: Uint8Array, length: number): boolean {
  if (checksum.length !== 8 + 4 * Math.ceil(length / bytesPerChecksum)) return false
  const view = new DataView(checksum.buffer, checksum.byteOffset, checksum.byteLength)
  return view.getUint32(0) === 0x63726300 && view.getUint32(4) === bytesPerChecksum
}

function matches(checksum: Uint8Array, bytes: Uint8Array): boolean {
  const expected = checksumOf(bytes)
  return expected.length === checksum.length && expected.every((byte, i) => byte === checksum[i])
}
