import { ExitCode } from './exit-code.ts'

export type StopSignal = 'SIGINT' | 'SIGTERM'

/** The part of `process` that is needed. */
export interface SignalSource {
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown
  off(signal: StopSignal, listener: (signal: StopSignal) => void): unknown
}

export interface StopSignalsOptions {
  readonly source: SignalSource
  /** Called once, when the first signal arrives. */
  readonly onFirst: (signal: StopSignal) => void
  /** Ends the process at once. */
  readonly exit: (code: ExitCode) => void
  /** How long a graceful stop may take before it is forced, in milliseconds; 0 = as long as it needs. */
  readonly graceMs?: number
}

export interface StopSignals extends Disposable {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal
}

/**
 * Stops in two stages. The first SIGINT or SIGTERM asks: finish the batch, commit, then end with 0. The second, or
 * the end of the grace period, does not ask: the process ends at once with 130 or 143.
 */
export function stopSignals(options: StopSignalsOptions): StopSignals {
  const { source, onFirst, exit, graceMs = 0 } = options
  const stop = new AbortController()
  let force: NodeJS.Timeout | undefined
  const onSignal = (name: StopSignal): void => {
    const forced = name === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated
    if (stop.signal.aborted) {
      exit(forced)
      return
    }
    onFirst(name)
    stop.abort()
    if (graceMs > 0) force = setTimeout(() => exit(forced), graceMs).unref()
  }
  source.on('SIGINT', onSignal)
  source.on('SIGTERM', onSignal)
  return {
    signal: stop.signal,
    [Symbol.dispose](): void {
      clearTimeout(force)
      source.off('SIGINT', onSignal)
      source.off('SIGTERM', onSignal)
    },
  }
}
