import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock, Entropy } from '../contracts/clock.ts'

/** The longest that a timer of Node can wait: a longer one would ring at once. */
const longestTimerMs = 2 ** 31 - 1

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    try {
      for (let left = Math.max(ms, 0), isFirst = true; isFirst || left > 0; left -= longestTimerMs, isFirst = false) {
        await delay(Math.min(left, longestTimerMs), undefined, signal === undefined ? {} : { signal })
      }
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    }
  },
}

/** The randomness of the machine. */
export const systemEntropy: Entropy = { uuid: () => randomUUID() }
