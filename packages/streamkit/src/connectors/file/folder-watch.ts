import type { Clock } from '../../contracts/clock.ts'
import type { DirectoryEntry, FileStatus, FileSystem } from '../../contracts/file-system.ts'
import { orNull } from '../../durable/checkpoint-files.ts'
import { ExecutionException } from '../../errors/streamkit-error.ts'

interface Folder {
  readonly mtimeMs: number
  readonly device: number | undefined
  /** When this modification time was seen first, on the monotonic clock. */
  readonly seenAtMs: number
  /** Whether the listing began so long after that a later change must show in the modification time. */
  readonly isSettled: boolean
}

/** File systems that keep whole seconds (or two) need this long until a further change shows, and all others much less. */
const coarseSettleMs = 2_500
const fineSettleMs = 50

/** A folder is listed anew after this long even if it looks unchanged: some network mounts tell late. */
const relistMs = 60_000

/**
 * Knows by the modification times of folders whether listing them again is worth it.
 *
 * Two changes within one tick of the file system's clock leave the same time, so a listing counts only if the time it saw was already old when it began; until
 * then the folder is listed again. Age is measured from when we saw the time first, by our own clock: clocks of file servers do not matter.
 */
export class FolderWatch {
  readonly #fs: FileSystem
  readonly #clock: Clock
  #known = new Map<string, Folder | null>()
  #current = new Map<string, Folder | null>()
  #listedAtMs = Number.NEGATIVE_INFINITY
  #expectsChange = true

  constructor(fileSystem: FileSystem, clock: Clock) {
    this.#fs = fileSystem
    this.#clock = clock
  }

  /** Whether a listing now might find something else than the last complete one. */
  async hasChanged(): Promise<boolean> {
    if (this.#expectsChange || this.#clock.monotonic() - this.#listedAtMs > relistMs) return true
    for (const [path, before] of this.#known) {
      if (before?.isSettled === false) return true
      // what cannot be looked at has changed: the listing will say how
      const now = await this.#fs.stat(path).catch(() => null)
      if (now?.mtimeMs !== before?.mtimeMs) return true
      if (before?.device !== undefined && now?.device !== before.device) return true
    }
    return false
  }

  startListing(): void {
    this.#current = new Map()
    this.#expectsChange = false
  }

  /** Entries of a folder, remembered as part of the listing. */
  async list(path: string): Promise<readonly DirectoryEntry[]> {
    const now = this.#clock.monotonic()
    const status = await orNull(this.#fs.stat(path))
    const before = this.#known.get(path)
    if (status === null) this.#current.set(path, null)
    else {
      const device = before?.device
      if (device !== undefined && status.device !== undefined && device !== status.device) {
        throw new ExecutionException('SOURCE_UNAVAILABLE', { path, reason: 'it is on another device than before' })
      }
      const seenAtMs = before?.mtimeMs === status.mtimeMs ? before.seenAtMs : now
      const settleMs = status.mtimeMs % 1000 === 0 ? coarseSettleMs : fineSettleMs
      this.#current.set(path, {
        mtimeMs: status.mtimeMs,
        device: status.device,
        seenAtMs,
        // some file systems know no times
        isSettled: status.mtimeMs > 0 && now - seenAtMs > settleMs,
      })
    }
    return this.#fs.readdir(path)
  }

  /** Remembers a path that was looked at and is no folder, or not there (null). */
  note(path: string, status: FileStatus | null): void {
    this.#current.set(path, status === null ? null : { ...status, device: undefined, seenAtMs: 0, isSettled: true })
  }

  finishListing(): void {
    this.#known = this.#current
    this.#listedAtMs = this.#clock.monotonic()
  }

  /** Makes the next answer of `hasChanged` yes, whatever the folders say. */
  expectChange(): void {
    this.#expectsChange = true
  }
}
