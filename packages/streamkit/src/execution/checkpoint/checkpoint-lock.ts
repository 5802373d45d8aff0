import type { Clock, Entropy } from '../../contracts/clock.ts'
import type { FileSystem } from '../../contracts/file-system.ts'
import type { Logger } from '../../contracts/logger.ts'
import type { ProcessIdentity } from '../../contracts/process-identity.ts'
import { codeOf } from '../../durable/checkpoint-files.ts'
import { CheckpointException, messageOf } from '../../errors/streamkit-error.ts'
import { LockFile, type LockOwner } from './lock-file.ts'

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

/** Owners that die one after the other while we look are rare; an owner that lives is found at once. */
const attempts = 5

/**
 * One run per checkpoint: a file that names its owner. On the same boot of the same host the process table decides whether the owner lives (pid and start time);
 * elsewhere its heartbeat. The offset log, whose entries can be created only once, is the second line of defence.
 */
export class CheckpointLock {
  readonly #file: LockFile
  readonly #environment: LockEnvironment
  readonly #owner: Omit<LockOwner, 'heartbeat'>
  readonly #stop = new AbortController()
  #beating: Promise<void> = Promise.resolve()
  #lost = false

  private constructor(checkpoint: string, runId: string, environment: LockEnvironment) {
    const { pid, startTime, host, bootId } = environment.process
    this.#file = new LockFile(checkpoint, environment.fileSystem, environment.entropy)
    this.#environment = environment
    this.#owner = { runId, pid, processStart: startTime, host, bootId }
  }

  /** Takes the lock, or fails with CONCURRENT_STREAM_LOG_UPDATE that names the owner. */
  static async acquire(checkpoint: string, runId: string, environment: LockEnvironment): Promise<CheckpointLock> {
    const lock = new CheckpointLock(checkpoint, runId, environment)
    const owner = await lock.#guard(() => lock.#take())
    if (owner !== null) throw new CheckpointException('CONCURRENT_STREAM_LOG_UPDATE', { path: checkpoint, owner })
    lock.#beating = lock.#beat()
    return lock
  }

  /** Fails when another run has taken the lock away from a run that slept too long. Called before each durable step. */
  assertHeld(): void {
    if (this.#lost) {
      throw new CheckpointException('CONCURRENT_STREAM_LOG_UPDATE', {
        path: this.#file.path,
        owner: 'another run took over',
      })
    }
  }

  async release(): Promise<void> {
    this.#stop.abort()
    // A heartbeat on its way would write the file again after it was removed.
    await this.#beating
    const held = await this.#file.read().catch(() => null)
    if (held?.owner?.runId === this.#owner.runId) await this.#file.remove().catch(() => {})
  }

  /** Null if the lock is ours now, else whose it is. */
  async #take(): Promise<string | null> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (await this.#file.create(this.#sign())) return null
      const held = await this.#file.read()
      if (held === null) continue
      if (held.owner !== null && this.#lives(held.owner)) {
        return `process ${held.owner.pid} on ${held.owner.host}, run ${held.owner.runId}`
      }
      if (await this.#file.removeIf(held)) {
        this.#environment.logger.info(
          { path: this.#file.path, owner: held.text.slice(0, 500) },
          'the owner of the checkpoint is gone, its lock was cleared',
        )
      }
    }
    return 'an owner that changes'
  }

  #lives(owner: LockOwner): boolean {
    const { process, clock } = this.#environment
    const showsLife = Math.abs(clock.now() - owner.heartbeat) < lockExpiryMs
    if (owner.host !== process.host) return showsLife
    if (owner.bootId !== process.bootId) return false
    if (!process.isAlive(owner.pid, owner.processStart)) return false
    // Where the platform does not say when a process or the host was started, the pid may be another program's by now.
    return (owner.processStart !== '' && owner.bootId !== '') || showsLife
  }

  #sign(): LockOwner {
    return { ...this.#owner, heartbeat: this.#environment.clock.now() }
  }

  async #beat(): Promise<void> {
    const { clock, logger } = this.#environment
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        await clock.sleep(heartbeatMs, signal)
        const held = await this.#file.read()
        if (signal.aborted) return
        if (held === null || (held.owner !== null && held.owner.runId !== this.#owner.runId)) {
          this.#lost = true
          return
        }
        await this.#file.replace(this.#sign())
      } catch (error) {
        if (signal.aborted) return
        logger.warn(
          { path: this.#file.path, error: messageOf(error) },
          'the lock of the checkpoint could not be refreshed',
        )
      }
    }
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    const { path } = this.#file
    try {
      return await work()
    } catch (cause) {
      if (codeOf(cause) === 'ENOSPC') throw new CheckpointException('CHECKPOINT_NO_SPACE', { path }, { cause })
      throw new CheckpointException('CHECKPOINT_IO', { path, action: 'written', reason: messageOf(cause) }, { cause })
    }
  }
}
