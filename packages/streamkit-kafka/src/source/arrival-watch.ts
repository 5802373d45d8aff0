import type { Clock } from '@streamkit/core/connector'
import type { KafkaClient } from '../client/kafka-client.ts'
import type { KafkaOffsets } from '../offsets/kafka-offsets.ts'
import { isSameOffsets } from './offset-maths.ts'

/** Waits after a failure, and before the same ends are asked about again that were said to have records, ms. */
const [afterFailureMs, afterEchoMs] = [1_000, 10]

/**
 * Waits at the end of what has been read, with requests that the brokers answer when records arrive, and then wakes whoever listens. A hint, no more: how far a batch goes is asked for anew, and
 * when brokers do not answer, the query that asks them next tells why.
 */
export class ArrivalWatch {
  readonly #openClient: () => KafkaClient
  readonly #clock: Pick<Clock, 'sleep'>
  /** Where it waits; null: there is something to read, nobody needs to be told. */
  #ends: KafkaOffsets | null = null
  #moved = Promise.withResolvers<void>()
  #isWaiting = false

  /** `openClient`: for connections of its own, as what waits holds up all that is asked for behind it. */
  constructor(openClient: () => KafkaClient, clock: Pick<Clock, 'sleep'>) {
    this.#openClient = openClient
    this.#clock = clock
  }

  /** Whether an arrival would be told now. */
  get isWaiting(): boolean {
    return this.#isWaiting
  }

  /** Everything up to these ends is read; null: it is not. */
  readUpTo(ends: KafkaOffsets | null): void {
    this.#ends = ends
    this.#moved.resolve()
    this.#moved = Promise.withResolvers()
  }

  /** Calls `wake` for every arrival behind the ends that were told. Gives the way to end that. */
  listen(wake: () => void): () => void {
    const stopped = new AbortController()
    const client = this.#openClient()
    const running = this.#run(client, wake, stopped.signal).catch(() => {})
    return () => {
      stopped.abort()
      this.#moved.resolve()
      // Not waited for: a broker may take its time for the answer that is under way.
      running.then(() => client.close()).catch(() => {})
    }
  }

  async #run(client: KafkaClient, wake: () => void, signal: AbortSignal): Promise<void> {
    let echo: KafkaOffsets | null = null
    while (!signal.aborted) {
      const ends = this.#ends
      if (ends === null || ends.size === 0) {
        await this.#moved.promise
        continue
      }
      if (echo !== null && isSameOffsets(echo, ends)) await this.#clock.sleep(afterEchoMs, signal)
      echo = null
      this.#isWaiting = true
      const arrived = await client.waitForRecords(ends).catch(() => null)
      this.#isWaiting = false
      if (arrived === false || signal.aborted) continue
      if (this.#ends === ends) this.#ends = null
      echo = ends
      wake()
      if (arrived === null) await this.#clock.sleep(afterFailureMs, signal)
    }
  }
}
