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
  #exhausted = false
  /** The chunk that is being computed; stays if that fails, so that whoever asks hears of it, however often. */
  #ahead: Promise<IteratorResult<ColumnBatch>> | null = null
  /** Readers are served one after the other. */
  #served: Promise<unknown> = Promise.resolve()
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

  /** Whether the last chunk has been computed. */
  get isExhausted(): boolean {
    return this.#exhausted
  }

  /** Begins to compute the first chunk, before anybody asks for it. */
  prime(): void {
    void this.#chunkAhead()
  }

  /** For the sink. */
  read(): AsyncIterable<ColumnBatch> {
    if (this.#taken) {
      throw new ExecutionException('INTERNAL_ERROR', { message: 'a sink read the chunks of a batch a second time' })
    }
    this.#taken = true
    const next = () => this.#serve()
    return { [Symbol.asyncIterator]: () => ({ next, return: async () => ({ done: true, value: undefined }) }) }
  }

  /** Computes what is left. */
  async drain(): Promise<void> {
    while (!this.#done) await this.#serve()
  }

  /** Stops computing: after a failure. */
  async abandon(): Promise<void> {
    this.#done = true
    await this.#ahead?.catch(() => {})
    await this.#source.return?.().catch(() => {})
  }

  #serve(): Promise<IteratorResult<ColumnBatch>> {
    const result = this.#served.then(() => this.#next())
    this.#served = result.catch(() => {})
    return result
  }

  async #next(): Promise<IteratorResult<ColumnBatch>> {
    if (this.#done) return { done: true, value: undefined }
    const result = await this.#chunkAhead()
    this.#ahead = null
    if (result.done === true) this.#done = true
    else void this.#chunkAhead()
    return result
  }

  #chunkAhead(): Promise<IteratorResult<ColumnBatch>> {
    if (this.#ahead === null) {
      this.#ahead = this.#pull()
      // Nobody may have asked for it yet.
      this.#ahead.catch(() => {})
    }
    return this.#ahead
  }

  async #pull(): Promise<IteratorResult<ColumnBatch>> {
    for (;;) {
      const result = await this.#source.next()
      if (result.done === true) {
        this.#exhausted = true
        this.#onExhausted()
        return result
      }
      if (result.value.length === 0) continue
      this.#rows += result.value.length
      return result
    }
  }
}
