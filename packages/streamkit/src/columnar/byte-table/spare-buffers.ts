/**
 * Buffers that are not needed any more, kept for the next ones of their size: what comes and goes all the time must not be garbage, because the collector is called by the bytes
 * that were allocated. Their content is whatever it was.
 */
export class SpareBuffers {
  readonly #mostBytes: number
  readonly #bySize = new Map<number, Uint8Array[]>()
  #bytes = 0

  /** Keeps no more than that. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  take(size: number): Uint8Array {
    const spare = this.#bySize.get(size)?.pop()
    if (spare === undefined) return new Uint8Array(size)
    this.#bytes -= size
    return spare
  }

  /** Nobody may use the buffer after. */
  give(buffer: Uint8Array): void {
    const size = buffer.length
    if (size === 0 || this.#bytes + size > this.#mostBytes) return
    const spares = this.#bySize.get(size)
    if (spares === undefined) this.#bySize.set(size, [buffer])
    else spares.push(buffer)
    this.#bytes += size
  }
}
