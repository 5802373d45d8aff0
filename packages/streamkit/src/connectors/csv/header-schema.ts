import type { FileInferenceContext, FileToRead } from '../../contracts/file-format.ts'
import { type StructType, stringType, structField, structType } from '../../types/data-type.ts'
import type { CsvOptions } from './csv-options.ts'
import type { CsvTuning } from './csv-tuning.ts'
import { dialect } from './dialect.ts'
import { columnNames, type HeaderRecord } from './header.ts'
import { parsedTables } from './parsed-tables.ts'
import { scannedTables } from './scanned-tables.ts'
import type { TableSource } from './table-source.ts'

/** The columns that the first record of the first file with one shows: all of them STRING. */
export async function headerSchema(
  context: FileInferenceContext,
  options: CsvOptions,
  tuning: CsvTuning,
): Promise<StructType> {
  const first = await firstRecord(context, options, tuning)
  return structType((first === null ? [] : columnNames(first, options)).map((name) => structField(name, stringType)))
}

/** The first record of the first file that has one, null if none has. */
export async function firstRecord(
  context: FileInferenceContext,
  options: CsvOptions,
  tuning: CsvTuning,
): Promise<HeaderRecord | null> {
  for (const file of context.files) {
    const first = await firstRecordOf(file, { context, options, tuning })
    if (first !== null) return first
  }
  return null
}

async function firstRecordOf(
  file: FileToRead,
  how: { context: FileInferenceContext; options: CsvOptions; tuning: CsvTuning },
): Promise<HeaderRecord | null> {
  const handle = await how.context.fileSystem.open(file.path, 'r')
  let found: HeaderRecord | null = null
  const { maxColumns } = how.options
  const source: TableSource = {
    file,
    handle,
    // the first record is asked for as a header, whether it is one or not
    options: { ...how.options, header: true },
    layout: { slots: new Int32Array(maxColumns).fill(-1), maxColumns },
    prefix: new Uint8Array(0),
    tuning: how.tuning,
    onHeader: (header) => {
      found = header
    },
  }
  try {
    const isParsed = how.tuning.road === 'csv-parse' || dialect(how.options) === null
    const tables = isParsed ? parsedTables(source) : scannedTables(source)
    // one step is enough: the header is told before the first table
    await tables.next()
    await tables.return(undefined)
  } finally {
    await handle.close()
  }
  return found
}
