import type { WatermarkOperator } from '../physical/physical-plan.ts'
import type { WatermarkPolicy } from './stream-conf.ts'

/** The watermark that the next batch would have, and the operators that do not hold it back because they are idle, by their numbers in plan order. */
export interface WatermarkPlan {
  readonly watermarkMs: number
  readonly idle: readonly number[]
}

/** What the log keeps of idle operators. */
export interface IdleRecord {
  /** By operator: the clock of the last batch in which it had a row, of the first batch if it had none; null before. */
  readonly lastRowMs: readonly (number | null)[]
  /** The operators that were idle. */
  readonly idle: readonly number[]
}

/** What one watermark operator has seen in this run. */
export interface WatermarkState {
  readonly operator: WatermarkOperator
  /** Its newest event time less the delay, ms since 1970; null before the first row. */
  readonly watermarkMs: number | null
  readonly isIdle: boolean
}

/**
 * The watermark of a query, milliseconds since 1970: the least (or greatest) over its watermark operators of the newest event time less the delay. It starts at 0, moves
 * at the end of a batch, counts from the next one on, and never goes back. An operator that has seen no row counts as 0.
 *
 * An operator with a time-out that has had no row for so long is idle: the least is taken over the others. When all are idle, nobody waits for anybody, and the greatest counts. Who is idle is decided when a batch is planned and
 * written down with it, so that the batch is the same when it runs again.
 */
export class WatermarkTracker {
  readonly #policy: WatermarkPolicy
  readonly #operators: readonly WatermarkOperator[]
  /** By operator; empty before the first batch of this run. */
  #watermarks: readonly number[] = []
  readonly #hasRows: boolean[]
  #lastRowMs: readonly (number | null)[]
  #idle: readonly number[] = []
  #currentMs = 0

  constructor(operators: readonly WatermarkOperator[], policy: WatermarkPolicy) {
    this.#operators = operators
    this.#policy = policy
    this.#hasRows = operators.map(() => false)
    this.#lastRowMs = operators.map(() => null)
  }

  get currentMs(): number {
    return this.#currentMs
  }
  get operators(): readonly WatermarkState[] {
    return this.#operators.map((operator, i) => ({
      operator,
      watermarkMs: this.#hasRows[i] === true ? (this.#watermarks[i] as number) : null,
      isIdle: this.#idle.includes(i),
    }))
  }
  /** For the log; null if no operator can be idle. */
  get record(): IdleRecord | null {
    return this.#mayBeIdle ? { lastRowMs: this.#lastRowMs, idle: this.#idle } : null
  }

  /** Takes the watermark over from the log of an earlier run. That of each operator is lost with the run, as in Spark. */
  restore(watermarkMs: number): void {
    this.#currentMs = Math.max(this.#currentMs, watermarkMs)
  }

  /** Takes over who was idle. A record of another number of operators is of another query. */
  restoreIdle({ lastRowMs, idle }: IdleRecord): void {
    if (lastRowMs.length !== this.#operators.length) return
    this.#lastRowMs = lastRowMs
    this.#idle = idle.filter((i) => this.#timeoutMs(i) !== null)
  }

  /** An operator had rows in a batch of an earlier run. */
  restoreRows(operator: number, batchTimestampMs: number): void {
    this.#idle = this.#idle.filter((i) => i !== operator)
    this.#lastRowMs = this.#lastRowMs.map((ms, i) => (i === operator ? batchTimestampMs : ms))
  }

  /** What holds for a batch that is planned now; `hasNewData` tells of an operator whether the batch has input for it. Changes nothing: see {@link take}. */
  plan(nowMs: number, hasNewData: (operator: number) => boolean): WatermarkPlan {
    if (!this.#mayBeIdle) return { watermarkMs: this.#currentMs, idle: [] }
    const idle = this.#operators.flatMap((_, i) => {
      const [timeoutMs, since] = [this.#timeoutMs(i), this.#lastRowMs[i] ?? null]
      const isIdle = timeoutMs !== null && since !== null && nowMs - since >= timeoutMs
      return isIdle && !hasNewData(i) ? [i] : []
    })
    return { idle, watermarkMs: Math.max(this.#currentMs, this.#chosen(idle)) }
  }

  /** The batch is to run as planned. */
  take({ watermarkMs, idle }: WatermarkPlan, nowMs: number): void {
    this.restore(watermarkMs)
    this.#idle = idle
    // The time of an operator that has never had a row runs from the first batch.
    if (this.#mayBeIdle) this.#lastRowMs = this.#lastRowMs.map((ms) => ms ?? nowMs)
  }

  /** Takes in what the operators saw in the batch that has just ended. */
  update(batchTimestampMs: number): void {
    if (this.#operators.length === 0) return
    this.#watermarks = this.#operators.map(({ eventTime, delayMs }, i) => {
      const seen = eventTime === null ? 0 : eventTime.maxMs - delayMs
      const before = this.#watermarks[i]
      return before === undefined ? seen : Math.max(before, seen)
    })
    for (const [i, { eventTime }] of this.#operators.entries()) {
      if (eventTime === null) continue
      this.#hasRows[i] = true
      this.restoreRows(i, batchTimestampMs)
    }
    this.restore(this.#chosen(this.#idle))
  }

  get #mayBeIdle(): boolean {
    return this.#operators.some(({ idleTimeoutMs }) => idleTimeoutMs !== null)
  }
  #timeoutMs(operator: number): number | null {
    return (this.#operators[operator] as WatermarkOperator).idleTimeoutMs
  }

  #chosen(idle: readonly number[]): number {
    const all = this.#watermarks
    if (all.length === 0) return this.#currentMs
    const active = all.filter((_, i) => !idle.includes(i))
    return this.#policy === 'max' || active.length === 0 ? Math.max(...all) : Math.min(...active)
  }
}
