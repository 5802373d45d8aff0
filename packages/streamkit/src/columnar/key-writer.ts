import type { ByteSlice } from './byte-slice.ts'

/** What the first byte of an encoded value says. Booleans and nulls are nothing but their tag. */
export const keyTag = { null: 0, value: 1, uuid: 2, utf16: 3, false: 4, true: 5 } as const

/** Where in the text of a UUID the 16 pairs of digits stand. */
const pairs = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34)
const uuidLength = 36
const dash = 0x2d

/** Values of `0-9a-f`, -1 for everything else: an upper-case UUID is another text. */
const digits = new Int8Array(256).fill(-1)
for (let i = 0; i < 16; i++) digits['0123456789abcdef'.charCodeAt(i)] = i

const canonicalNaN = 0x7ff80000
const single = new Float64Array(1)

/** A growing buffer with the forms that {@link KeyEncoder} is made of. Little-endian. One is used for all keys. */
export class KeyWriter {
  #bytes = new Uint8Array(256)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  reset(): void {
    this.#length = 0
  }

  /** Bytes that were written since {@link reset}. */
  get length(): number {
    return this.#length
  }

  /** Copies what was written from `start` on to the beginning of `to`. */
  copy(start: number, to: Uint8Array): void {
    for (let i = start, at = 0; i < this.#length; i++, at++) to[at] = this.#bytes[i] as number
  }

  /** Points `into` at what was written since {@link reset}: valid until the next one. */
  finish(into: ByteSlice): void {
    into.bytes = this.#bytes
    into.start = 0
    into.end = this.#length
  }

  tag(tag: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = tag
  }

  int32(value: number): void {
    this.#reserve(4)
    this.#view.setInt32(this.#length, value, true)
    this.#length += 4
  }
  int32At(values: Int32Array, row: number): void {
    this.int32(values[row] as number)
  }

  /** A whole number, exact in a double, in the form of a 64-bit integer. */
  wholeNumber(value: number): void {
    single[0] = value
    this.wholeNumberAt(single, 0)
  }
  wholeNumberAt(values: Float64Array, row: number): void {
    const value = values[row] as number
    const high = Math.floor(value / 0x1_0000_0000)
    this.#reserve(8)
    this.#view.setUint32(this.#length, value - high * 0x1_0000_0000, true)
    this.#view.setInt32(this.#length + 4, high, true)
    this.#length += 8
  }

  int64Words(low: number, high: number): void {
    this.#reserve(8)
    this.#view.setUint32(this.#length, low, true)
    this.#view.setInt32(this.#length + 4, high, true)
    this.#length += 8
  }

  bigInt64(value: bigint): void {
    this.#reserve(8)
    this.#view.setBigInt64(this.#length, value, true)
    this.#length += 8
  }

  /** Two's complement, 128 bits: every decimal of 38 digits. */
  bigInt128(value: bigint): void {
    this.bigInt64(BigInt.asIntN(64, value))
    this.bigInt64(value >> 64n)
  }

  /** One NaN, and one zero: adding 0 turns -0 into 0. */
  float64(value: number): void {
    single[0] = value
    this.float64At(single, 0)
  }
  float64At(values: Float64Array, row: number): void {
    const value = values[row] as number
    this.#reserve(8)
    if (Number.isNaN(value)) {
      this.#view.setUint32(this.#length, 0, true)
      this.#view.setUint32(this.#length + 4, canonicalNaN, true)
    } else this.#view.setFloat64(this.#length, value + 0, true)
    this.#length += 8
  }

  /** Bit for bit but for NaN: what state keeps of a value, where {@link float64} makes one zero of two. */
  exactFloat64(value: number): void {
    this.#reserve(8)
    this.#view.setFloat64(this.#length, value, true)
    this.#length += 8
  }
  exactFloat64At(values: Float64Array, row: number): void {
    this.#reserve(8)
    this.#view.setFloat64(this.#length, values[row] as number, true)
    this.#length += 8
  }

  /** LEB128. */
  count(value: number): void {
    this.#reserve(5)
    let left = value
    while (left >= 0x80) {
      this.#bytes[this.#length++] = (left & 0x7f) | 0x80
      left >>>= 7
    }
    this.#bytes[this.#length++] = left
  }

  raw(from: Uint8Array, start: number, end: number): void {
    const length = end - start
    this.#reserve(length)
    const to = this.#bytes
    if (length > 48) to.set(from.subarray(start, end), this.#length)
    else for (let i = start, at = this.#length; i < end; i++, at++) to[at] = from[i] as number
    this.#length += length
  }

  /** Text that is UTF-8 already. */
  utf8(from: Uint8Array, start: number, end: number): void {
    if (end - start === uuidLength && this.#uuidOfBytes(from, start)) return
    this.tag(keyTag.value)
    this.count(end - start)
    this.raw(from, start, end)
  }

  /** The same bytes as {@link utf8} for the same text. A text that no UTF-8 can hold (half a surrogate pair) keeps its UTF-16. */
  text(value: string): void {
    if (value.length === uuidLength && this.#uuidOfText(value)) return
    const length = utf8Length(value)
    if (length < 0) {
      this.tag(keyTag.utf16)
      this.count(value.length)
      this.#reserve(value.length * 2)
      for (let i = 0; i < value.length; i++, this.#length += 2)
        this.#view.setUint16(this.#length, value.charCodeAt(i), true)
      return
    }
    this.tag(keyTag.value)
    this.count(length)
    this.#reserve(length)
    if (length === value.length) {
      for (let i = 0, at = this.#length; i < length; i++, at++) this.#bytes[at] = value.charCodeAt(i)
      this.#length += length
    } else this.#encodeUtf8(value)
  }

  #encodeUtf8(value: string): void {
    const bytes = this.#bytes
    let at = this.#length
    for (let i = 0; i < value.length; i++) {
      let code = value.charCodeAt(i)
      if (code < 0x80) {
        bytes[at++] = code
        continue
      }
      if (code < 0x800) bytes[at++] = 0xc0 | (code >> 6)
      else {
        if ((code & 0xfc00) === 0xd800) {
          code = 0x10000 + ((code & 0x3ff) << 10) + (value.charCodeAt(++i) & 0x3ff)
          bytes[at++] = 0xf0 | (code >> 18)
          bytes[at++] = 0x80 | ((code >> 12) & 0x3f)
        } else bytes[at++] = 0xe0 | (code >> 12)
        bytes[at++] = 0x80 | ((code >> 6) & 0x3f)
      }
      bytes[at++] = 0x80 | (code & 0x3f)
    }
    this.#length = at
  }

  #uuidOfBytes(from: Uint8Array, start: number): boolean {
    if (from[start + 8] !== dash || from[start + 13] !== dash) return false
    if (from[start + 18] !== dash || from[start + 23] !== dash) return false
    this.#reserve(17)
    const bytes = this.#bytes
    const at = this.#length
    let all = 0
    for (let i = 0; i < 16; i++) {
      const pair = start + (pairs[i] as number)
      const byte = ((digits[from[pair] as number] as number) << 4) | (digits[from[pair + 1] as number] as number)
      all |= byte
      bytes[at + 1 + i] = byte
    }
    return this.#acceptUuid(all)
  }

  #uuidOfText(value: string): boolean {
    if (value.charCodeAt(8) !== dash || value.charCodeAt(13) !== dash) return false
    if (value.charCodeAt(18) !== dash || value.charCodeAt(23) !== dash) return false
    this.#reserve(17)
    const at = this.#length
    let all = 0
    for (let i = 0; i < 16; i++) {
      const pair = pairs[i] as number
      const [high, low] = [value.charCodeAt(pair), value.charCodeAt(pair + 1)]
      if ((high | low) > 0xff) return false
      const byte = ((digits[high] as number) << 4) | (digits[low] as number)
      all |= byte
      this.#bytes[at + 1 + i] = byte
    }
    return this.#acceptUuid(all)
  }

  /** `all` is negative if any character was no digit: then what was written is written over. */
  #acceptUuid(all: number): boolean {
    if (all < 0) return false
    this.#bytes[this.#length] = keyTag.uuid
    this.#length += 17
    return true
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }
}

/** Bytes of a text in UTF-8, -1 if it has half a surrogate pair. */
function utf8Length(value: string): number {
  let length = value.length
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code < 0x80) continue
    if (code < 0x800) length += 1
    else if ((code & 0xf800) !== 0xd800) length += 2
    else {
      if (code >= 0xdc00 || (value.charCodeAt(i + 1) & 0xfc00) !== 0xdc00) return -1
      length += 2
      i++
    }
  }
  return length
}
