import { AnalysisException } from '../errors/streamkit-error.ts'
import type { UntypedRow } from '../types/row-type.ts'

/**
 * Takes the metrics of a bounded frame: `df.observe(observation, ...)`, then an action, then {@link get}. For one frame; of the actions on it, the first one counts.
 *
 * @example
 * const seen = new Observation<{ rows: number }>('seen')
 * await df.observe(seen, ($) => ({ rows: count($.id) })).collect()
 * console.log((await seen.get()).rows)
 */
export class Observation<Metrics = UntypedRow> {
  /** The name of the metrics. */
  readonly name: string
  readonly #metrics: PromiseWithResolvers<Metrics> = Promise.withResolvers()
  #isUsed = false

  static #made = 0

  /** Without a name it gets one that no other in this process has. */
  constructor(name: string = `observation ${++Observation.#made}`) {
    this.name = name
  }

  /** The metrics, once the first action on the frame has ended. */
  get(): Promise<Metrics> {
    return this.#metrics.promise
  }

  /** What takes the metrics of the frame: for `observe`. Throws UNSUPPORTED_FEATURE if the observation has a frame already. */
  attach(): (metrics: Readonly<Record<string, unknown>>) => void {
    if (this.#isUsed) {
      throw new AnalysisException('UNSUPPORTED_FEATURE', {
        feature: `The observation ${this.name} of a second DataFrame`,
        hint: 'Make an Observation for each observe.',
      })
    }
    this.#isUsed = true
    return (metrics) => this.#metrics.resolve(metrics as Metrics)
  }
}
