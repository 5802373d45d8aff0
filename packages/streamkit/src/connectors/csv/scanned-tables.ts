import { invariant } from '../../errors/invariant.ts'
import { ExecutionException } from '../../errors/streamkit-error.ts'
import { type Piece, PieceReader } from '../../text-files/piece-reader.ts'
import { readFailure } from '../../text-files/read-failure.ts'
import { type Dialect, dialect, lineEndingOf } from './dialect.ts'
import type { HeaderRecord } from './header.ts'
import { QuotedValue } from './quoted-value.ts'
import { RecordScanner, type ScanLayout, type ScanWindow } from './record-scanner.ts'
import { RecordTable } from './record-table.ts'
import type { TableOfRecords, TableSource } from './table-source.ts'
import { unescapeFields } from './unescape-fields.ts'

const nothing = new Uint8Array(0)

/** Finds the records of a file with the byte scanner. */
export async function* scannedTables(source: TableSource): AsyncGenerator<TableOfRecords> {
  const { options, file, tuning } = source
  const pieces = new PieceReader(file, source.handle, {
    charset: options.charset,
    pieceBytes: tuning.pieceBytes,
    prefix: source.prefix,
  })
  try {
    let piece = await pieces.next(nothing)
    if (options.multiLine && options.lineSep === null) {
      // how lines end is told by the first one
      while (!piece.isLast && !hasLineEnd(piece)) {
        piece = await pieces.next(checkedRest(source, piece, { at: piece.start, line: 1 }))
      }
    }
    const spoken = dialect(options, lineEndingOf(piece.bytes.subarray(piece.start, piece.end)))
    invariant(spoken !== null, 'the byte scanner got options that it does not take')
    const scan = new FileScan(source, spoken)
    const window: ScanWindow = { at: piece.start, end: piece.end, isLast: piece.isLast, line: 1 }
    for (;;) {
      piece.bytes[piece.end] = spoken.newline.sentinel
      for (let found = scan.next(piece.bytes, window); found !== null; found = scan.next(piece.bytes, window))
        yield found
      if (piece.isLast) return
      piece = await pieces.next(checkedRest(source, piece, window))
      Object.assign(window, { at: piece.start, end: piece.end, isLast: piece.isLast })
    }
  } finally {
    await pieces.settle()
  }
}

function hasLineEnd(piece: Piece): boolean {
  // the byte behind a carriage return counts too
  const { bytes, start, end } = piece
  for (let i = start; i < end - 1; i++) if (bytes[i] === 10 || bytes[i] === 13) return true
  return false
}

/** What is left of a piece: the beginning of a record. */
function checkedRest(source: TableSource, piece: Piece, window: { at: number; line: number }): Uint8Array {
  const rest = piece.bytes.subarray(window.at, piece.end)
  if (rest.length > source.options.maxRecordBytes) throw tooLarge(source, window.line)
  return rest
}

function tooLarge({ file, options }: TableSource, line: number): ExecutionException {
  return readFailure(
    file.path,
    new ExecutionException('RECORD_TOO_LARGE', {
      path: file.path,
      line,
      limit: options.maxRecordBytes,
      hint: options.multiLine ? 'a quote may never be closed' : 'line ends may be missing, see `lineSep`',
    }),
  )
}

/** The scan of one file: sizes tables, takes the header, watches limits. */
class FileScan {
  readonly #source: TableSource
  readonly #dialect: Dialect
  readonly #scanner: RecordScanner
  readonly #unescape: QuotedValue
  #needsHeader: boolean
  /** Bytes of a record, as learnt so far. */
  #recordBytes: number

  constructor(source: TableSource, spoken: Dialect) {
    this.#source = source
    this.#dialect = spoken
    this.#scanner = new RecordScanner(spoken, source.layout)
    this.#unescape = new QuotedValue(spoken)
    this.#needsHeader = source.options.header
    this.#recordBytes = 2 * source.layout.slots.length + 1
  }

  /** The next run of records of the piece; null when the rest of the piece has to be read on. */
  next(bytes: Uint8Array, window: ScanWindow): TableOfRecords | null {
    if (this.#needsHeader) {
      const header = firstRecord(this.#dialect, this.#source.layout.slots.length, { bytes, window })
      if (header === null) return null
      this.#needsHeader = false
      this.#source.onHeader(header)
    }
    if (window.at >= window.end) return null
    const table = new RecordTable(bytes, slotCount(this.#source.layout), this.#capacity(window))
    this.#scanner.scan(window, table)
    this.#checkFault(table)
    if (table.rows === 0) return null
    const last = table.rows - 1
    this.#recordBytes = ((table.recordEnds[last] as number) - (table.recordStarts[0] as number) + 1) / table.rows
    this.#checkSizes(table, window)
    return { table, text: unescapeFields(table, this.#unescape) }
  }

  /** Room for what is probably left: too little makes another table, too much wastes memory. */
  #capacity(window: ScanWindow): number {
    const expected = Math.ceil(((window.end - window.at) / this.#recordBytes) * 1.2) + 8
    return Math.min(this.#source.tuning.chunkRows, expected)
  }

  #checkFault(table: RecordTable): void {
    const { fault } = this.#scanner
    if (fault === null) return
    const { path } = this.#source.file
    const line = table.lines[table.rows - 1] as number
    if (fault.kind === 'tooManyColumns') {
      const limit = this.#source.options.maxColumns
      throw readFailure(path, new ExecutionException('TOO_MANY_COLUMNS', { path, line, count: fault.count, limit }))
    }
    const reason = 'a quoted value holds a quote that is not escaped (unescapedQuoteHandling is RAISE_ERROR)'
    throw readFailure(path, new ExecutionException('MALFORMED_CSV_RECORD', { path, line, reason }))
  }

  /** Whether a record is too large does not depend on how the file was cut. */
  #checkSizes(table: RecordTable, window: ScanWindow): void {
    const { maxRecordBytes } = this.#source.options
    if (window.end < maxRecordBytes) return
    for (let row = 0; row < table.rows; row++) {
      if ((table.recordEnds[row] as number) - (table.recordStarts[row] as number) > maxRecordBytes) {
        throw tooLarge(this.#source, table.lines[row] as number)
      }
    }
  }
}

function slotCount(layout: ScanLayout): number {
  let count = 0
  for (const slot of layout.slots) if (slot >= count) count = slot + 1
  return count
}

/** Reads one record as names and moves the window behind it; null if its end is not there yet, or there is none. */
export function firstRecord(
  spoken: Dialect,
  width: number,
  from: { bytes: Uint8Array; window: ScanWindow },
): HeaderRecord | null {
  const slots = Int32Array.from({ length: width }, (_, i) => i)
  const scanner = new RecordScanner(spoken, { slots, maxColumns: Number.MAX_SAFE_INTEGER })
  const table = new RecordTable(from.bytes, width, 1)
  scanner.scan(from.window, table)
  if (table.rows === 0) return null
  unescapeFields(table, new QuotedValue(spoken))
  const count = table.miscounted[1] ?? width
  const decoder = new TextDecoder()
  const names = Array.from({ length: Math.min(count, width) }, (_, i) => {
    const start = table.starts[i] as number
    const end = table.ends[i] as number
    return end > start ? decoder.decode(from.bytes.subarray(start, end)) : null
  })
  return { names, count }
}
