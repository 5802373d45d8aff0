import type { FileSystem } from '../contracts/file-system.ts'
import type { Logger } from '../contracts/logger.ts'
import type { SessionEnvironment } from '../session/session-conf.ts'
import type { ManualClock } from './manual-clock.ts'
import { memoryFileSystem } from './memory-file-system.ts'
import { type MortalFileSystem, mortalFileSystem } from './mortal-file-system.ts'
import { splitFileSystem } from './split-file-system.ts'

/** Where a test keeps its checkpoint unless it says otherwise: in memory. */
const memoryFolder = '/streamkit-test'

/** Logs nothing: what counts is what the test sees. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** What a test's queries run in: a clock that stands still, a checkpoint that outlives processes, and one process after the other. */
export class TestWorld {
  readonly clock: ManualClock
  readonly checkpoint: string
  readonly #inMemory: FileSystem | null
  #processes = 0
  #files: MortalFileSystem | null = null

  /** `checkpoint` null: in memory. */
  constructor(clock: ManualClock, checkpoint: string | null) {
    this.clock = clock
    this.checkpoint = checkpoint ?? `${memoryFolder}/checkpoint`
    this.#inMemory = checkpoint === null ? memoryFileSystem(clock) : null
  }

  /** The files of the process that runs now, null before the first. */
  get files(): MortalFileSystem | null {
    return this.#files
  }

  /** What a new process sees of it, over the real world. All earlier ones are dead. */
  newProcess(real: SessionEnvironment): Partial<SessionEnvironment> {
    this.#files?.die()
    const startTime = `process ${++this.#processes}`
    const below = this.#inMemory
    this.#files = mortalFileSystem(
      below === null ? real.fileSystem : splitFileSystem(memoryFolder, below, real.fileSystem),
    )
    const isAlive = (_pid: number, started: string) => started === `process ${this.#processes}`
    return {
      fileSystem: this.#files,
      clock: this.clock,
      process: { pid: 1, startTime, host: 'test', bootId: 'test', isAlive },
    }
  }
}
