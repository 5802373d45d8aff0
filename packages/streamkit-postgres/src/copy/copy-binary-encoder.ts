import type { ColumnBatch, ColumnVector } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import type { EncodeBlock, FieldEncoder } from './encode-block.ts'

/** Larger slices halve the speed of the socket, smaller ones cost calls. */
export const sliceBytes: number = 1 << 18
/** Rows that are encoded together: few enough to stay in the processor's cache. */
const blockRows = 512
const maxRowBytes = 0x3fff_ffff

/** `PGCOPY\n\xff\r\n\0`, flags, length of the header's extension. */
const header = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex')
const trailer = Buffer.from('ffff', 'hex')

/** A column of the COPY: where its values come from, and how they are written. */
export interface CopyColumn {
  /** Its place in the chunk. */
  readonly ordinal: number
  readonly encoder: FieldEncoder
}

export interface CopyBinaryEncoderOptions {
  readonly columns: readonly CopyColumn[]
  /** Whether the first field of each row is its number in the batch, an int4. */
  readonly withRowNumbers: boolean
  /** Gives a buffer of {@link sliceBytes}. Default: a new one. */
  readonly allocate?: () => Buffer
}

/** Turns chunks into the bytes of one `COPY ... (FORMAT binary)`, in slices of at most {@link sliceBytes}. */
export class CopyBinaryEncoder {
  readonly #columns: readonly CopyColumn[]
  readonly #withRowNumbers: boolean
  readonly #allocate: () => Buffer
  readonly #sizes = new Int32Array(blockRows)
  readonly #cursors = new Int32Array(blockRows)
  #block: EncodeBlock
  #at: number
  #rows = 0

  constructor({
    columns,
    withRowNumbers,
    allocate = () => Buffer.allocUnsafeSlow(sliceBytes),
  }: CopyBinaryEncoderOptions) {
    this.#columns = columns
    this.#withRowNumbers = withRowNumbers
    this.#allocate = allocate
    this.#block = this.#newBlock(allocate())
    header.copy(this.#block.bytes)
    this.#at = header.length
  }

  /** Rows so far. */
  get rows(): number {
    return this.#rows
  }

  /** Encodes a chunk; gives the slices that became full. They are not touched again. */
  *encode({ length, columns }: ColumnBatch): Generator<Buffer> {
    const vectors = this.#columns.map(({ ordinal }) => columns[ordinal] as ColumnVector)
    for (let from = 0; from < length; from += blockRows) {
      yield* this.#encodeRows(vectors, from, Math.min(from + blockRows, length))
    }
  }

  /** The last slices. */
  *finish(): Generator<Buffer> {
    if (this.#at + trailer.length > this.#block.bytes.length) yield this.#cut()
    trailer.copy(this.#block.bytes, this.#at)
    this.#at += trailer.length
    yield this.#block.bytes.subarray(0, this.#at)
  }

  *#encodeRows(vectors: readonly ColumnVector[], from: number, to: number): Generator<Buffer> {
    const total = this.#measure(vectors, from, to)
    if (this.#at + total > this.#block.bytes.length) {
      const isOneRow = to - from === 1
      if (!isOneRow && total > sliceBytes / 2) {
        // long rows: in halves, so that they fill the slices
        const middle = (from + to) >> 1
        yield* this.#encodeRows(vectors, from, middle)
        yield* this.#encodeRows(vectors, middle, to)
        return
      }
      if (this.#at > 0) yield this.#cut()
      if (total > this.#block.bytes.length) {
        yield* this.#encodeHugeRow(vectors, from, total)
        return
      }
    }
    this.#write(vectors, this.#block)
    this.#at += total
  }

  /** A row that is longer than a slice gets a buffer of its own; COPY data may be cut anywhere. */
  *#encodeHugeRow(vectors: readonly ColumnVector[], row: number, total: number): Generator<Buffer> {
    const block = this.#newBlock(Buffer.allocUnsafeSlow(total))
    block.from = row
    block.to = row + 1
    const slice = this.#block
    const at = this.#at
    this.#at = 0
    this.#write(vectors, block)
    for (let start = 0; start < total; start += sliceBytes) yield block.bytes.subarray(start, start + sliceBytes)
    this.#block = slice
    this.#at = at
  }

  #measure(vectors: readonly ColumnVector[], from: number, to: number): number {
    const { sizes } = this.#block
    this.#block.from = from
    this.#block.to = to
    sizes.fill(this.#withRowNumbers ? 10 : 2, 0, to - from)
    for (let c = 0; c < vectors.length; c++) {
      ;(this.#columns[c] as CopyColumn).encoder.measure(vectors[c] as ColumnVector, this.#block)
    }
    let total = 0
    for (let i = 0; i < to - from; i++) {
      const size = sizes[i] as number
      // an int32 that overflowed is negative
      if (size > maxRowBytes || size < 0) {
        const reason = 'the row has more than 1 GB, which PostgreSQL cannot take'
        throw raise('INVALID_VALUE', { column: '*', target: 'the table', reason })
      }
      total += size
    }
    return total
  }

  #write(vectors: readonly ColumnVector[], block: EncodeBlock): void {
    const { sizes, cursors, view, from, to } = block
    const fields = vectors.length + (this.#withRowNumbers ? 1 : 0)
    let at = this.#at
    for (let i = 0; i < to - from; i++) {
      view.setInt16(at, fields)
      cursors[i] = at + 2
      if (this.#withRowNumbers) {
        view.setInt32(at + 2, 4)
        view.setInt32(at + 6, this.#rows)
        cursors[i] = at + 10
      }
      at += sizes[i] as number
      this.#rows++
    }
    for (let c = 0; c < vectors.length; c++) {
      ;(this.#columns[c] as CopyColumn).encoder.write(vectors[c] as ColumnVector, block)
    }
  }

  /** The slice so far, and a new one to go on with. */
  #cut(): Buffer {
    const full = this.#block.bytes.subarray(0, this.#at)
    const next = this.#newBlock(this.#allocate())
    next.from = this.#block.from
    next.to = this.#block.to
    this.#block = next
    this.#at = 0
    return full
  }

  #newBlock(bytes: Buffer): EncodeBlock {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return { from: 0, to: 0, sizes: this.#sizes, cursors: this.#cursors, bytes, view }
  }
}
