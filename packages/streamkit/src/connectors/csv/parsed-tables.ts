import { ExecutionException, messageOf } from '../../errors/streamkit-error.ts'
import { type Piece, PieceReader } from '../../text-files/piece-reader.ts'
import { readFailure } from '../../text-files/read-failure.ts'
import { type FileText, type ParsedRecord, parseLine, parseText } from './csv-parse-records.ts'
import { isSeparator, lineEndingOf } from './dialect.ts'
import { packedTable } from './packed-table.ts'
import type { TableOfRecords, TableSource } from './table-source.ts'
import { type Line, TextLines } from './text-lines.ts'

/** Rows of a chunk, and the bytes at which a chunk ends sooner. */
const chunkBytes = 1024 * 1024

/** Finds the records of a file with csv-parse: slowly, but with any text as quote, escape, comment and line separator. */
export async function* parsedTables(source: TableSource): AsyncGenerator<TableOfRecords> {
  const { options, tuning } = source
  let needsHeader = options.header
  let waiting: ParsedRecord[] = []
  let bytes = 0
  for await (const record of options.multiLine ? textRecords(source) : lineRecords(source)) {
    if (needsHeader) {
      needsHeader = false
      const names = record.values.map(({ text }) => (text === '' ? null : text))
      source.onHeader({ names: names.slice(0, source.layout.slots.length), count: names.length })
      continue
    }
    checkColumns(source, record)
    waiting.push(record)
    bytes += record.raw.length
    if (waiting.length < tuning.chunkRows && bytes < chunkBytes) continue
    yield packedTable(source, waiting)
    waiting = []
    bytes = 0
  }
  if (waiting.length > 0) yield packedTable(source, waiting)
}

function checkColumns({ file, layout }: TableSource, { values, line }: ParsedRecord): void {
  if (values.length <= layout.maxColumns) return
  const { path } = file
  const limit = layout.maxColumns
  throw readFailure(path, new ExecutionException('TOO_MANY_COLUMNS', { path, line, count: values.length, limit }))
}

async function* lineRecords(source: TableSource): AsyncGenerator<ParsedRecord> {
  const { options } = source
  for await (const { text, line } of lines(source)) {
    // Java's notion of a blank line: nothing above the space
    if (/^[\0-\x20]*$/.test(text) || (options.comment !== '' && text.startsWith(options.comment))) continue
    yield { values: parseLine(text, options), raw: text, line }
  }
}

async function* lines(source: TableSource): AsyncGenerator<Line> {
  const splitter = new TextLines(source.options.lineSep)
  for await (const piece of texts(source)) {
    yield* splitter.push(piece)
    if (splitter.waiting > source.options.maxRecordBytes) throw tooLarge(source)
  }
  yield* splitter.end()
}

function tooLarge({ file, options }: TableSource): ExecutionException {
  const { path } = file
  const hint = 'line ends may be missing, see `lineSep`'
  return readFailure(
    path,
    new ExecutionException('RECORD_TOO_LARGE', { path, line: 'unknown', limit: options.maxRecordBytes, hint }),
  )
}

async function* textRecords(source: TableSource): AsyncGenerator<ParsedRecord> {
  try {
    yield* parseText(await withEnding(texts(source)), source.options)
  } catch (error) {
    if (!isFromParser(error)) throw error
    const { path } = source.file
    throw readFailure(
      path,
      new ExecutionException(
        'MALFORMED_CSV_RECORD',
        { path, line: 'unknown', reason: messageOf(error) },
        { cause: error },
      ),
    )
  }
}

/** Reads on until the first line end shows how lines end. */
async function withEnding(pieces: AsyncGenerator<string>): Promise<FileText> {
  let seen = ''
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
    seen += next.value
    if (/[\r\n]/.test(seen)) break
  }
  async function* all(): AsyncGenerator<string> {
    yield seen
    yield* pieces
  }
  return { pieces: all(), ending: lineEndingOf(new TextEncoder().encode(seen)) }
}

function isFromParser(error: unknown): boolean {
  return typeof (error as { code?: unknown }).code === 'string' && (error as { code: string }).code.startsWith('CSV_')
}

/** The file as text. No piece ends in the middle of an escape sequence or of a line end. */
async function* texts(source: TableSource): AsyncGenerator<string> {
  const pieces = new PieceReader(source.file, source.handle, {
    charset: source.options.charset,
    pieceBytes: source.tuning.pieceBytes,
    prefix: new Uint8Array(0),
  })
  const guarded = new TextEncoder().encode(source.options.escape)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let rest: Uint8Array = new Uint8Array(0)
  try {
    for (;;) {
      const piece: Piece = await pieces.next(rest)
      const end = piece.isLast ? piece.end : safeEnd(piece, guarded)
      if (end > piece.start) yield decoder.decode(piece.bytes.subarray(piece.start, end))
      if (piece.isLast) return
      rest = piece.bytes.subarray(end, piece.end)
    }
  } finally {
    await pieces.settle()
  }
}

/** Before a run of escapes or a carriage return at the end. */
function safeEnd({ bytes, start, end }: Piece, escaper: Uint8Array): number {
  let at = end
  if (at > start && bytes[at - 1] === 13) at--
  const length = escaper.length
  while (length > 0 && at - length >= start && isSeparator(bytes, at - length, escaper)) at -= length
  return at
}
