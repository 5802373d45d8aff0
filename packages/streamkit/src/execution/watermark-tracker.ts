import type { WatermarkOperator } from '../physical/physical-plan.ts'
import type { WatermarkPolicy } from './stream-conf.ts'

/**
 * The watermark of a query, milliseconds since 1970: the least (or greatest) over its watermark operators of the newest event time less the delay. It starts at 0, moves
 * at the end of a batch, counts from the next one on, and never goes back. An operator that has seen no row counts as 0.
 */
export class WatermarkTracker {
  readonly #policy: WatermarkPolicy
  readonly #operators: readonly WatermarkOperator[]
  readonly #perOperator = new Map<WatermarkOperator, number>()
  #currentMs = 0

  constructor(operators: readonly WatermarkOperator[], policy: WatermarkPolicy) {
    this.#operators = operators
    this.#policy = policy
  }

  get currentMs(): number {
    return this.#currentMs
  }

  /** Takes the watermark over from the log of an earlier run. */
  restore(watermarkMs: number): void {
    this.#currentMs = Math.max(this.#currentMs, watermarkMs)
  }

  /** Takes in what the operators saw in the batch that has just ended. */
  update(): void {
    if (this.#operators.length === 0) return
    for (const operator of this.#operators) {
      const before = this.#perOperator.get(operator) ?? 0
      const seen = operator.eventTime === null ? 0 : operator.eventTime.maxMs - operator.delayMs
      this.#perOperator.set(operator, this.#perOperator.has(operator) ? Math.max(before, seen) : seen)
    }
    const all = [...this.#perOperator.values()]
    const chosen = this.#policy === 'min' ? Math.min(...all) : Math.max(...all)
    if (chosen > this.#currentMs) this.#currentMs = chosen
  }
}
