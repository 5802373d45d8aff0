import type { Entropy } from '../contracts/clock.ts'
import type { FileSystem } from '../contracts/file-system.ts'
import { CheckpointException, messageOf } from '../errors/streamkit-error.ts'
import { HadoopChecksum, isChecksumFor, matchesChecksum } from './hadoop-checksum.ts'

/** The content of a file in pieces. */
export type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** How much of a long file is read at once; a multiple of what one checksum covers. */
const pieceBytes = 256 * 1024
/** The longest file that is read as a whole: what is longer was not written by us. */
const maxWholeBytes = 64 * 1024 * 1024

/**
 * Files that exist wholly or not at all.
 *
 * A file is written as `.<name>.<uuid>.tmp`, synced, then given its name by a hard link, which fails if the name is taken: of two runs that write the same
 * batch one wins. Beside it `.<name>.crc` gets Hadoop's checksums, so that Spark accepts the file and a flipped bit is found when it is read; they are written
 * after the name is won, for they must never be those of another content. The folder is synced before the write counts as done.
 */
export class CheckpointFiles {
  readonly #fs: FileSystem
  readonly #entropy: Entropy
  /** Folders whose names are durable, and those of all folders above them. */
  readonly #named = new Set<string>()

  constructor(fileSystem: FileSystem, entropy: Entropy) {
    this.#fs = fileSystem
    this.#entropy = entropy
  }

  /**
   * Makes sure that a folder is there for good: its own name and those of the folders above it, and the names in it that an earlier process gave and did not
   * live to sync. Until then they may vanish at a power cut, so nothing may be built on them.
   */
  async makeDirectory(path: string): Promise<void> {
    await this.#guard(path, 'created', async () => {
      await this.#fs.mkdir(path)
      await this.#fs.syncDirectory(path)
      await this.#syncNamesOf(path)
    })
  }

  /** Writes a new file durably; gives false, and changes nothing, if the name is taken. */
  async writeNew(directory: string, name: string, text: string): Promise<boolean> {
    return this.writeNewFrom(directory, name, [new TextEncoder().encode(text)])
  }

  /** As `writeNew`, for content that is too long to be held. */
  async writeNewFrom(directory: string, name: string, content: Pieces): Promise<boolean> {
    const path = `${directory}/${name}`
    const temporary = this.#temporaryFor(directory, name)
    return this.#guard(path, 'written', async () => {
      if ((await orNull(this.#fs.stat(path))) !== null) return false
      try {
        const written = await this.#writeSynced(temporary, content)
        await this.#dropChecksum(directory, name)
        if (!(await this.#giveName(temporary, path))) return false
        await this.#complete(directory, name, written)
        return true
      } finally {
        await this.#fs.unlink(temporary).catch(() => {})
      }
    })
  }

  /** Writes a file durably, replacing one of that name. */
  async replace(directory: string, name: string, text: string): Promise<void> {
    const path = `${directory}/${name}`
    const temporary = this.#temporaryFor(directory, name)
    await this.#guard(path, 'written', async () => {
      try {
        const written = await this.#writeSynced(temporary, [new TextEncoder().encode(text)])
        await this.#dropChecksum(directory, name)
        await this.#fs.rename(temporary, path)
        await this.#complete(directory, name, written)
      } catch (error) {
        await this.#fs.unlink(temporary).catch(() => {})
        throw error
      }
    })
  }

  /** The text of a file, checked against its checksum if it has one; null if there is no such file. */
  async read(directory: string, name: string): Promise<string | null> {
    const path = `${directory}/${name}`
    const bytes = await this.#guard(path, 'read', () => orNull(this.#readWhole(path)))
    if (bytes === null) return null
    const checksum = await this.#checksumOf(directory, name, bytes.length)
    if (checksum !== null && !matchesChecksum(checksum, bytes)) throw mismatch(path)
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    } catch (cause) {
      throw new CheckpointException('CHECKPOINT_CORRUPTED', { path, reason: 'it is not valid UTF-8' }, { cause })
    }
  }

  /** The bytes of a file that may be long, each piece checked before it is given out. A missing file is CHECKPOINT_CORRUPTED. */
  async *readPieces(directory: string, name: string): AsyncGenerator<Uint8Array, void, undefined> {
    const path = `${directory}/${name}`
    const file = await this.#guard(path, 'read', () => orNull(this.#fs.open(path, 'r')))
    if (file === null) throw new CheckpointException('CHECKPOINT_CORRUPTED', { path, reason: 'it is missing' })
    try {
      const { size } = await this.#guard(path, 'read', () => this.#fs.stat(path))
      const checksum = await this.#checksumOf(directory, name, size)
      for (let position = 0; position < size; ) {
        const piece = new Uint8Array(Math.min(pieceBytes, size - position))
        for (let filled = 0; filled < piece.length; ) {
          const from = filled
          const count = await this.#guard(path, 'read', () => file.read(piece.subarray(from), position + from))
          if (count === 0) throw new CheckpointException('CHECKPOINT_CORRUPTED', { path, reason: 'it got shorter' })
          filled += count
        }
        if (checksum !== null && !matchesChecksum(checksum, piece, position)) throw mismatch(path)
        yield piece
        position += piece.length
      }
    } finally {
      await file.close().catch(() => {})
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

  async #readWhole(path: string): Promise<Uint8Array> {
    const { size } = await this.#fs.stat(path)
    if (size > maxWholeBytes) throw new CheckpointException('CHECKPOINT_CORRUPTED', { path, reason: 'it is too long' })
    return this.#fs.readFile(path)
  }

  async #syncNamesOf(path: string): Promise<void> {
    for (let folder = path; folder !== '' && !this.#named.has(folder); folder = parentOf(folder)) {
      await this.#syncUnlessForbidden(parentOf(folder) || '/')
      this.#named.add(folder)
    }
  }

  /** A folder that we may not even open is one in which we made nothing. */
  async #syncUnlessForbidden(directory: string): Promise<void> {
    try {
      await this.#fs.syncDirectory(directory)
    } catch (error) {
      const code = codeOf(error)
      if (code !== 'EACCES' && code !== 'EPERM') throw error
    }
  }

  #temporaryFor(directory: string, name: string): string {
    return `${directory}/.${name}.${this.#entropy.uuid()}.tmp`
  }

  async #entries(directory: string): Promise<readonly string[]> {
    const entries = await this.#guard(directory, 'listed', () => orNull(this.#fs.readdir(directory)))
    return (entries ?? []).filter((entry) => !entry.isDirectory).map((entry) => entry.name)
  }

  async #writeSynced(path: string, content: Pieces): Promise<Written> {
    const checksum = new HadoopChecksum()
    let length = 0
    const file = await this.#fs.open(path, 'wx')
    try {
      for await (const piece of content) {
        await file.write(piece)
        checksum.update(piece)
        length += piece.length
      }
      await file.sync()
    } finally {
      await file.close()
    }
    return { length, checksum: checksum.digest() }
  }

  /** What a file needs once it has its name: its checksums, and a folder that remembers it. */
  async #complete(directory: string, name: string, written: Written): Promise<void> {
    const path = `${directory}/${name}`
    await this.#writeChecksum(directory, name, written.checksum)
    await this.#fs.syncDirectory(directory)
    const found = await orNull(this.#fs.stat(path))
    if (found?.size === written.length) return
    const reason = 'the file is not there after it was named'
    throw new CheckpointException('CHECKPOINT_IO', { path, action: 'written', reason })
  }

  /** The checksums of a content that a crash kept from getting its name would condemn the next one. */
  async #dropChecksum(directory: string, name: string): Promise<void> {
    const dropped = await orNull(this.#fs.unlink(`${directory}/.${name}.crc`).then(() => true))
    if (dropped !== null) await this.#fs.syncDirectory(directory)
  }

  /** Not synced: a checksum that a crash tears is recognised by its form and then proves nothing. */
  async #writeChecksum(directory: string, name: string, checksum: Uint8Array): Promise<void> {
    const path = `${directory}/.${name}.crc`
    try {
      const file = await this.#fs.open(path, 'w')
      try {
        await file.write(checksum)
      } finally {
        await file.close()
      }
    } catch (error) {
      await this.#fs.unlink(path).catch(() => {})
      throw error
    }
  }

  async #checksumOf(directory: string, name: string, length: number): Promise<Uint8Array | null> {
    const checksum = await this.#fs.readFile(`${directory}/.${name}.crc`).catch(() => null)
    return checksum !== null && isChecksumFor(checksum, length) ? checksum : null
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

interface Written {
  readonly length: number
  readonly checksum: Uint8Array
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

function mismatch(path: string): CheckpointException {
  return new CheckpointException('CHECKPOINT_CORRUPTED', { path, reason: 'its content does not match its checksum' })
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
