import type { ColumnBatch } from '../columnar/column-batch.ts'

/**
 * Lets the chunks of a batch, which the engine computes once, be read any number of times, also side by side: what has come is kept. With `keep` false it
 * can be read once and nothing is kept.
 */
export class SharedChunks {
  readonly #source: AsyncIterator<ColumnBatch>
  readonly #keep: boolean
  readonly #kept: ColumnBatch[] = []
  #done = false
  #pulling: Promise<void> | null = null

  constructor(source: AsyncIterable<ColumnBatch>, keep: boolean) {
    this.#source = source[Symbol.asyncIterator]()
    this.#keep = keep
  }

  async *read(): AsyncGenerator<ColumnBatch> {
    if (!this.#keep) {
      for (;;) {
        const next = await this.#source.next()
        if (next.done === true) return
        yield next.value
      }
    }
    for (let i = 0; ; i++) {
      while (i >= this.#kept.length && !this.#done) await this.#pullOnce()
      if (i >= this.#kept.length) return
      yield this.#kept[i] as ColumnBatch
    }
  }

  #pullOnce(): Promise<void> {
    this.#pulling ??= this.#source.next().then((next) => {
      if (next.done === true) this.#done = true
      else this.#kept.push(next.value)
    })
    return this.#pulling.finally(() => {
      this.#pulling = null
    })
  }
}
