import type { ColumnBatch } from '../columnar/column-batch.ts'

/** How many chunks the fastest reader may be ahead of the slowest. */
const window = 4

/**
 * The chunks of a batch for several readers at once, each chunk computed once: memory holds those between the slowest reader and the fastest, at most a few; the fastest waits. A reader
 * that wants no more has to leave, or the others wait for it.
 */
export class SharedReading {
  readonly #source: AsyncIterator<ColumnBatch>
  /** What each reader has read, Infinity if it has left. */
  readonly #positions: number[]
  readonly #chunks: ColumnBatch[] = []
  /** Number of the first chunk that is held. */
  #first = 0
  #ended = false
  #pulling: Promise<void> | null = null
  #waiting: (() => void)[] = []

  constructor(source: AsyncIterable<ColumnBatch>, readers: number) {
    this.#source = source[Symbol.asyncIterator]()
    this.#positions = Array.from({ length: readers }, () => 0)
  }

  async *read(reader: number): AsyncGenerator<ColumnBatch, void, undefined> {
    for (;;) {
      const position = this.#positions[reader] as number
      const chunk = this.#chunks[position - this.#first]
      if (chunk !== undefined) {
        this.#advance(reader, position + 1)
        yield chunk
      } else if (this.#ended || position === Number.POSITIVE_INFINITY) return
      else if (this.#chunks.length < window) await this.#pull()
      else await new Promise<void>((resolve) => void this.#waiting.push(resolve))
    }
  }

  /** The reader reads no more. */
  leave(reader: number): void {
    this.#advance(reader, Number.POSITIVE_INFINITY)
  }

  #advance(reader: number, position: number): void {
    this.#positions[reader] = position
    const slowest = Math.min(...this.#positions)
    while (this.#chunks.length > 0 && this.#first < slowest) {
      this.#chunks.shift()
      this.#first++
    }
    for (const wake of this.#waiting.splice(0)) wake()
  }

  #pull(): Promise<void> {
    this.#pulling ??= this.#source
      .next()
      .then((next) => {
        if (next.done === true) this.#ended = true
        else this.#chunks.push(next.value)
      })
      .finally(() => {
        this.#pulling = null
      })
    return this.#pulling
  }
}
