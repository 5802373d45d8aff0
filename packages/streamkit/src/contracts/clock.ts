/** Time, injected: the only way to it, so that a simulation can own it. */
export interface Clock {
  /** Milliseconds since 1970, wall clock: may jump. */
  now(): number
  /** Milliseconds of a clock that never goes back: for durations and triggers. */
  monotonic(): number
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Randomness, injected with the clock. */
export interface Entropy {
  /** A random UUID (version 4). */
  uuid(): string
}
