import type { ColumnBatch } from '../columnar/column-batch.ts'
import { ExecutionException } from '../errors/streamkit-error.ts'

/**
 * The rows of one batch on their way to the sink: read once, one chunk ahead of the sink, and to the end whatever the sink does.
 *
 * Computing a chunk applies the query's state, so it must happen exactly once: a second reader is an error, and what the sink leaves is read by {@link drain}.
 */
export class BatchChunks {
  readonly #source: AsyncIterator<ColumnBatch>
  readonly #onExhausted: () => void
  #taken = false
  #done = false
  #ahead: Promise<IteratorResult<ColumnBatch>> | null = null
  #rows = 0

  /** `onExhausted` is called once, when the last chunk has been computed. */
  constructor(source: AsyncIterable<ColumnBatch>, onExhausted: () => void) {
    this.#source = source[Symbol.asyncIterator]()
    this.#onExhausted = onExhausted
  }

  /** Rows that were computed so far. */
  get rows(): number {
    return this.#rows
  }

  /** For the sink. */
  read(): AsyncIterable<ColumnBatch> {
    if (this.#taken) {
      throw new ExecutionException('INTERNAL_ERROR', { message: 'a sink read the chunks of a batch a second time' })
    }
    this.#taken = true
    const next = () => this.#next()
    return { [Symbol.asyncIterator]: () => ({ next, return: async () => ({ done: true, value: undefined }) }) }
  }

  /** Computes what is left. */
  async drain(): Promise<void> {
    while (!this.#done) await this.#next()
  }

  /** Stops computing: after a failure. */
  async abandon(): Promise<void> {
    this.#done = true
    await this.#ahead?.catch(() => {})
    await this.#source.return?.().catch(() => {})
  }

  async #next(): Promise<IteratorResult<ColumnBatch>> {
    if (this.#done) return { done: true, value: undefined }
    const result = await (this.#ahead ?? this.#pull())
    this.#ahead = null
    if (result.done === true) {
      this.#done = true
      return result
    }
    this.#ahead = this.#pull()
    // The failure of a chunk that nobody has asked for yet is told to whoever asks next.
    this.#ahead.catch(() => {})
    return result
  }

  async #pull(): Promise<IteratorResult<ColumnBatch>> {
    for (;;) {
      const result = await this.#source.next()
      if (result.done === true) {
        this.#onExhausted()
        return result
      }
      if (result.value.length === 0) continue
      this.#rows += result.value.length
      return result
    }
  }
}
