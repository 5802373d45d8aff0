import { durationMs } from '../api/duration.ts'
import type { Clock } from '../contracts/clock.ts'

/** A clock that stands still until a test moves it. Whoever sleeps on it wakes when it gets there. */
export interface ManualClock extends Clock {
  /**
   * Moves the clock on by milliseconds, or a text such as `10 seconds`, and wakes those whose time has come, the earliest first. Throws CANNOT_PARSE_INTERVAL, NEGATIVE_INTERVAL.
   */
  advance(duration: number | string): void
  /** Moves the wall clock alone, as a change of the system's time does: `now()` jumps, `monotonic()` does not, nobody wakes. */
  setTime(time: Date | number): void
  /** How many sleep now. */
  readonly sleepers: number
}

interface Sleeper {
  readonly wakesAt: number
  readonly wake: () => void
}

/**
 * Makes a clock that stands still until it is moved; it begins at the start of 2026, or when it is told to. Usable as `createSession({ environment: { clock } })`.
 *
 * @example
 * const clock = manualClock('2026-01-01T00:00:00Z')
 * const slept = clock.sleep(60_000)
 * clock.advance('1 minute')
 * await slept
 */
export function manualClock(start: Date | string | number = '2026-01-01T00:00:00Z'): ManualClock {
  return new SteppedClock(new Date(start).getTime())
}

class SteppedClock implements ManualClock {
  /** What the wall clock has more than the one that does not jump. */
  #offsetMs: number
  #elapsedMs = 0
  #sleepers: readonly Sleeper[] = []

  constructor(startMs: number) {
    this.#offsetMs = startMs
  }

  get sleepers(): number {
    return this.#sleepers.length
  }
  now(): number {
    return this.#offsetMs + this.#elapsedMs
  }
  monotonic(): number {
    return this.#elapsedMs
  }
  setTime(time: Date | number): void {
    this.#offsetMs = new Date(time).getTime() - this.#elapsedMs
  }

  advance(duration: number | string): void {
    const target = this.#elapsedMs + durationMs(duration)
    for (;;) {
      const next = this.#sleepers
        .filter(({ wakesAt }) => wakesAt <= target)
        .reduce<Sleeper | null>((first, one) => (first === null || one.wakesAt < first.wakesAt ? one : first), null)
      if (next === null) break
      this.#elapsedMs = next.wakesAt
      next.wake()
    }
    this.#elapsedMs = target
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    if (ms <= 0) return
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper)
        signal?.removeEventListener('abort', onAbort)
      }
      const onAbort = () => {
        leave()
        reject(signal?.reason)
      }
      const wake = () => {
        leave()
        resolve()
      }
      const sleeper: Sleeper = { wakesAt: this.#elapsedMs + ms, wake }
      this.#sleepers = [...this.#sleepers, sleeper]
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  }
}
