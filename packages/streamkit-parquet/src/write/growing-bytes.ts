/** Bytes that grow at their end. */
export class GrowingBytes {
  length = 0
  #bytes: Uint8Array = new Uint8Array(1024)

  push(byte: number): void {
    this.#ensure(1)
    this.#bytes[this.length++] = byte
  }

  append(bytes: Uint8Array): void {
    this.#ensure(bytes.length)
    this.#bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  text(text: string): void {
    // no text has more than three bytes for each of its units
    this.#ensure(text.length * 3)
    this.length += utf8.encodeInto(text, this.#bytes.subarray(this.length)).written
  }

  /** What has come so far, where it is: good until something more comes. */
  view(from = 0, to: number = this.length): Uint8Array {
    return this.#bytes.subarray(from, to)
  }

  clear(): void {
    this.length = 0
    this.#bytes = new Uint8Array(1024)
  }

  #ensure(more: number): void {
    const needed = this.length + more
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.length))
    this.#bytes = grown
  }
}

const utf8 = new TextEncoder()
