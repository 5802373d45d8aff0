import type { Clock, Entropy } from '../../src/contracts/clock.ts'
import type { ProcessIdentity } from '../../src/contracts/process-identity.ts'
import { Random } from './random.ts'
import { Scheduler } from './scheduler.ts'
import { SimulatedDisk, systemError } from './simulated-disk.ts'

/** One step of a program that the world outside it can see. */
export interface Operation {
  readonly kind: string
  readonly path: string
  /** Whether it changes anything, so that a crash before it differs from one after it. */
  readonly changes: boolean
}

/** A step and its place in the life of its process. */
export interface NumberedOperation extends Operation {
  /** Of all steps. */
  readonly step: number
  /** Of the steps that change something. */
  readonly change: number
  /** Of the calls to the file system; -1: it is none. */
  readonly fileStep: number
}

/** `kill`: the process ends, the disk stays as it is. `power`: the machine goes off, and with it what was not synced. */
export type CrashKind = 'kill' | 'power'

/** What is to go wrong in the life of a process. */
export interface FaultPlan {
  /** Ends the process in place of this step. */
  readonly crash?: (operation: NumberedOperation) => CrashKind | null
  /** The step fails with this error code. `SILENT`: it says that it worked, and did nothing. */
  readonly error?: (operation: NumberedOperation) => string | null
}

const bootTimeMs = Date.UTC(2026, 0, 1)

/** A host with one disk on which processes live and die. */
export class SimulatedMachine {
  readonly random: Random
  readonly scheduler: Scheduler
  readonly disk: SimulatedDisk
  readonly host: string
  /** How far the wall clock is off, ms: a test may make it jump. */
  wallOffsetMs = 0
  #boots = 1
  #nextPid = 100
  #processes: SimulatedProcess[] = []

  constructor(
    seed: number,
    shared: { readonly disk?: SimulatedDisk; readonly scheduler?: Scheduler; readonly host?: string } = {},
  ) {
    this.random = new Random(seed)
    this.scheduler = shared.scheduler ?? new Scheduler(new Random(seed ^ 0x5bd1e995))
    this.disk = shared.disk ?? new SimulatedDisk()
    this.host = shared.host ?? 'simulated'
  }

  get bootId(): string {
    return `${this.host}-boot-${this.#boots}`
  }

  start(faults: FaultPlan = {}, pid: number = this.#nextPid++): SimulatedProcess {
    const process = new SimulatedProcess(this, { pid, bootId: this.bootId, faults })
    this.#processes.push(process)
    return process
  }

  isAlive(pid: number, startTime: string): boolean {
    return this.#processes.some(
      (process) => process.alive && process.identity.pid === pid && process.identity.startTime === startTime,
    )
  }

  crash(kind: CrashKind, process: SimulatedProcess): void {
    if (kind === 'kill') process.die(kind)
    else {
      for (const each of this.#processes) each.die(kind)
      this.disk.losePower(this.random)
      this.#boots++
    }
    this.#processes = this.#processes.filter((each) => each.alive)
  }

  wallMs(): number {
    return bootTimeMs + Math.floor(this.scheduler.nowMs) + this.wallOffsetMs
  }
}

/** A promise that a dead process waits for: its code never goes on. */
const never: Promise<never> = new Promise(() => {})

/** A running program: its identity, its clock, its randomness and the steps that it takes. */
export class SimulatedProcess {
  readonly machine: SimulatedMachine
  readonly identity: ProcessIdentity
  readonly clock: Clock
  readonly entropy: Entropy
  /** Resolves when the process has been ended from outside. */
  readonly died: Promise<CrashKind>
  /** What was done so far, newest last. */
  readonly trace: NumberedOperation[] = []
  alive = true
  readonly #faults: FaultPlan
  #end: (kind: CrashKind) => void = () => {}
  /** The step that was made to fail. */
  failed: NumberedOperation | null = null
  #changes = 0
  #fileSteps = 0

  constructor(
    machine: SimulatedMachine,
    init: { readonly pid: number; readonly bootId: string; readonly faults: FaultPlan },
  ) {
    this.machine = machine
    this.#faults = init.faults
    this.died = new Promise((resolve) => {
      this.#end = resolve
    })
    this.identity = {
      pid: init.pid,
      startTime: `${machine.scheduler.nowMs}/${machine.random.below(1e9)}`,
      host: machine.host,
      bootId: init.bootId,
      isAlive: (pid, startTime) => machine.isAlive(pid, startTime),
    }
    this.clock = {
      now: () => machine.wallMs(),
      monotonic: () => machine.scheduler.nowMs,
      sleep: (ms, signal) => this.#sleep(ms, signal),
    }
    this.entropy = { uuid: () => uuid(machine.random) }
  }

  /** Steps that changed something so far: crash points are counted in these. */
  get changes(): number {
    return this.#changes
  }

  /** Takes a step: waits for its turn, then either crashes, or fails, or has its effect, at one moment. `half` is what a crash or a failure may leave of it. */
  async perform<T>(operation: Operation, effect: () => T, half: () => void = () => {}): Promise<T> {
    await this.machine.scheduler.turn()
    if (!this.alive) return never
    const fileStep = operation.path.startsWith('/') ? this.#fileSteps++ : -1
    const numbered = { ...operation, step: this.trace.length, change: this.#changes, fileStep }
    this.trace.push(numbered)
    if (operation.changes) this.#changes++
    const crash = this.#faults.crash?.(numbered) ?? null
    if (crash !== null) {
      half()
      this.machine.crash(crash, this)
      return never
    }
    const code = this.#faults.error?.(numbered) ?? null
    if (code !== null) this.failed = numbered
    if (code === 'SILENT') return undefined as T
    if (code !== null) {
      half()
      throw systemError(code, operation.kind, operation.path)
    }
    return effect()
  }

  die(kind: CrashKind): void {
    this.alive = false
    this.#end(kind)
  }

  #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason)
        return
      }
      const abort = () => {
        cancel()
        reject(signal?.reason)
      }
      const cancel = this.machine.scheduler.after(ms, () => {
        signal?.removeEventListener('abort', abort)
        if (this.alive) resolve()
      })
      signal?.addEventListener('abort', abort, { once: true })
    })
  }
}

function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.below(16).toString(16))
  hex[12] = '4'
  hex[16] = (8 + random.below(4)).toString(16)
  const text = hex.join('')
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`
}
