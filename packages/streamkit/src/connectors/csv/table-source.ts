import type { FileToRead } from '../../contracts/file-format.ts'
import type { FileHandle } from '../../contracts/file-system.ts'
import type { CsvOptions } from './csv-options.ts'
import type { CsvTuning } from './csv-tuning.ts'
import type { HeaderRecord } from './header.ts'
import type { ScanLayout } from './record-scanner.ts'
import type { RecordTable } from './record-table.ts'
import type { RecordText } from './unescape-fields.ts'

/** What the two readers need to find the records of one file. */
export interface TableSource {
  readonly file: FileToRead
  readonly handle: FileHandle
  readonly options: CsvOptions
  readonly layout: ScanLayout
  /** Stands at the beginning of the bytes of every table. */
  readonly prefix: Uint8Array
  readonly tuning: CsvTuning
  /** Told of the header before the first record; throws to end the read. */
  readonly onHeader: (header: HeaderRecord) => void
}

/** A run of records of a file, and the way to their text. Fields are unescaped. */
export interface TableOfRecords {
  readonly table: RecordTable
  readonly text: RecordText
}
