import type { Clock, Entropy } from '../../contracts/clock.ts'
import type { FileSystem } from '../../contracts/file-system.ts'
import type { Logger } from '../../contracts/logger.ts'
import type { ProcessIdentity } from '../../contracts/process-identity.ts'
import { codeOf, orNull } from '../../durable/checkpoint-files.ts'
import { CheckpointException, messageOf } from '../../errors/streamkit-error.ts'

/** Who holds a checkpoint. */
interface LockOwner {
  readonly runId: string
  readonly pid: number
  readonly processStart: string
  readonly host: string
  readonly bootId: string
  /** Milliseconds since 1970 of the last sign of life. */
  readonly heartbeat: number
}

export interface LockEnvironment {
  readonly fileSystem: FileSystem
  readonly clock: Clock
  readonly entropy: Entropy
  readonly process: ProcessIdentity
  readonly logger: Logger
}

/** How often a running query shows that it lives. */
export const heartbeatMs = 5_000
/** After this long without a sign of life an owner on another host counts as dead. */
export const lockExpiryMs = 30_000

const fileName = '_streamkit.lock'

/**
 * One run per checkpoint: a file that names its owner. On the same boot of the same host the process table decides whether the owner lives (pid and start time);
 * elsewhere its heartbeat. The offset log, whose entries can be created only once, is the second line of defence.
 */
export class CheckpointLock {
  readonly #path: string
  readonly #environment: LockEnvironment
  readonly #owner: Omit<LockOwner, 'heartbeat'>
  readonly #stop = new AbortController()
  #lost = false

  private constructor(checkpoint: string, runId: string, environment: LockEnvironment) {
    const { pid, startTime, host, bootId } = environment.process
    this.#path = `${checkpoint}/${fileName}`
    this.#environment = environment
    this.#owner = { runId, pid, processStart: startTime, host, bootId }
  }

  /** Takes the lock, or fails with CONCURRENT_STREAM_LOG_UPDATE that names the owner. */
  static async acquire(checkpoint: string, runId: string, environment: LockEnvironment): Promise<CheckpointLock> {
    const lock = new CheckpointLock(checkpoint, runId, environment)
    for (let attempt = 0; attempt < 5; attempt++) {
      if (await lock.#tryCreate()) {
        void lock.#beat()
        return lock
      }
      const held = await lock.#read()
      if (held === null) continue
      if (held !== 'unreadable' && lock.#alive(held)) break
      await lock.#clearStale(held)
    }
    const held = await lock.#read()
    const owner =
      held === null || held === 'unreadable'
        ? 'unknown owner'
        : `process ${held.pid} on ${held.host}, run ${held.runId}`
    throw new CheckpointException('CONCURRENT_STREAM_LOG_UPDATE', { path: checkpoint, owner })
  }

  /** Fails when another run has taken the lock away from a run that slept too long. Called before each durable step. */
  assertHeld(): void {
    if (this.#lost) {
      throw new CheckpointException('CONCURRENT_STREAM_LOG_UPDATE', {
        path: this.#path,
        owner: 'another run took over',
      })
    }
  }

  async release(): Promise<void> {
    this.#stop.abort()
    const held = await this.#read().catch(() => null)
    if (held !== null && held !== 'unreadable' && held.runId === this.#owner.runId) {
      await this.#environment.fileSystem.unlink(this.#path).catch(() => {})
    }
  }

  async #tryCreate(): Promise<boolean> {
    const temporary = await this.#writeTemporary()
    try {
      await this.#environment.fileSystem.link(temporary, this.#path)
      return true
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false
      throw new CheckpointException(
        'CHECKPOINT_IO',
        { path: this.#path, action: 'written', reason: messageOf(error) },
        { cause: error },
      )
    } finally {
      await this.#environment.fileSystem.unlink(temporary).catch(() => {})
    }
  }

  async #writeTemporary(): Promise<string> {
    const { fileSystem, entropy, clock } = this.#environment
    const path = `${this.#path.slice(0, -fileName.length)}.${fileName}.${entropy.uuid()}.tmp`
    try {
      const file = await fileSystem.open(path, 'wx')
      try {
        await file.write(new TextEncoder().encode(JSON.stringify({ ...this.#owner, heartbeat: clock.now() })))
      } finally {
        await file.close()
      }
    } catch (cause) {
      const condition = codeOf(cause) === 'ENOSPC'
      if (condition) throw new CheckpointException('CHECKPOINT_NO_SPACE', { path: this.#path }, { cause })
      throw new CheckpointException(
        'CHECKPOINT_IO',
        { path: this.#path, action: 'written', reason: messageOf(cause) },
        { cause },
      )
    }
    return path
  }

  async #read(): Promise<LockOwner | 'unreadable' | null> {
    const bytes = await orNull(this.#environment.fileSystem.readFile(this.#path))
    if (bytes === null) return null
    try {
      const owner = JSON.parse(new TextDecoder().decode(bytes)) as LockOwner
      return typeof owner.runId === 'string' && typeof owner.pid === 'number' ? owner : 'unreadable'
    } catch {
      return 'unreadable'
    }
  }

  #alive(owner: LockOwner): boolean {
    const { process, clock } = this.#environment
    if (owner.host === process.host && owner.bootId === process.bootId)
      return process.isAlive(owner.pid, owner.processStart)
    if (owner.host === process.host) return false
    return Math.abs(clock.now() - owner.heartbeat) < lockExpiryMs
  }

  /** Moves a dead owner's file aside; puts it back if it turns out that somebody else took over in the meantime. */
  async #clearStale(stale: LockOwner | 'unreadable'): Promise<void> {
    const { fileSystem, entropy, logger } = this.#environment
    const aside = `${this.#path}.${entropy.uuid()}.tmp`
    try {
      await fileSystem.rename(this.#path, aside)
    } catch {
      return
    }
    const moved = await fileSystem.readFile(aside).then((bytes) => new TextDecoder().decode(bytes))
    const expected = stale === 'unreadable' ? null : stale.runId
    if (expected !== null && !moved.includes(expected)) await fileSystem.link(aside, this.#path).catch(() => {})
    else
      logger.warn(
        { path: this.#path, owner: moved.slice(0, 500) },
        'the owner of the checkpoint is gone, its lock was cleared',
      )
    await fileSystem.unlink(aside).catch(() => {})
  }

  async #beat(): Promise<void> {
    const { clock, fileSystem, logger } = this.#environment
    while (!this.#stop.signal.aborted) {
      try {
        await clock.sleep(heartbeatMs, this.#stop.signal)
        const held = await this.#read()
        if (this.#stop.signal.aborted) return
        if (held === null || (held !== 'unreadable' && held.runId !== this.#owner.runId)) {
          this.#lost = true
          return
        }
        await fileSystem.rename(await this.#writeTemporary(), this.#path)
      } catch (error) {
        if (this.#stop.signal.aborted) return
        logger.warn({ path: this.#path, error: messageOf(error) }, 'the lock of the checkpoint could not be refreshed')
      }
    }
  }
}
