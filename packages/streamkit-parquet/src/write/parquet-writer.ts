import type {
  ColumnBatch,
  ColumnVector,
  FileEncoder,
  FileFormatContext,
  FileWriter,
  OptionReader,
} from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { sparkJson } from '../schema/spark-json.ts'
import { compressionOf } from './compression.ts'
import { ParquetOutput } from './hyparquet-writer.ts'
import { planColumns, type WritePlan } from './plan-columns.ts'
import { shredColumn } from './shred.ts'

const defaultBlockBytes = 32 * 1024 * 1024
/** The most rows of a row group: while one is written, a column of it is in memory as values. */
const mostRows = 262_144

/** Writes parquet files: columns and options are checked here. */
export function parquetWriter({ options, schema }: FileFormatContext): FileWriter {
  const { codec, compress, extension } = compressionOf(options)
  const blockBytes = blockBytesOf(options)
  planColumns(schema)
  const keyValues = { 'org.apache.spark.sql.parquet.row.metadata': sparkJson(schema) }
  return {
    extension: `${extension}.parquet`,
    compressesItself: true,
    open() {
      const plan = planColumns(schema)
      return new ParquetEncoder(plan, new ParquetOutput({ lines: plan.lines, codec, compress, keyValues }), blockBytes)
    },
  }
}

/** The bytes of rows that a row group is made of, before they are encoded: Hadoop's name. */
function blockBytesOf(options: OptionReader): number {
  const text = options.string('parquet.block.size')
  if (text === undefined) return defaultBlockBytes
  const bytes = /^\d+$/.test(text) ? Number(text) : 0
  if (bytes >= 1 && Number.isSafeInteger(bytes)) return bytes
  const expected = 'a number of bytes, at least 1'
  throw raise('INVALID_PARQUET_OPTION', { option: 'parquet.block.size', value: text, expected })
}

/** Collects rows until they make a row group. */
class ParquetEncoder implements FileEncoder {
  readonly #plan: WritePlan
  readonly #output: ParquetOutput
  readonly #blockBytes: number
  #rows = 0

  constructor(plan: WritePlan, output: ParquetOutput, blockBytes: number) {
    this.#plan = plan
    this.#output = output
    this.#blockBytes = blockBytes
  }

  *write(batch: ColumnBatch): Iterable<Uint8Array> {
    const { columns, leaves } = this.#plan
    for (const [i, node] of columns.entries()) shredColumn(node, batch.columns[i] as ColumnVector, batch.length)
    this.#rows += batch.length
    const bytes = leaves.reduce((sum, { buffer }) => sum + buffer.bytes, 0)
    if (bytes >= this.#blockBytes || this.#rows >= mostRows) yield this.#rowGroup()
  }

  *finish(): Iterable<Uint8Array> {
    if (this.#rows > 0) yield this.#rowGroup()
    yield this.#output.finish()
  }

  #rowGroup(): Uint8Array {
    const bytes = this.#output.writeRowGroup(this.#plan.leaves, this.#rows)
    this.#rows = 0
    return bytes
  }
}
