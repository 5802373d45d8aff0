import type { GroupState, GroupStateTimeout } from '../../contracts/group-state.ts'
import { ExecutionException, IllegalArgumentException } from '../../errors/streamkit-error.ts'
import { durationMs, instantMs } from './duration-ms.ts'
import { keyText } from './group-key.ts'

/** What a call of the function with a group knows beside its state. */
export interface GroupStateTimes {
  readonly timeout: GroupStateTimeout
  readonly processingMs: number
  /** Null: the input has no watermark. -1 in a bounded frame. */
  readonly watermarkMs: number | null
}

/** The state of one group during one call: see {@link GroupState}. Remembers what the function did. */
export class GroupStateCell implements GroupState<object> {
  readonly hasTimedOut: boolean
  readonly #times: GroupStateTimes
  readonly #key: unknown
  #value: object | null
  #updated = false
  #removed = false
  #timeoutMs: number | null = null

  constructor(
    times: GroupStateTimes,
    {
      key,
      value,
      hasTimedOut,
    }: { readonly key: unknown; readonly value: object | null; readonly hasTimedOut: boolean },
  ) {
    this.#times = times
    this.#key = key
    this.#value = value
    this.hasTimedOut = hasTimedOut
  }

  get exists(): boolean {
    return this.#value !== null
  }
  get(): object {
    if (this.#value === null) throw new ExecutionException('GROUP_STATE_NOT_DEFINED', { key: keyText(this.#key) })
    return this.#value
  }
  getOption(): object | null {
    return this.#value
  }
  get isUpdated(): boolean {
    return this.#updated
  }
  get isRemoved(): boolean {
    return this.#removed
  }
  /** When the group times out, null for never. */
  get timeoutMs(): number | null {
    return this.#timeoutMs
  }

  update(state: object): void {
    this.#value = state
    this.#updated = true
    this.#removed = false
  }

  remove(): void {
    this.#value = null
    this.#updated = false
    this.#removed = true
  }

  setTimeoutDuration(duration: number | string): void {
    if (this.#times.timeout !== 'ProcessingTimeTimeout') {
      throw unsupported(
        'setTimeoutDuration',
        "the operator has no processing-time timeout, set timeout: 'ProcessingTimeTimeout'",
      )
    }
    const ms = durationMs(duration)
    if (!(ms > 0)) throw this.#invalid(`the duration ${duration} is not positive`)
    this.#timeoutMs = this.#times.processingMs + ms
  }

  setTimeoutTimestamp(timestamp: number | Date, additional: number | string = 0): void {
    const { timeout, watermarkMs } = this.#times
    if (timeout !== 'EventTimeTimeout') {
      throw unsupported(
        'setTimeoutTimestamp',
        "the operator has no event-time timeout, set timeout: 'EventTimeTimeout'",
      )
    }
    const ms = instantMs(timestamp) + durationMs(additional)
    if (!(ms > 0)) throw this.#invalid(`the timestamp ${timestamp} is not positive`)
    if (watermarkMs !== null && ms < watermarkMs) {
      throw this.#invalid(`the timestamp ${ms} is earlier than the current watermark ${watermarkMs}`)
    }
    this.#timeoutMs = ms
  }

  getCurrentWatermarkMs(): number {
    const { watermarkMs } = this.#times
    if (watermarkMs === null)
      throw unsupported('getCurrentWatermarkMs', 'the stream has no watermark, call withWatermark before')
    return watermarkMs
  }
  getCurrentProcessingTimeMs(): number {
    return this.#times.processingMs
  }

  #invalid(reason: string): IllegalArgumentException {
    return new IllegalArgumentException('INVALID_GROUP_STATE_TIMEOUT', { key: keyText(this.#key), reason })
  }
}

function unsupported(method: string, reason: string): ExecutionException {
  return new ExecutionException('UNSUPPORTED_GROUP_STATE_CALL', { method: `GroupState.${method}`, reason })
}
