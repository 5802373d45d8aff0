/**
 * The encoded bytes of one batch. The rows of a batch can be read only once, so what has been encoded is kept, up to a limit, for another attempt of the
 * transaction; beyond the limit the batch goes on, but cannot be repeated.
 */
export class ReplayBuffer {
  readonly #source: AsyncIterator<Uint8Array>
  readonly #limitBytes: number
  #kept: Uint8Array[] | null = []
  #keptBytes = 0
  #isDone = false
  /** A slice that was asked for by an attempt that has failed since. */
  #pending: Promise<void> | null = null
  #sourceError: { readonly thrown: unknown } | null = null

  constructor(source: AsyncIterable<Uint8Array>, limitBytes: number) {
    this.#source = source[Symbol.asyncIterator]()
    this.#limitBytes = limitBytes
  }

  /** Whether all bytes so far are still here. */
  get canReplay(): boolean {
    return this.#kept !== null
  }

  /** Whether this error came from reading the rows, and not from the database. */
  isSourceError(thrown: unknown): boolean {
    return this.#sourceError !== null && this.#sourceError.thrown === thrown
  }

  /** The bytes from the beginning: first those that are kept, then new ones. One at a time. */
  async *slices(): AsyncGenerator<Uint8Array> {
    for (let i = 0; ; i++) {
      const slice = this.#kept?.[i]
      if (slice !== undefined) {
        yield slice
        continue
      }
      const fresh = await this.#pull()
      if (fresh === null) {
        const late = this.#kept?.[i]
        if (late === undefined) return
        yield late
        continue
      }
      yield fresh
    }
  }

  /** The next slice of the source; null at the end, or if one has come that an earlier attempt had asked for. */
  async #pull(): Promise<Uint8Array | null> {
    if (this.#pending !== null) {
      await this.#pending
      this.#throwSourceError()
      return null
    }
    this.#throwSourceError()
    if (this.#isDone) return null
    let pulled: Uint8Array | null = null
    this.#pending = this.#source.next().then(
      (result) => {
        this.#pending = null
        if (result.done === true) this.#isDone = true
        else {
          pulled = result.value
          this.#keep(result.value)
        }
      },
      (thrown: unknown) => {
        this.#pending = null
        this.#isDone = true
        this.#sourceError = { thrown }
      },
    )
    await this.#pending
    this.#throwSourceError()
    return pulled
  }

  #throwSourceError(): void {
    if (this.#sourceError !== null) throw this.#sourceError.thrown
  }

  #keep(slice: Uint8Array): void {
    if (this.#kept === null) return
    this.#keptBytes += slice.length
    if (this.#keptBytes > this.#limitBytes) this.#kept = null
    else this.#kept.push(slice)
  }

  /** The buffers behind the bytes, for the next batch; only when nobody sends them any more. */
  reusable(sizeBytes: number): Buffer[] {
    const whole = (this.#kept ?? []).filter((slice) => slice.buffer.byteLength === sizeBytes)
    return whole.map((slice) => Buffer.from(slice.buffer))
  }

  /** Ends the reading of the rows and forgets the bytes. A read that is under way is not waited for: it may be what hangs. */
  async close(): Promise<void> {
    this.#kept = null
    const isReading = this.#pending !== null
    const ended = Promise.resolve(this.#source.return?.()).catch(() => undefined)
    if (!isReading) await ended
  }
}
