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

/** Reads what a {@link KeyWriter} wrote, from the front. */
export class KeyReader {
  readonly #buffer: Buffer
  #at = 0

  constructor({ bytes, start, end }: ByteSlice) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#buffer.length - this.#at
  }

  /** The next value, of that type, as an encoder writes it: tag and value. */
  value(type: DataType): unknown {
    const tag = this.#buffer.readUInt8(this.#take(1))
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
        return this.#buffer.toString('utf8', start, start + length)
      }
      case 'tinyint':
      case 'smallint':
      case 'int':
      case 'date':
        return this.#buffer.readInt32LE(this.#take(4))
      case 'bigint': {
        const value = this.bigInt64()
        return type.as === 'bigint' ? value : Number(value)
      }
      case 'decimal': {
        const low = this.bigInt64()
        return isCompactDecimal(type) ? Number(low) : (this.bigInt64() << 64n) | BigInt.asUintN(64, low)
      }
      case 'float':
      case 'double':
      case 'timestamp':
      case 'timestamp_ntz':
        return this.#buffer.readDoubleLE(this.#take(8))
      case 'binary': {
        const length = this.count()
        const start = this.#take(length)
        return Uint8Array.from(this.#buffer.subarray(start, start + length))
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
    return this.#buffer.readBigInt64LE(this.#take(8))
  }

  tag(): number {
    return this.#buffer.readUInt8(this.#take(1))
  }
  int32(): number {
    return this.#buffer.readInt32LE(this.#take(4))
  }
  /** What {@link KeyWriter.wholeNumber} wrote. */
  wholeNumber(): number {
    const low = this.#buffer.readUInt32LE(this.#take(4))
    return this.#buffer.readInt32LE(this.#take(4)) * 0x1_0000_0000 + low
  }
  float64(): number {
    return this.#buffer.readDoubleLE(this.#take(8))
  }

  #uuid(): string {
    const start = this.#take(16)
    const hex = this.#buffer.toString('hex', start, start + 16)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }

  #utf16(): string {
    const units = this.count()
    const start = this.#take(units * 2)
    return this.#buffer.toString('utf16le', start, start + units * 2)
  }

  /** LEB128. */
  count(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.#buffer.readUInt8(this.#take(1))
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
