import { isUtf8 } from 'node:buffer'
import type { FileToRead } from '../contracts/file-format.ts'
import type { FileHandle } from '../contracts/file-system.ts'
import { ExecutionException } from '../errors/streamkit-error.ts'
import { type Charset, type TextPieces, textPieces } from './charset.ts'

/** Bytes of a file, as UTF-8: `bytes[start .. end)`, with one byte of room behind. The memory is never used again by the reader. */
export interface Piece {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  /** Nothing follows. */
  readonly isLast: boolean
}

export interface PieceOptions {
  readonly charset: Charset
  /** How much is read at a time. */
  readonly pieceBytes: number
  /** Put at the beginning of every buffer, where fields can refer to it. */
  readonly prefix: Uint8Array
}

const byteOrderMark = [0xef, 0xbb, 0xbf]

/**
 * Reads a file in pieces, each in memory of its own, and transcodes to UTF-8 what is not. While one piece is worked on, the next is being read.
 * No piece ends inside a character, and what is no valid UTF-8 has become U+FFFD.
 */
export class PieceReader {
  readonly #file: FileToRead
  readonly #handle: FileHandle
  readonly #options: PieceOptions
  readonly #text: TextPieces | null
  /** Room before the data for the rest of the piece before, so that it need not be moved twice. */
  readonly #headroom: number
  #position = 0
  #atStart = true
  #cut: Uint8Array = new Uint8Array(0)
  #ahead: Promise<Piece> | null = null

  constructor(file: FileToRead, handle: FileHandle, options: PieceOptions) {
    this.#file = file
    this.#handle = handle
    this.#options = options
    this.#text = options.charset === 'utf-8' ? null : textPieces(options.charset)
    this.#headroom = file.size <= options.pieceBytes ? 0 : Math.min(64 * 1024, options.pieceBytes)
  }

  /**
   * The next piece, with `rest` (what the caller could not use of the last one) in front. Pieces grow with the rest, so that a record of any
   * length is looked at a few times only.
   */
  async next(rest: Uint8Array): Promise<Piece> {
    let piece = await this.#take()
    const parts: Piece[] = [piece]
    let fresh = piece.end - piece.start
    while (!piece.isLast && fresh < rest.length) {
      piece = await this.#take()
      parts.push(piece)
      fresh += piece.end - piece.start
    }
    if (!piece.isLast) this.#lookAhead()
    const joined = parts.length === 1 ? putInFront(piece, rest, this.#options.prefix.length) : null
    return joined ?? concatenate(this.#options.prefix, rest, parts)
  }

  /** Waits for what is still being read: call before the handle is closed. */
  async settle(): Promise<void> {
    await this.#ahead?.catch(() => {})
  }

  #take(): Promise<Piece> {
    const piece = this.#ahead ?? this.#read()
    this.#ahead = null
    return piece
  }

  #lookAhead(): void {
    this.#ahead = this.#read()
    // a failure is thrown where the piece is awaited
    this.#ahead.catch(() => {})
  }

  async #read(): Promise<Piece> {
    const { prefix, pieceBytes } = this.#options
    const length = Math.min(pieceBytes, this.#file.size - this.#position)
    const start = prefix.length + this.#headroom
    const cut = this.#cut
    const bytes = new Uint8Array(start + cut.length + length + 1)
    bytes.set(prefix)
    bytes.set(cut, start)
    const filled = await this.#fill(bytes, start + cut.length, length)
    this.#position += filled
    const isLast = filled < length || this.#position >= this.#file.size
    const end = start + cut.length + filled
    return this.#text === null
      ? this.#checked({ bytes, start, end, isLast })
      : this.#encoded(this.#text.decode(bytes.subarray(start, end), isLast), isLast)
  }

  /** Gives how much there was: less only at the end of a file whose size nobody knows. */
  async #fill(bytes: Uint8Array, offset: number, length: number): Promise<number> {
    for (let done = 0; done < length; ) {
      const count = await this.#handle.read(bytes.subarray(offset + done, offset + length), this.#position + done)
      if (count === 0) {
        if (this.#file.size === Number.POSITIVE_INFINITY) return done
        throw new ExecutionException('FILE_CHANGED', {
          path: this.#file.path,
          logged: `${this.#file.size} bytes`,
          found: `${this.#position + done} bytes`,
        })
      }
      done += count
    }
    return length
  }

  /** Keeps back a character that is cut off at the end, and repairs what is no UTF-8. */
  #checked(piece: Piece): Piece {
    const { bytes, isLast } = piece
    const end = isLast ? piece.end : piece.end - cutLength(bytes, piece.start, piece.end)
    this.#cut = bytes.slice(end, piece.end)
    let { start } = piece
    if (this.#atStart && end > start) {
      if (byteOrderMark.every((byte, i) => bytes[start + i] === byte)) start += byteOrderMark.length
      this.#atStart = false
    }
    const data = bytes.subarray(start, end)
    if (isUtf8(data)) return { bytes, start, end, isLast }
    return this.#encoded(new TextDecoder('utf-8', { ignoreBOM: true }).decode(data), isLast)
  }

  #encoded(text: string, isLast: boolean): Piece {
    const { prefix } = this.#options
    const start = prefix.length + this.#headroom
    const end = start + Buffer.byteLength(text)
    const bytes = new Uint8Array(end + 1)
    bytes.set(prefix)
    new TextEncoder().encodeInto(text, bytes.subarray(start, end))
    return { bytes, start, end, isLast }
  }
}

/** Copies `rest` into the room before the data; null if there is too little. */
function putInFront(piece: Piece, rest: Uint8Array, reserved: number): Piece | null {
  const start = piece.start - rest.length
  if (start < reserved) return null
  piece.bytes.set(rest, start)
  return { ...piece, start }
}

function concatenate(prefix: Uint8Array, rest: Uint8Array, parts: readonly Piece[]): Piece {
  const start = prefix.length
  const end = parts.reduce((sum, part) => sum + part.end - part.start, start + rest.length)
  const bytes = new Uint8Array(end + 1)
  bytes.set(prefix)
  bytes.set(rest, start)
  let at = start + rest.length
  for (const part of parts) {
    bytes.set(part.bytes.subarray(part.start, part.end), at)
    at += part.end - part.start
  }
  return { bytes, start, end, isLast: (parts.at(-1) as Piece).isLast }
}

/** How many bytes at the end begin a character whose rest is missing. */
function cutLength(bytes: Uint8Array, start: number, end: number): number {
  for (let length = 1; length <= 3 && end - length >= start; length++) {
    const byte = bytes[end - length] as number
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return length < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? length : 0
  }
  return 0
}
