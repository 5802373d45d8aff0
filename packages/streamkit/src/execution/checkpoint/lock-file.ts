import type { Entropy } from '../../contracts/clock.ts'
import type { FileSystem } from '../../contracts/file-system.ts'
import { codeOf, orNull } from '../../durable/checkpoint-files.ts'

/** Who holds a checkpoint. */
export interface LockOwner {
  readonly runId: string
  readonly pid: number
  readonly processStart: string
  readonly host: string
  readonly bootId: string
  /** Milliseconds since 1970 of the last sign of life. */
  readonly heartbeat: number
}

/** What a lock file holds. */
export interface LockContent {
  readonly text: string
  /** Null if the text names nobody: torn by a crash. */
  readonly owner: LockOwner | null
}

const fileName = '_streamkit.lock'

/**
 * The file that names the owner of a checkpoint:
 * ```
 * _streamkit.lock:  {"runId":"<uuid>","pid":4711,"processStart":"123456","host":"db1","bootId":"<uuid>","heartbeat":1700000000000}
 * ```
 * Not synced: after a power cut its owner is dead anyway.
 */
export class LockFile {
  readonly path: string
  readonly #checkpoint: string
  readonly #fs: FileSystem
  readonly #entropy: Entropy

  constructor(checkpoint: string, fileSystem: FileSystem, entropy: Entropy) {
    this.path = `${checkpoint}/${fileName}`
    this.#checkpoint = checkpoint
    this.#fs = fileSystem
    this.#entropy = entropy
  }

  async read(): Promise<LockContent | null> {
    const bytes = await orNull(this.#fs.readFile(this.path))
    return bytes === null ? null : contentOf(bytes)
  }

  /** Makes the file if there is none; says whether it did. */
  async create(owner: LockOwner): Promise<boolean> {
    const temporary = await this.#write(owner)
    try {
      await this.#fs.link(temporary, this.path)
      return true
    } catch (error) {
      const code = codeOf(error)
      // Not found: the run that has the lock has cleaned up, and taken our file for one of a dead process.
      if (code === 'EEXIST' || code === 'ENOENT') return false
      throw error
    } finally {
      await this.#fs.unlink(temporary).catch(() => {})
    }
  }

  /** Writes the file again, whoever is in it. */
  async replace(owner: LockOwner): Promise<void> {
    const temporary = await this.#write(owner)
    try {
      await this.#fs.rename(temporary, this.path)
    } catch (error) {
      await this.#fs.unlink(temporary).catch(() => {})
      throw error
    }
  }

  async remove(): Promise<void> {
    await this.#fs.unlink(this.path)
  }

  /** Removes a lock that has exactly this content; says whether it did. One that somebody has taken in the meantime is put back. */
  async removeIf(expected: LockContent): Promise<boolean> {
    const aside = this.#temporaryPath()
    try {
      await this.#fs.rename(this.path, aside)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    }
    try {
      const moved = contentOf(await this.#fs.readFile(aside))
      if (moved.text === expected.text) return true
      await this.#fs.link(aside, this.path)
      return false
    } catch (error) {
      const code = codeOf(error)
      if (code === 'EEXIST' || code === 'ENOENT') return false
      throw error
    } finally {
      await this.#fs.unlink(aside).catch(() => {})
    }
  }

  async #write(owner: LockOwner): Promise<string> {
    const path = this.#temporaryPath()
    try {
      const file = await this.#fs.open(path, 'wx')
      try {
        await file.write(new TextEncoder().encode(JSON.stringify(owner)))
      } finally {
        await file.close()
      }
      return path
    } catch (error) {
      await this.#fs.unlink(path).catch(() => {})
      throw error
    }
  }

  /** Such names are what a checkpoint is cleaned of when it is opened. */
  #temporaryPath(): string {
    return `${this.#checkpoint}/.${fileName}.${this.#entropy.uuid()}.tmp`
  }
}

function contentOf(bytes: Uint8Array): LockContent {
  const text = new TextDecoder().decode(bytes)
  try {
    const owner = JSON.parse(text) as LockOwner
    return { text, owner: typeof owner.runId === 'string' && typeof owner.pid === 'number' ? owner : null }
  } catch {
    return { text, owner: null }
  }
}
