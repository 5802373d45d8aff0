import type { Random } from './random.ts'

interface Timer {
  readonly atMs: number
  readonly order: number
  readonly fire: () => void
}

/**
 * Decides what happens next in a simulation. Whoever does something waits for its turn; one turn is given at a time, in random order, and the next only when
 * nothing can go on without one. Time passes when nobody waits for a turn: it jumps to the next timer.
 */
export class Scheduler {
  /** Virtual time, ms since the start of the simulation. */
  nowMs = 0
  readonly #random: Random
  readonly #ready: (() => void)[] = []
  #timers: Timer[] = []
  #order = 0

  constructor(random: Random) {
    this.#random = random
  }

  /** Resolves when it is the caller's turn. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#ready.push(resolve)
    })
  }

  /** Calls `fire` when virtual time has come; gives the way to take it back. */
  after(ms: number, fire: () => void): () => void {
    const timer = { atMs: this.nowMs + Math.max(ms, 0), order: this.#order++, fire }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Gives turns until `done` settles. */
  async runUntil<T>(done: Promise<T>): Promise<T> {
    let settled = false
    const settle = () => {
      settled = true
    }
    done.then(settle, settle)
    await this.runWhile(() => !settled)
    return done
  }

  /** Gives turns as long as `condition` holds. */
  async runWhile(condition: () => boolean): Promise<void> {
    for (let steps = 0; ; steps++) {
      await new Promise((resolve) => setImmediate(resolve))
      if (!condition()) return
      if (steps > 500_000) throw new Error('the simulation goes on for ever')
      if (this.#ready.length > 0) (this.#ready.splice(this.#random.below(this.#ready.length), 1)[0] as () => void)()
      else this.#passTime()
    }
  }

  #passTime(): void {
    const next = this.#timers.reduce<Timer | null>(
      (first, timer) =>
        first === null || timer.atMs < first.atMs || (timer.atMs === first.atMs && timer.order < first.order)
          ? timer
          : first,
      null,
    )
    if (next === null) throw new Error('the simulation is stuck: nobody waits for a turn or for time')
    this.#timers = this.#timers.filter((other) => other !== next)
    this.nowMs = Math.max(this.nowMs, next.atMs)
    next.fire()
  }
}

/** For one process alone: nobody waits for a turn. */
export class FreeScheduler extends Scheduler {
  override turn(): Promise<void> {
    return Promise.resolve()
  }
}
