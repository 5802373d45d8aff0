import type { Clock } from '../../src/contracts/clock.ts'
import { systemClock } from '../../src/platform/system-clock.ts'

/** A wall clock that a test sets; waits take real time. */
export class SetClock implements Clock {
  nowMs: number = Date.UTC(2026, 0, 1)

  now(): number {
    return this.nowMs
  }
  monotonic(): number {
    return systemClock.monotonic()
  }
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(Math.min(ms, 5), signal)
  }
}
