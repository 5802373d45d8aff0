import {
  type ColumnBatch,
  type ColumnBuilder,
  columnBatch,
  columnBuilder,
  defaultChunkRows,
  type StructType,
} from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { type FieldBytes, type FieldDecoder, fieldDecoder } from './field-decoder.ts'

/** Signature, flags, and the length of an extension that is always 0. */
const headerBytes = 19

/** Turns the bytes of one `COPY ... TO STDOUT (FORMAT binary)` into chunks. */
export class CopyBinaryDecoder {
  readonly #schema: StructType
  readonly #decoders: readonly FieldDecoder[]
  #builders: ColumnBuilder[]
  /** What is left of the bytes before: an incomplete row. */
  #rest: Buffer = Buffer.alloc(0)
  #rows = 0
  #sawHeader = false

  constructor(schema: StructType) {
    this.#schema = schema
    this.#decoders = schema.fields.map(({ name, dataType }) => fieldDecoder(dataType, name))
    this.#builders = this.#newBuilders()
  }

  /** Takes bytes as they come; gives the chunks that became full. */
  *decode(bytes: Buffer): Generator<ColumnBatch> {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    const source: FieldBytes = { bytes: all, view: new DataView(all.buffer, all.byteOffset, all.byteLength) }
    let at = 0
    if (!this.#sawHeader) {
      if (all.length < headerBytes) {
        this.#rest = all
        return
      }
      this.#sawHeader = true
      at = headerBytes
    }
    for (;;) {
      const end = this.#endOfRow(source, at)
      if (end < 0) break
      this.#decodeRow(source, at + 2)
      at = end
      if (this.#rows === defaultChunkRows) yield this.#cut()
    }
    // a copy: the driver may use its buffer again
    this.#rest = Buffer.from(all.subarray(at))
  }

  /** The last chunk. */
  *finish(): Generator<ColumnBatch> {
    if (this.#rows > 0) yield this.#cut()
  }

  /** Where the row at `at` ends, -1 if it is not complete, or there is none: the trailer has -1 fields. */
  #endOfRow({ bytes, view }: FieldBytes, at: number): number {
    if (at + 2 > bytes.length) return -1
    const fields = view.getInt16(at)
    if (fields < 0) return -1
    let end = at + 2
    for (let f = 0; f < fields; f++) {
      if (end + 4 > bytes.length) return -1
      end += 4 + Math.max(view.getInt32(end), 0)
    }
    return end <= bytes.length ? end : -1
  }

  #decodeRow(source: FieldBytes, start: number): void {
    let at = start
    for (let c = 0; c < this.#decoders.length; c++) {
      const length = source.view.getInt32(at)
      at += 4
      if (length < 0 && this.#schema.fields[c]?.nullable === false) throw this.#unexpectedNull(c)
      const value = length < 0 ? null : (this.#decoders[c] as FieldDecoder)(source, at, length)
      ;(this.#builders[c] as ColumnBuilder).append(value)
      at += Math.max(length, 0)
    }
    this.#rows++
  }

  #unexpectedNull(column: number): Error {
    const field = this.#schema.fields[column]
    return raise('UNSUPPORTED_READ', {
      column: field?.name ?? '',
      type: `${field?.dataType.kind} NOT NULL`,
      reason: 'it holds null',
      hint: 'Leave NOT NULL out of the schema.',
    })
  }

  #cut(): ColumnBatch {
    const batch = columnBatch(
      this.#rows,
      this.#builders.map((builder) => builder.finish()),
    )
    this.#builders = this.#newBuilders()
    this.#rows = 0
    return batch
  }

  #newBuilders(): ColumnBuilder[] {
    return this.#schema.fields.map(({ dataType }) => columnBuilder(dataType, 1024))
  }
}
