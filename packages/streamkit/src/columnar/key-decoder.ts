import { invariant, unreachable } from '../errors/invariant.ts'
import type { DataType } from '../types/data-type.ts'
import { isCompactDecimal } from '../types/data-type.ts'
import type { ByteSlice } from './byte-slice.ts'
import { keyTag } from './key-writer.ts'

/** The internal values of a key that {@link KeyEncoder} made of columns of these types. For reading state, not for loops. */
export function decodeKey(types: readonly DataType[], key: ByteSlice): readonly unknown[] {
  const reader = new KeyReader(key)
  const values = types.map((type) => reader.value(type))
  invariant(reader.left === 0, `a key has ${reader.left} bytes more than its types`)
  return values
}

/** Eight bytes that are read as a double: a view of every slice would be an object for every value. */
const double = new Float64Array(1)
const doubleBytes = new Uint8Array(double.buffer)

/** Reads what a {@link KeyWriter} wrote, from the front. One may be used for many slices. */
export class KeyReader {
  #bytes: Uint8Array
  #at: number
  #end: number

  constructor({ bytes, start, end }: ByteSlice) {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
  }

  /** Goes on with another slice. */
  over({ bytes, start, end }: ByteSlice): this {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
    return this
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#end - this.#at
  }

  /** The next value, of that type, as an encoder writes it: tag and value. */
  value(type: DataType): unknown {
    const tag = this.tag()
    switch (tag) {
      case keyTag.null:
        return null
      case keyTag.false:
        return false
      case keyTag.true:
        return true
      case keyTag.uuid:
        return this.#uuid()
      case keyTag.utf16:
        return this.#utf16()
      default:
        invariant(tag === keyTag.value, `a key has the unknown tag ${tag}`)
        return this.#plain(type)
    }
  }

  #plain(type: DataType): unknown {
    switch (type.kind) {
      case 'string': {
        const length = this.count()
        const start = this.#take(length)
        return this.#text('utf8', start, start + length)
      }
      case 'tinyint':
      case 'smallint':
      case 'int':
      case 'date':
        return this.int32()
      case 'bigint':
        return type.as === 'bigint' ? this.bigInt64() : this.wholeNumber()
      case 'decimal': {
        if (isCompactDecimal(type)) return this.wholeNumber()
        const low = this.bigInt64()
        return (this.bigInt64() << 64n) | BigInt.asUintN(64, low)
      }
      case 'float':
      case 'double':
      case 'timestamp':
      case 'timestamp_ntz':
        return this.float64()
      case 'binary': {
        const length = this.count()
        const start = this.#take(length)
        return new Uint8Array(this.#bytes.subarray(start, start + length))
      }
      case 'array':
        return Array.from({ length: this.count() }, () => this.value(type.element))
      case 'struct':
        return type.fields.map((field) => this.value(field.dataType))
      case 'map': {
        const entries = this.count()
        const map = new Map<unknown, unknown>()
        for (let i = 0; i < entries; i++) map.set(this.value(type.key), this.value(type.value))
        return map
      }
      case 'boolean':
      case 'void':
        return unreachable(type as never, 'decodeKey')
      default:
        return unreachable(type, 'decodeKey')
    }
  }

  bigInt64(): bigint {
    const low = this.#uint32()
    return (BigInt(this.int32()) << 32n) | BigInt(low)
  }

  tag(): number {
    return this.#bytes[this.#take(1)] as number
  }
  int32(): number {
    const at = this.#take(4)
    const bytes = this.#bytes
    return (
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    )
  }
  /** What {@link KeyWriter.wholeNumber} wrote. */
  wholeNumber(): number {
    const low = this.#uint32()
    return this.int32() * 0x1_0000_0000 + low
  }
  float64(): number {
    const at = this.#take(8)
    const bytes = this.#bytes
    for (let i = 0; i < 8; i++) doubleBytes[i] = bytes[at + i] as number
    return double[0] as number
  }

  #uint32(): number {
    return this.int32() >>> 0
  }

  #text(encoding: 'utf8' | 'hex' | 'utf16le', start: number, end: number): string {
    const { buffer, byteOffset } = this.#bytes
    return Buffer.from(buffer, byteOffset + start, end - start).toString(encoding)
  }

  #uuid(): string {
    const start = this.#take(16)
    const hex = this.#text('hex', start, start + 16)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }

  #utf16(): string {
    const units = this.count()
    const start = this.#take(units * 2)
    return this.#text('utf16le', start, start + units * 2)
  }

  /** LEB128. */
  count(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.tag()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }

  #take(length: number): number {
    invariant(length <= this.left, 'a key is shorter than its types')
    const at = this.#at
    this.#at += length
    return at
  }
}
