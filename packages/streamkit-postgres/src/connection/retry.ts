import { setTimeout as delay } from 'node:timers/promises'
import { raise } from '../conditions.ts'
import { isTransient, reasonOf } from './server-error.ts'

/** How often and how fast a transaction is tried again that failed for a passing reason. */
export interface RetryOptions {
  /** Attempts in all. Default 10; 1 turns retries off. */
  readonly attempts?: number
  /** The first wait; each is twice the one before. Default 100. */
  readonly baseDelayMs?: number
  /** The longest wait. Default 5000. */
  readonly maxDelayMs?: number
}

export interface RetryRequest {
  readonly options: RetryOptions
  readonly signal: AbortSignal | null
  /** For the message when all attempts fail: `batch 7`. */
  readonly what: string
  /** Default: {@link isTransient}. */
  readonly mayRetry?: (thrown: unknown) => boolean
}

/** Runs `work` until it succeeds, fails for good, or the attempts are used up (SINK_UNAVAILABLE). Aborting ends a wait at once. */
export async function withRetries<T>(work: (attempt: number) => Promise<T>, request: RetryRequest): Promise<T> {
  const { options, signal, what, mayRetry = isTransient } = request
  const { attempts = 10, baseDelayMs = 100, maxDelayMs = 5000 } = options
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt)
    } catch (thrown) {
      // the connection was closed because of the signal: that is what happened
      signal?.throwIfAborted()
      if (!mayRetry(thrown)) throw thrown
      if (attempt >= attempts) {
        const reason = reasonOf(thrown)
        throw raise('SINK_UNAVAILABLE', { what, attempts, reason }, { cause: thrown, retriable: true })
      }
      const wait = Math.min(baseDelayMs * 2 ** (attempt - 1), maxDelayMs)
      // half of it at random, so that writers that failed together do not come back together
      const waiting = delay(wait * (0.5 + Math.random() / 2), undefined, signal === null ? {} : { signal })
      // an aborted wait rejects with an error of the timer's own
      await waiting.catch(() => signal?.throwIfAborted())
    }
  }
}
