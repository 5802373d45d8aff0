/** Reads the primitive types of Kafka's protocol from bytes, one after the other. */
export class WireReader {
  readonly bytes: Buffer
  position: number

  constructor(bytes: Buffer, position = 0) {
    this.bytes = bytes
    this.position = position
  }

  int8(): number {
    return this.bytes.readInt8(this.position++)
  }
  int16(): number {
    this.position += 2
    return this.bytes.readInt16BE(this.position - 2)
  }
  int32(): number {
    this.position += 4
    return this.bytes.readInt32BE(this.position - 4)
  }
  /** Exact up to 2^53: offsets and times are. */
  int64(): number {
    this.position += 8
    return this.bytes.readInt32BE(this.position - 8) * 0x1_0000_0000 + this.bytes.readUInt32BE(this.position - 4)
  }
  bigint(): bigint {
    this.position += 8
    return this.bytes.readBigInt64BE(this.position - 8)
  }
  string(): string {
    const length = this.int16()
    return this.bytes.toString('utf8', this.position, this.#advance(length))
  }
  /** A varint without sign. */
  unsignedVarint(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.bytes.readUInt8(this.position++)
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 0x80
    }
  }
  /** A zigzag varint; exact up to 2^52. */
  varint(): number {
    const raw = this.unsignedVarint()
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
  }
  /** Bytes behind their length as a varint; null for a negative one. No copy. */
  varintBytes(): Uint8Array | null {
    const length = this.varint()
    if (length < 0) return null
    const start = this.#advance(length) - length
    return new Uint8Array(this.bytes.buffer, this.bytes.byteOffset + start, length)
  }
  varintString(): string {
    const length = this.varint()
    return this.bytes.toString('utf8', this.position, this.#advance(length))
  }
  /** A string of the flexible versions of the protocol; null for none. */
  compactString(): string | null {
    const length = this.unsignedVarint() - 1
    return length < 0 ? null : this.bytes.toString('utf8', this.position, this.#advance(length))
  }
  uuid(): string {
    return this.bytes.toString('base64url', this.position, this.#advance(16))
  }
  skip(bytes: number): void {
    this.position += bytes
  }
  /** Fields that this version does not know. */
  skipTaggedFields(): void {
    for (let left = this.unsignedVarint(); left > 0; left--) {
      this.unsignedVarint()
      this.skip(this.unsignedVarint())
    }
  }

  #advance(length: number): number {
    this.position += length
    return this.position
  }
}
