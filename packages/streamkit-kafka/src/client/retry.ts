import { setTimeout as delay } from 'node:timers/promises'
import type { ClientFailure } from './client-error.ts'

/** How long and how to try again. */
export interface RetryOptions {
  readonly signal: AbortSignal
  /** After so long without an answer the last failure is the answer, ms. */
  readonly timeoutMs: number
  readonly classify: (error: unknown) => ClientFailure
  /** Before another try: connect again, ask for leaders again. */
  readonly beforeRetry?: () => Promise<void>
}

const [firstWaitMs, longestWaitMs] = [20, 2_000]

/** Calls until it succeeds, fails for good, or the time is up. Waits twice as long each time, up to two seconds, with some chance in it. */
export async function withRetries<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  const deadline = performance.now() + options.timeoutMs
  for (let wait = firstWaitMs; ; wait = Math.min(wait * 2, longestWaitMs)) {
    options.signal.throwIfAborted()
    try {
      return await call()
    } catch (cause) {
      options.signal.throwIfAborted()
      const { retriable, error } = options.classify(cause)
      if (!retriable || performance.now() + wait > deadline) throw error
    }
    await delay(wait * (0.5 + Math.random() / 2), undefined, { signal: options.signal })
    await options.beforeRetry?.().catch(() => {})
  }
}
