import { defer, EMPTY, filter, from, type Observable, of, repeat } from 'rxjs'
import type { Clock } from '../contracts/clock.ts'

/** When a query looks for data. */
export type TriggerSpec =
  /** As soon as the batch before is done and there is data. */
  | { readonly kind: 'default' }
  /** Every `intervalMs`, aligned to the clock; a tick that was missed because a batch took longer runs at once. */
  | { readonly kind: 'processingTime'; readonly intervalMs: number }
  /** One batch of everything there is, then the end. */
  | { readonly kind: 'once' }
  /** Batches within the rate limits until what was there at the start is done, then the end. */
  | { readonly kind: 'availableNow' }

export interface TriggerOutcome {
  /** Whether a batch was run. */
  readonly ran: boolean
}

export interface TriggerEnvironment {
  readonly clock: Clock
  /** How long the default trigger waits before it looks by itself. */
  readonly pollingDelayMs: () => number
  /** Ends waits when the query stops. */
  readonly signal: AbortSignal
  /** Resolves when a source hints at data, or when the signal is aborted. */
  readonly wake: () => Promise<void>
}

/** Runs `runTrigger` as the trigger says, never twice at once, until the trigger is done or the signal is aborted. */
export function executeTriggers(
  trigger: TriggerSpec,
  environment: TriggerEnvironment,
  runTrigger: () => Promise<TriggerOutcome>,
): Observable<TriggerOutcome> {
  const { clock, signal } = environment
  let last: TriggerOutcome = { ran: false }
  let deadline = 0
  const next = (): Observable<unknown> => {
    if (signal.aborted) return EMPTY
    switch (trigger.kind) {
      case 'once':
        return EMPTY
      case 'availableNow':
        return last.ran ? of(true) : EMPTY
      case 'default':
        return last.ran
          ? of(true)
          : waited(Promise.race([quietSleep(clock, environment.pollingDelayMs(), signal), environment.wake()]), signal)
      case 'processingTime': {
        const remaining = deadline - clock.monotonic()
        return remaining <= 0 ? of(true) : waited(quietSleep(clock, Math.ceil(remaining), signal), signal)
      }
    }
  }
  return defer(async () => {
    if (trigger.kind === 'processingTime') deadline = clock.monotonic() + untilTick(clock.now(), trigger.intervalMs)
    last = await runTrigger()
    return last
  }).pipe(repeat({ delay: next }))
}

/** Ticks lie at multiples of the interval on the wall clock; how long until the next one is measured on the clock that does not jump. */
function untilTick(nowMs: number, intervalMs: number): number {
  if (intervalMs <= 0) return 0
  const into = ((nowMs % intervalMs) + intervalMs) % intervalMs
  return intervalMs - into
}

/** Emits once when the wait is over, or completes without a value if the query stops meanwhile. */
function waited(wait: Promise<void>, signal: AbortSignal): Observable<unknown> {
  return from(wait).pipe(filter(() => !signal.aborted))
}

async function quietSleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(ms, signal).catch(() => {})
}
