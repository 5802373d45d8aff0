import type { FileInferenceContext, FileToRead } from '../../contracts/file-format.ts'
import { XorShiftRandom } from '../../expressions/numbers/xor-shift-random.ts'
import { type DataType, type StructType, structField, structType, voidType } from '../../types/data-type.ts'
import type { CsvOptions } from './csv-options.ts'
import type { CsvTuning } from './csv-tuning.ts'
import { BadFields, type FieldColumn, textOf } from './decode/field-column.ts'
import { findNulls, type NullText, nullTextOf } from './decode/find-nulls.ts'
import { dialect } from './dialect.ts'
import { columnNames } from './header.ts'
import { firstRecord } from './header-schema.ts'
import { type FieldInference, fieldInference, settledType } from './infer-field-type.ts'
import { parsedTables } from './parsed-tables.ts'
import { scannedTables } from './scanned-tables.ts'
import type { TableOfRecords, TableSource } from './table-source.ts'

/** Above this share everything is looked at. */
const almostAll = 0.99

/** Names from the first record, types from all of them (or, with `samplingRatio`, from a share of them). */
export async function inferSchema(
  context: FileInferenceContext,
  options: CsvOptions,
  tuning: CsvTuning,
): Promise<StructType> {
  const first = await firstRecord(context, options, tuning)
  if (first === null) return structType([])
  const names = columnNames(first, options)
  const columns = new ColumnTypes(names.length, options, context.timeZone)
  const sampler = options.samplingRatio > almostAll ? null : new LineSampler(options)
  for (const file of context.files) {
    sampler?.startFile()
    await readTables(file, { context, options, tuning, width: names.length }, (found) => columns.see(found, sampler))
  }
  return structType(names.map((name, i) => structField(name, columns.typeOf(i))))
}

interface InferenceRead {
  readonly context: FileInferenceContext
  readonly options: CsvOptions
  readonly tuning: CsvTuning
  readonly width: number
}

async function readTables(
  file: FileToRead,
  { context, options, tuning, width }: InferenceRead,
  see: (found: TableOfRecords) => void,
): Promise<void> {
  const handle = await context.fileSystem.open(file.path, 'r')
  const source: TableSource = {
    file,
    handle,
    options,
    layout: { slots: Int32Array.from({ length: width }, (_, i) => i), maxColumns: options.maxColumns },
    prefix: new TextEncoder().encode(options.emptyValue),
    tuning,
    onHeader: () => {},
  }
  try {
    const isParsed = tuning.road === 'csv-parse' || dialect(options) === null
    for await (const found of isParsed ? parsedTables(source) : scannedTables(source)) see(found)
  } finally {
    await handle.close()
  }
}

/** What the values so far say about each column. */
class ColumnTypes {
  readonly #types: DataType[]
  readonly #nullText: NullText
  readonly #infer: FieldInference

  constructor(width: number, options: CsvOptions, timeZone: string) {
    this.#types = new Array(width).fill(voidType)
    this.#nullText = nullTextOf(options)
    this.#infer = fieldInference(options, timeZone)
  }

  typeOf(column: number): DataType {
    return settledType(this.#types[column] as DataType)
  }

  see({ table }: TableOfRecords, sampler: LineSampler | null): void {
    const rows: number[] = []
    for (let row = 0; row < table.rows; row++) {
      if (sampler === null || sampler.takes(table.lines[row] as number)) rows.push(row)
    }
    for (let slot = 0; slot < this.#types.length; slot++) {
      const from = slot * table.capacity
      const fields: FieldColumn = {
        bytes: table.bytes,
        starts: table.starts.subarray(from, from + table.rows),
        ends: table.ends.subarray(from, from + table.rows),
        count: table.rows,
        nulls: null,
        bad: new BadFields(),
        ordinal: slot,
      }
      findNulls(fields, this.#nullText)
      let type = this.#types[slot] as DataType
      for (const row of rows) {
        if (type.kind === 'string') break
        if (fields.nulls === null || fields.nulls[row] === 0) type = this.#seen(type, textOf(fields, row))
      }
      this.#types[slot] = type
    }
  }

  #seen(type: DataType, text: string): DataType {
    return text === '' ? type : this.#infer(type, text)
  }
}

/** Takes the lines that Spark takes of one file: its generator with its seed, asked once for every line, or for every record where those have several lines. */
class LineSampler {
  readonly #random = new XorShiftRandom(1n)
  readonly #ratio: number
  readonly #byRecord: boolean
  #line = 0

  constructor({ samplingRatio, multiLine }: CsvOptions) {
    this.#ratio = samplingRatio
    this.#byRecord = multiLine
  }

  startFile(): void {
    this.#line = 0
  }

  takes(line: number): boolean {
    if (this.#byRecord) return this.#random.nextDouble() < this.#ratio
    for (; this.#line < line - 1; this.#line++) this.#random.nextDouble()
    this.#line++
    return this.#random.nextDouble() < this.#ratio
  }
}
