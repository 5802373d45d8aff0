import { ByteWriter } from 'hyparquet-writer'
import { writeColumn } from 'hyparquet-writer/src/column.js'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import { snappyCompress } from 'hyparquet-writer/src/snappy.js'
import type { LeafType, SchemaLine } from './schema-line.ts'
import type { LeafPlan } from './write-node.ts'

// The one file that knows the writing library: it encodes the pages of a leaf and the metadata. Levels and values come ready, because the library's own way from
// rows has no maps and makes a double of what is no bigint.

type Column = Parameters<typeof writeColumn>[0]['column']
type Metadata = Parameters<typeof writeMetadata>[1]
type Element = Metadata['schema'][number]

/** Packs the bytes of a page. */
export type Compress = (bytes: Uint8Array) => Uint8Array

export const packSnappy: Compress = (bytes) => snappyCompress(bytes)

export interface ParquetOutputInit {
  readonly lines: readonly SchemaLine[]
  /** The name that the format has for it: `SNAPPY`. */
  readonly codec: string
  readonly compress: Compress | null
  readonly keyValues: Readonly<Record<string, string>>
}

const magic = 0x31_52_41_50
const pageBytes = 1 << 20
const dictionaryBytes = 1 << 20
const createdBy = 'streamkit version 0.1.0'

/** The bytes of one file, row group by row group. */
export class ParquetOutput {
  readonly #init: ParquetOutputInit
  readonly #writer = new ByteWriter()
  readonly #rowGroups: Metadata['row_groups'] = []
  #rows = 0n

  constructor(init: ParquetOutputInit) {
    this.#init = init
    this.#writer.appendUint32(magic)
  }

  /** Writes what the buffers of the leaves hold. */
  writeRowGroup(leaves: readonly LeafPlan[], rows: number): Uint8Array {
    const start = this.#writer.offset
    const chunks = leaves.map((leaf) => {
      const { values, definitionLevels, repetitionLevels } = leaf.buffer.take()
      const { chunk } = writeColumn({
        writer: this.#writer,
        column: this.#column(leaf),
        pageData: {
          values: values as unknown[],
          definitionLevels: definitionLevels as number[],
          repetitionLevels: repetitionLevels as number[],
          maxDefinitionLevel: leaf.maxDefinition,
        },
      })
      leaf.buffer.clear()
      return chunk
    })
    this.#rows += BigInt(rows)
    this.#rowGroups.push({
      columns: chunks,
      total_byte_size: chunks.reduce((sum, { meta_data: chunk }) => sum + (chunk?.total_uncompressed_size ?? 0n), 0n),
      num_rows: BigInt(rows),
      total_compressed_size: BigInt(this.#writer.offset - start),
    })
    return this.#taken()
  }

  finish(): Uint8Array {
    const { lines, keyValues } = this.#init
    const metadata = {
      version: 2,
      created_by: createdBy,
      schema: lines.map(elementOf),
      num_rows: this.#rows,
      row_groups: this.#rowGroups,
      key_value_metadata: Object.entries(keyValues).map(([key, value]) => ({ key, value })),
    }
    writeMetadata(this.#writer, metadata as unknown as Metadata)
    this.#writer.appendUint32(magic)
    return this.#taken()
  }

  #column({ lines, type }: LeafPlan): Column {
    const { codec, compress } = this.#init
    const schemaPath = lines.map(elementOf)
    const isFloating = type.kind === 'float' || type.kind === 'double'
    // a dictionary takes 0 and -0 for one value, and for booleans there is none
    const isPlain = isFloating || type.kind === 'boolean'
    const column = {
      columnName: schemaPath
        .slice(1)
        .map(({ name }) => name)
        .join('.'),
      element: schemaPath[schemaPath.length - 1],
      schemaPath,
      codec,
      compressors: compress === null ? {} : { [codec]: compress },
      // NaN has no place between a least and a greatest value, and the library gives it one: readers would pass over rows
      stats: !isFloating,
      pageSize: pageBytes,
      dictionarySize: dictionaryBytes,
      columnIndex: false,
      offsetIndex: false,
      encoding: isPlain ? 'PLAIN' : undefined,
    }
    return column as unknown as Column
  }

  #taken(): Uint8Array {
    const bytes = this.#writer.getBytes().slice()
    // the offset counts on: it is the place in the file
    this.#writer.index = 0
    return bytes
  }
}

function elementOf({ name, repetition, type }: SchemaLine, index: number): Element {
  if (type.kind !== 'group') return { name, repetition_type: repetition, ...leafElement(type) } as Element
  const role =
    type.role === 'list'
      ? { converted_type: 'LIST', logical_type: { type: 'LIST' } }
      : type.role === 'map'
        ? { converted_type: 'MAP', logical_type: { type: 'MAP' } }
        : {}
  // the root does not repeat, nor is it required
  const repeats = index === 0 ? {} : { repetition_type: repetition }
  return { name, num_children: type.children, ...repeats, ...role } as Element
}

function leafElement(type: LeafType): Partial<Element> {
  switch (type.kind) {
    case 'boolean':
      return { type: 'BOOLEAN' }
    // the library would write the bits of the newer INTEGER as a number of another size, which Spark does not read
    case 'tinyint':
      return { type: 'INT32', converted_type: 'INT_8' }
    case 'smallint':
      return { type: 'INT32', converted_type: 'INT_16' }
    case 'int':
      return { type: 'INT32' }
    case 'bigint':
      return { type: 'INT64' }
    case 'float':
      return { type: 'FLOAT' }
    case 'double':
      return { type: 'DOUBLE' }
    case 'string':
      return { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }
    case 'binary':
      return { type: 'BYTE_ARRAY' }
    case 'date':
      return { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } }
    case 'timestamp':
      return {
        type: 'INT64',
        converted_type: 'TIMESTAMP_MICROS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
      }
    case 'timestamp_ntz':
      return { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' } }
    default: {
      const { precision, scale } = type
      const decimal = {
        converted_type: 'DECIMAL',
        logical_type: { type: 'DECIMAL', precision, scale },
        precision,
        scale,
      }
      if (precision <= 9) return { type: 'INT32', ...decimal } as Partial<Element>
      if (precision <= 18) return { type: 'INT64', ...decimal } as Partial<Element>
      return { type: 'FIXED_LEN_BYTE_ARRAY', type_length: decimalBytes(precision), ...decimal } as Partial<Element>
    }
  }
}

/** The fewest bytes that hold every number of so many digits, with its sign. */
function decimalBytes(precision: number): number {
  const most = 10n ** BigInt(precision) - 1n
  let bytes = 1
  while (BigInt.asIntN(bytes * 8, most) !== most) bytes++
  return bytes
}
