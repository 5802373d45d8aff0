import type { Clock, Entropy } from '../../contracts/clock.ts'
import type { FileSystem } from '../../contracts/file-system.ts'
import type { Logger } from '../../contracts/logger.ts'
import type { ProcessIdentity } from '../../contracts/process-identity.ts'
import { codeOf } from '../../durable/checkpoint-files.ts'
import { CheckpointException, messageOf } from '../../errors/streamkit-error.ts'
import { LockFiles, type LockOwner } from './lock-files.ts'

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
const attempts = 10

/**
 * One run per checkpoint: a file names its owner. On the same boot of the same host the process table decides whether the owner lives (pid and start time);
 * elsewhere its heartbeat. The offset log, whose entries can be created only once, is the second line of defence.
 */
export class CheckpointLock {
  readonly #checkpoint: string
  readonly #files: LockFiles
  readonly #environment: LockEnvironment
  readonly #owner: Omit<LockOwner, 'heartbeat'>
  readonly #stop = new AbortController()
  /** Which of the owners of this checkpoint we are. */
  #epoch = 0
  #beating: Promise<void> = Promise.resolve()
  #lost = false

  private constructor(checkpoint: string, runId: string, environment: LockEnvironment) {
    const { pid, startTime, host, bootId } = environment.process
    this.#checkpoint = checkpoint
    this.#files = new LockFiles(checkpoint, environment.fileSystem, environment.entropy)
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
        path: this.#checkpoint,
        owner: 'another run took over',
      })
    }
  }

  async release(): Promise<void> {
    this.#stop.abort()
    // A heartbeat on its way would write the file again after it was removed.
    await this.#beating
    await this.#files.release(this.#epoch, this.#owner.runId).catch((error: unknown) => {
      const fields = { path: this.#files.path(this.#epoch), error: messageOf(error) }
      this.#environment.logger.warn(fields, 'the lock of the checkpoint could not be released')
    })
  }

  /** Null if the lock is ours now, else whose it is. */
  async #take(): Promise<string | null> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const held = await this.#files.newest()
      const owner = held?.owner ?? null
      if (owner !== null && this.#lives(owner)) return `process ${owner.pid} on ${owner.host}, run ${owner.runId}`
      const epoch = (held?.epoch ?? 0) + 1
      if (!(await this.#files.create(epoch, this.#sign()))) continue
      this.#epoch = epoch
      await this.#files.removeBefore(epoch)
      if (owner !== null) {
        this.#environment.logger.info({ path: this.#checkpoint, owner }, 'the owner of the checkpoint is gone')
      }
      return null
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
        if (await this.#files.refresh(this.#epoch, this.#sign())) continue
        this.#lost = true
        return
      } catch (error) {
        if (signal.aborted) return
        logger.warn(
          { path: this.#files.path(this.#epoch), error: messageOf(error) },
          'the lock of the checkpoint could not be refreshed',
        )
      }
    }
  }

  async #guard<T>(work: () => Promise<T>): Promise<T> {
    const path = this.#checkpoint
    try {
      return await work()
    } catch (cause) {
      if (codeOf(cause) === 'ENOSPC') throw new CheckpointException('CHECKPOINT_NO_SPACE', { path }, { cause })
      throw new CheckpointException('CHECKPOINT_IO', { path, action: 'written', reason: messageOf(cause) }, { cause })
    }
  }
}
