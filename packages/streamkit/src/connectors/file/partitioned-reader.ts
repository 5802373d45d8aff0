import { type ColumnBatch, columnBatch } from '../../columnar/column-batch.ts'
import { columnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type {
  FileFormat,
  FileFormatContext,
  FileReader,
  FileReadRequest,
  FileToRead,
} from '../../contracts/file-format.ts'
import { ExecutionException } from '../../errors/streamkit-error.ts'
import { type StructField, sqlType, structType } from '../../types/data-type.ts'
import { PartitionColumns, type PartitionEntry, type PartitionOf } from './partition-path.ts'
import { sameName } from './partition-schema.ts'
import { partitionValue } from './partition-value.ts'

/** Reads files of a format, and gives the columns of the schema that their folders name the value that stands there. Options and schema are checked when it is made. */
export class PartitionedReader implements FileReader {
  readonly #context: FileFormatContext
  readonly #format: FileFormat
  readonly #partitionOf: PartitionOf
  readonly #columns = new PartitionColumns()
  /** By the ordinals that folders give. */
  readonly #readers = new Map<string, FileReader>()

  constructor(context: FileFormatContext, format: FileFormat, partitionOf: PartitionOf) {
    this.#context = context
    this.#format = format
    this.#partitionOf = partitionOf
    this.#readerOf(new Map())
  }

  read(file: FileToRead, request: FileReadRequest): AsyncIterable<ColumnBatch> {
    const given = this.partition(file.path)
    const reader = this.#readerOf(given)
    return given.size === 0 ? reader.read(file, request) : this.#completed(reader, given, { file, request })
  }

  /** What the folders of a file say about columns of the schema, by ordinal. */
  partition(path: string): ReadonlyMap<number, PartitionEntry> {
    const entries = this.#partitionOf(path)
    this.#columns.check(entries, path)
    const given = new Map<number, PartitionEntry>()
    for (const entry of entries) {
      const ordinal = this.#context.schema.fields.findIndex((field) => sameName(field.name, entry.name))
      if (ordinal >= 0) given.set(ordinal, entry)
    }
    return given
  }

  /** A column of one value. Throws INVALID_PARTITION_VALUE. */
  constant(
    path: string,
    at: { readonly ordinal: number; readonly entry: PartitionEntry },
    length: number,
  ): ColumnVector {
    const field = this.#context.schema.fields[at.ordinal] as StructField
    const value = partitionValue(at.entry.raw, field.dataType, this.#context.timeZone)
    if (value === undefined || (value === null && !field.nullable)) {
      throw new ExecutionException('INVALID_PARTITION_VALUE', {
        value: at.entry.raw,
        dataType: sqlType(field.dataType),
        columnName: field.name,
        path,
      })
    }
    const builder = columnBuilder(field.dataType, length)
    for (let i = 0; i < length; i++) builder.append(value)
    return builder.finish()
  }

  async *#completed(
    reader: FileReader,
    given: ReadonlyMap<number, PartitionEntry>,
    { file, request }: { readonly file: FileToRead; readonly request: FileReadRequest },
  ): AsyncIterable<ColumnBatch> {
    const inFile = this.#inFile(given)
    const wanted = request.columns.filter((ordinal) => !given.has(ordinal))
    const columns = wanted.map((ordinal) => inFile.indexOf(ordinal))
    for await (const batch of reader.read(file, { ...request, columns })) {
      const vectors = request.columns.map((ordinal) => {
        const entry = given.get(ordinal)
        if (entry === undefined) return batch.columns[wanted.indexOf(ordinal)] as ColumnVector
        return this.constant(file.path, { ordinal, entry }, batch.length)
      })
      yield columnBatch(batch.length, vectors)
    }
  }

  #readerOf(given: ReadonlyMap<number, PartitionEntry>): FileReader {
    const inFile = this.#inFile(given)
    const key = inFile.join()
    const known = this.#readers.get(key)
    if (known !== undefined) return known
    const schema = structType(inFile.map((ordinal) => this.#context.schema.fields[ordinal] as StructField))
    const reader = this.#format.reader({ ...this.#context, schema })
    this.#readers.set(key, reader)
    return reader
  }

  #inFile(given: ReadonlyMap<number, PartitionEntry>): readonly number[] {
    return this.#context.schema.fields.flatMap((_, ordinal) => (given.has(ordinal) ? [] : [ordinal]))
  }
}
