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

/** The newest lock of a checkpoint. */
export interface NewestLock {
  readonly epoch: number
  /** Null if it was released, or torn by a power cut. */
  readonly owner: LockOwner | null
}

const prefix = '_streamkit.lock.'

/**
 * The files that name the owners of a checkpoint, one after the other. The one with the highest number counts:
 * ```
 * _streamkit.lock.7:  {"runId":"<uuid>","pid":4711,"processStart":"123456","host":"db1","bootId":"<uuid>","heartbeat":1700000000000}
 * ```
 * or `{"released":"<uuid>"}`. A lock is taken over by making the next number, which only one can; numbers never come again, as the highest file is never removed. So a
 * process that was slow to decide finds that its number is taken, or that there is a higher one. Not synced: after a power cut all owners are dead anyway.
 */
export class LockFiles {
  readonly #checkpoint: string
  readonly #fs: FileSystem
  readonly #entropy: Entropy

  constructor(checkpoint: string, fileSystem: FileSystem, entropy: Entropy) {
    this.#checkpoint = checkpoint
    this.#fs = fileSystem
    this.#entropy = entropy
  }

  path(epoch: number): string {
    return `${this.#checkpoint}/${prefix}${epoch}`
  }

  /** Null if nobody ever held the checkpoint. */
  async newest(): Promise<NewestLock | null> {
    for (;;) {
      const epoch = (await this.#epochs()).at(-1)
      if (epoch === undefined) return null
      const bytes = await orNull(this.#fs.readFile(this.path(epoch)))
      // Gone: there is a newer one by now.
      if (bytes !== null) return { epoch, owner: ownerIn(bytes) }
    }
  }

  /** Makes the lock of an epoch; says whether it is the newest and ours. */
  async create(epoch: number, owner: LockOwner): Promise<boolean> {
    const temporary = await this.#write(JSON.stringify(owner))
    try {
      await this.#fs.link(temporary, this.path(epoch))
    } catch (error) {
      const code = codeOf(error)
      // Not found: the run that has the lock has cleaned up, and taken our file for one of a dead process.
      if (code === 'EEXIST' || code === 'ENOENT') return false
      throw error
    } finally {
      await this.#fs.unlink(temporary).catch(() => {})
    }
    try {
      if ((await this.#epochs()).at(-1) === epoch) return true
    } catch (error) {
      await this.#remove(epoch)
      throw error
    }
    await this.#remove(epoch)
    return false
  }

  /** Shows that the owner lives; false if there is a newer lock. */
  async refresh(epoch: number, owner: LockOwner): Promise<boolean> {
    if ((await this.#epochs()).at(-1) !== epoch) return false
    await this.#replace(epoch, JSON.stringify(owner))
    return true
  }

  /** Says that nobody holds the checkpoint any more. */
  async release(epoch: number, runId: string): Promise<void> {
    if ((await this.#epochs()).at(-1) === epoch) await this.#replace(epoch, JSON.stringify({ released: runId }))
  }

  /** Removes the locks before an epoch; best effort. */
  async removeBefore(epoch: number): Promise<void> {
    const epochs = await this.#epochs().catch(() => [])
    for (const older of epochs) if (older < epoch) await this.#remove(older)
  }

  /** Ascending. */
  async #epochs(): Promise<readonly number[]> {
    const entries = await this.#fs.readdir(this.#checkpoint)
    return entries
      .filter(({ name }) => name.startsWith(prefix) && /^\d{1,15}$/.test(name.slice(prefix.length)))
      .map(({ name }) => Number(name.slice(prefix.length)))
      .sort((a, b) => a - b)
  }

  async #remove(epoch: number): Promise<void> {
    await this.#fs.unlink(this.path(epoch)).catch(() => {})
  }

  async #replace(epoch: number, text: string): Promise<void> {
    const temporary = await this.#write(text)
    try {
      await this.#fs.rename(temporary, this.path(epoch))
    } catch (error) {
      await this.#fs.unlink(temporary).catch(() => {})
      throw error
    }
  }

  async #write(text: string): Promise<string> {
    // Such names are what a checkpoint is cleaned of when it is opened.
    const path = `${this.#checkpoint}/.${prefix}${this.#entropy.uuid()}.tmp`
    try {
      const file = await this.#fs.open(path, 'wx')
      try {
        await file.write(new TextEncoder().encode(text))
      } finally {
        await file.close()
      }
      return path
    } catch (error) {
      await this.#fs.unlink(path).catch(() => {})
      throw error
    }
  }
}

function ownerIn(bytes: Uint8Array): LockOwner | null {
  try {
    const owner = JSON.parse(new TextDecoder().decode(bytes)) as LockOwner
    return typeof owner.runId === 'string' && typeof owner.pid === 'number' ? owner : null
  } catch {
    return null
  }
}
