/** Writes the primitive types of Kafka's protocol. */
export class WireWriter {
  readonly #parts: Buffer[] = []

  get buffer(): Buffer {
    return Buffer.concat(this.#parts)
  }

  int8(value: number): this {
    return this.#number(1, (bytes) => bytes.writeInt8(value))
  }
  int16(value: number): this {
    return this.#number(2, (bytes) => bytes.writeInt16BE(value))
  }
  int32(value: number): this {
    return this.#number(4, (bytes) => bytes.writeInt32BE(value))
  }
  int64(value: number): this {
    return this.#number(8, (bytes) => bytes.writeBigInt64BE(BigInt(value)))
  }
  string(text: string): this {
    const bytes = Buffer.from(text)
    this.int16(bytes.length)
    this.#parts.push(bytes)
    return this
  }
  array<T>(items: readonly T[], write: (item: T) => void): this {
    this.int32(items.length)
    for (const item of items) write(item)
    return this
  }
  unsignedVarint(value: number): this {
    const bytes: number[] = []
    let left = value
    for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) | 0x80)
    bytes.push(left)
    this.#parts.push(Buffer.from(bytes))
    return this
  }
  /** A string of the flexible versions of the protocol. */
  compactString(text: string): this {
    const bytes = Buffer.from(text)
    this.unsignedVarint(bytes.length + 1)
    this.#parts.push(bytes)
    return this
  }
  bytes(bytes: Uint8Array): this {
    this.#parts.push(Buffer.from(bytes))
    return this
  }

  #number(size: number, write: (bytes: Buffer) => void): this {
    const bytes = Buffer.allocUnsafe(size)
    write(bytes)
    this.#parts.push(bytes)
    return this
  }
}
