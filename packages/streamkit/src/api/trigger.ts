import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import { durationMs } from './duration.ts'

/**
 * When a query looks for new data. Without a trigger: as soon as the batch before is done and there is data.
 *
 * `processingTime`: at this interval (text, or milliseconds); a tick that was missed runs at once. `once`: one batch of everything there is. `availableNow`: batches
 * within the rate limits until everything that was there at the start is done. The last two then end the query.
 */
export type Trigger =
  | { readonly processingTime: string | number }
  | { readonly once: true }
  | { readonly availableNow: true }

/** A trigger as the engine takes it. */
export type TriggerPlan =
  | { readonly kind: 'default' }
  | { readonly kind: 'processingTime'; readonly intervalMs: number }
  | { readonly kind: 'once' }
  | { readonly kind: 'availableNow' }

/** Reads a trigger. Throws INVALID_TRIGGER, CANNOT_PARSE_INTERVAL, NEGATIVE_INTERVAL. */
export function triggerPlan(trigger: Trigger): TriggerPlan {
  const given: Partial<Record<string, unknown>> = { ...trigger }
  const [kind, ...others] = Object.keys(given).filter((key) => given[key] !== undefined)
  if (others.length === 0 && kind === 'processingTime') {
    return { kind, intervalMs: durationMs(given[kind] as string | number) }
  }
  if (others.length === 0 && (kind === 'once' || kind === 'availableNow') && given[kind] === true) return { kind }
  throw new IllegalArgumentException('INVALID_TRIGGER', { trigger: JSON.stringify(trigger) ?? String(trigger) })
}
