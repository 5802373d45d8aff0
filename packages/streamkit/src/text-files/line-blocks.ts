import type { FileToRead } from '../contracts/file-format.ts'
import type { FileHandle } from '../contracts/file-system.ts'
import { ExecutionException } from '../errors/streamkit-error.ts'
import type { Charset } from './charset.ts'
import { PieceReader } from './piece-reader.ts'
import { readFailure } from './read-failure.ts'

/** How the lines of a file are found. */
export interface LineOptions {
  readonly charset: Charset
  /** Null: `\n`, `\r\n` and `\r`. */
  readonly lineSep: string | null
  readonly maxRecordBytes: number
  /** Bytes that are read at a time. Default 1 MiB. */
  readonly pieceBytes?: number
}

/** Some lines of a file, without their ends. */
export interface LineBlock {
  readonly texts: readonly string[]
  /** The number of the first one, from 1. */
  readonly firstLine: number
}

const defaultPieceBytes = 1024 * 1024
const noBytes = new Uint8Array(0)
const lineEnd = /\r\n|\n|\r/

/** The lines of a file, a block for each piece that is read. A line end at the end of the file begins no line. */
export async function* lineBlocks(
  file: FileToRead,
  handle: FileHandle,
  options: LineOptions,
): AsyncGenerator<LineBlock, void, undefined> {
  const { lineSep } = options
  let firstLine = 1
  let rest = ''
  for await (const { text, isLast } of textPiecesOf(file, handle, options)) {
    const waiting = rest + text
    // a carriage return at the end may be half of a line end
    const held = lineSep === null && !isLast && waiting.endsWith('\r') ? '\r' : ''
    const texts = cut(held === '' ? waiting : waiting.slice(0, -1), lineSep)
    rest = `${texts.pop() as string}${held}`
    if (isLast && rest !== '') texts.push(rest)
    if (!isLast && rest.length > options.maxRecordBytes) throw tooLarge(file.path, firstLine + texts.length, options)
    if (texts.length > 0) yield { texts, firstLine }
    firstLine += texts.length
  }
}

/** The whole text of a file. */
export async function wholeText(file: FileToRead, handle: FileHandle, charset: Charset): Promise<string> {
  const options = { charset, lineSep: null, maxRecordBytes: Number.POSITIVE_INFINITY }
  let text = ''
  for await (const piece of textPiecesOf(file, handle, options)) text += piece.text
  return text
}

function cut(text: string, lineSep: string | null): string[] {
  if (lineSep !== null) return text.split(lineSep)
  return text.includes('\r') ? text.split(lineEnd) : text.split('\n')
}

interface TextPiece {
  readonly text: string
  readonly isLast: boolean
}

async function* textPiecesOf(
  file: FileToRead,
  handle: FileHandle,
  { charset, pieceBytes = defaultPieceBytes }: LineOptions,
): AsyncGenerator<TextPiece, void, undefined> {
  const pieces = new PieceReader(file, handle, { charset, pieceBytes, prefix: noBytes })
  try {
    for (;;) {
      const { bytes, start, end, isLast } = await pieces.next(noBytes)
      const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8')
      yield { text, isLast }
      if (isLast) return
    }
  } finally {
    await pieces.settle()
  }
}

function tooLarge(path: string, line: number, { maxRecordBytes }: LineOptions): ExecutionException {
  const hint = 'line ends may be missing, see `lineSep`'
  return readFailure(path, new ExecutionException('RECORD_TOO_LARGE', { path, line, limit: maxRecordBytes, hint }))
}
