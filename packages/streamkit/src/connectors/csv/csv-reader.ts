import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { FileFormatContext, FileReader, FileReadRequest, FileToRead } from '../../contracts/file-format.ts'
import type { FileHandle } from '../../contracts/file-system.ts'
import { ExecutionException, IllegalArgumentException } from '../../errors/streamkit-error.ts'
import { readFailure } from '../../text-files/read-failure.ts'
import { ChunkDecoder } from './chunk-decoder.ts'
import { type CsvColumns, csvColumns } from './csv-columns.ts'
import { type CsvOptions, csvOptions } from './csv-options.ts'
import type { CsvTuning } from './csv-tuning.ts'
import { type NullText, nullTextOf } from './decode/find-nulls.ts'
import { dialect } from './dialect.ts'
import { type HeaderRecord, headerDifference } from './header.ts'
import { parsedTables } from './parsed-tables.ts'
import { type ReadLayout, readLayout } from './read-layout.ts'
import { scannedTables } from './scanned-tables.ts'
import type { TableOfRecords, TableSource } from './table-source.ts'

/** Reads CSV files of one query: options and schema are checked when it is made. */
export class CsvReader implements FileReader {
  readonly #context: FileFormatContext
  readonly #tuning: CsvTuning
  readonly #options: CsvOptions
  /** Options that the byte scanner does not take: csv-parse reads. */
  readonly #beyondScanner: boolean
  readonly #columns: CsvColumns
  readonly #nullText: NullText
  readonly #prefix: Uint8Array

  constructor(context: FileFormatContext, tuning: CsvTuning) {
    this.#context = context
    this.#tuning = tuning
    this.#options = csvOptions(context.options)
    this.#beyondScanner = tuning.road === 'csv-parse' || dialect(this.#options) === null
    if (this.#beyondScanner) refuseOtherQuoteHandling(this.#options)
    this.#columns = csvColumns(context.schema, this.#options, context.timeZone)
    // empty values in quotes refer to this text: it stands at the beginning of every piece
    this.#prefix = new TextEncoder().encode(this.#options.emptyValue)
    this.#nullText = nullTextOf(this.#options)
  }

  async *read(file: FileToRead, request: FileReadRequest): AsyncIterable<ColumnBatch> {
    const options = this.#options
    const layout = readLayout(this.#columns, {
      requested: request.columns,
      judgeWhole: request.badRecords !== null || options.maxCharsPerColumn >= 0 || !options.columnPruning,
      maxColumns: options.maxColumns,
    })
    const decoder = new ChunkDecoder({
      options,
      schema: this.#context.schema,
      layout,
      nullText: this.#nullText,
      path: file.path,
      request,
    })
    const handle = await this.#context.fileSystem.open(file.path, 'r')
    try {
      for await (const { table, text } of this.#tables(file, handle, layout)) {
        request.signal.throwIfAborted()
        const batch = decoder.decode(table, text)
        await request.badRecords?.drain()
        if (batch !== null) yield batch
      }
    } finally {
      await handle.close()
    }
  }

  #tables(file: FileToRead, handle: FileHandle, layout: ReadLayout): AsyncIterable<TableOfRecords> {
    const init: TableSource = {
      file,
      handle,
      options: this.#options,
      layout: layout.scan,
      prefix: this.#prefix,
      tuning: this.#tuning,
      onHeader: (header) => this.#checkHeader(header, file.path),
    }
    return this.#beyondScanner ? parsedTables(init) : scannedTables(init)
  }

  #checkHeader(header: HeaderRecord, path: string): void {
    const difference = headerDifference(header, this.#columns)
    if (difference === null) return
    if (!this.#options.enforceSchema) {
      throw readFailure(path, new ExecutionException('CSV_HEADER_MISMATCH', { path, reason: difference }))
    }
    this.#context.logger.warn(
      { path, difference },
      'the header of a CSV file does not fit the schema; columns go by position',
    )
  }
}

function refuseOtherQuoteHandling(options: CsvOptions): void {
  if (options.unescapedQuoteHandling === 'stopAtDelimiter') return
  throw new IllegalArgumentException('INVALID_CSV_OPTION', {
    option: 'unescapedQuoteHandling',
    value: options.unescapedQuoteHandling,
    reason: 'with a quote, escape, comment or line separator beyond ASCII only STOP_AT_DELIMITER is supported',
  })
}
