import type { Charset } from './charset.ts'
import { type TextEncoding, textEncoding } from './encode-text.ts'

/** How much is gathered before it is handed on. */
const flushBytes = 256 * 1024
/** Shorter texts are copied character by character: that beats the call into the engine. */
const shortText = 24

interface WritableBuffer {
  utf8Write(text: string, offset: number): number
}

/** Gathers the text of a file in one large buffer, as UTF-8; `take` gives it out in the character set of the file. */
export class TextOutput {
  bytes: Uint8Array = new Uint8Array(flushBytes + 64 * 1024)
  /** Where the next byte goes. */
  length = 0
  #writable: WritableBuffer = writableOf(this.bytes)
  readonly #encoding: TextEncoding | null

  constructor(charset: Charset = 'utf-8') {
    this.#encoding = textEncoding(charset)
  }

  /** Whether there is enough to hand on. */
  get isFull(): boolean {
    return this.length >= flushBytes
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.#grow(1)
    this.bytes[this.length++] = value
  }

  /** Bytes `[start, end)` of UTF-8. */
  copy(from: Uint8Array, start: number, end: number): void {
    const count = end - start
    if (this.length + count > this.bytes.length) this.#grow(count)
    if (count > shortText) this.bytes.set(from.subarray(start, end), this.length)
    else for (let i = 0; i < count; i++) this.bytes[this.length + i] = from[start + i] as number
    this.length += count
  }

  text(value: string): void {
    const most = value.length * 3
    if (this.length + most > this.bytes.length) this.#grow(most)
    if (value.length <= shortText && this.#ascii(value)) return
    this.length += this.#writable.utf8Write(value, this.length)
  }

  /** The text since a position, taken out again. */
  cutFrom(position: number): string {
    const { bytes } = this
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + position, this.length - position).toString('utf8')
    this.length = position
    return text
  }

  /** What was gathered, in memory of its own; begins anew. */
  take(): Uint8Array {
    const { length } = this
    this.length = 0
    if (this.#encoding !== null) return this.#encoding(this.bytes.subarray(0, length))
    return this.bytes.slice(0, length)
  }

  #ascii(value: string): boolean {
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code > 0x7f) return false
      this.bytes[this.length + i] = code
    }
    this.length += value.length
    return true
  }

  #grow(count: number): void {
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
    this.#writable = writableOf(grown)
  }
}

function writableOf(bytes: Uint8Array): WritableBuffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) as unknown as WritableBuffer
}
