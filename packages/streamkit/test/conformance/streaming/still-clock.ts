import type { Clock } from '../../../src/contracts/clock.ts'
import { systemClock } from '../../../src/platform/system-clock.ts'

/**
 * A clock on which no wait is ever over. With it, and without a watcher of files, an idle query looks for data only when processAllAvailable() asks it to, so that
 * the files of a step are all there before it does.
 */
export const stillClock: Clock = {
  now: systemClock.now,
  monotonic: systemClock.monotonic,
  sleep: (_ms, signal) =>
    new Promise((_, reject) => {
      if (signal?.aborted === true) reject(signal.reason)
      else signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
    }),
}
