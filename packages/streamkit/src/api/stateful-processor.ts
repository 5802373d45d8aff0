import type {
  ExpiredTimerInfo,
  StatefulProcessorHandle,
  StatefulProcessorLike,
  TimeMode,
  TimerValues,
} from '../contracts/stateful-processor.ts'

/**
 * Logic with state of its own for each key: declares state variables in {@link init}, and is called with the rows of a key and with its timers. `K` is the key, `I` the rows, `O` what it gives, `S` the rows of
 * the initial state. All calls are synchronous. A processor belongs to one run of one query: give `transformWithState` a function that makes one where a frame is run more than once.
 *
 * @example
 * class Counter extends StatefulProcessor<string, Event, { user: string; n: number }> {
 *   #count!: ValueState<{ n: number }>
 *   override init(handle: StatefulProcessorHandle) {
 *     this.#count = handle.getValueState('count', 'n INT NOT NULL')
 *   }
 *   override *handleInputRows(user: string, rows: Iterable<Event>) {
 *     let n = this.#count.get()?.n ?? 0
 *     for (const _ of rows) n++
 *     this.#count.update({ n })
 *     yield { user, n }
 *   }
 * }
 */
export abstract class StatefulProcessor<K, I, O, S = never> implements StatefulProcessorLike {
  /** Declares the state variables: called once, before any input is read. */
  abstract init(handle: StatefulProcessorHandle, timeMode: TimeMode): void
  /** The rows of a key in a batch, in the order of the input. What it gives goes out. */
  abstract handleInputRows(key: K, rows: Iterable<I>, timerValues: TimerValues): Iterable<O>
  /** A timer of a key is past. Default: gives nothing. */
  handleExpiredTimer(_key: K, _timerValues: TimerValues, _expiredTimerInfo: ExpiredTimerInfo): Iterable<O> {
    return []
  }
  /** A row of the initial state, in the first batch before any input. Default: forgets it. */
  handleInitialState(_key: K, _row: S, _timerValues: TimerValues): void {}
  /** The query has ended. Default: nothing. */
  close(): void {}
}
