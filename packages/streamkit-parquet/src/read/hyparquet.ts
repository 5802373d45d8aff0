import { crc32 } from 'node:zlib'
import { type FileMetaData, parquetMetadata, parquetSchema, type SchemaElement, type SchemaTree } from 'hyparquet'
import { parquetHeader } from 'hyparquet/src/column.js'
import { decompressPage, readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js'
import { readPlain } from 'hyparquet/src/plain.js'
import type { Annotation, ParquetGroup, ParquetLeaf, ParquetNode, PhysicalType } from '../schema/parquet-node.ts'
import { decompressors } from './codecs.ts'
import type { ParquetFooter, ParquetPage } from './parquet-file.ts'

// The one file that knows the reading library. It is asked for the thrift structures, encodings and levels; what values mean is decided elsewhere, because
// the library's own rows have 64-bit decimals as doubles, timestamps as Date, maps as objects, and cannot always tell an empty list from none.

/** The end of a file, from its metadata to the last magic number. Throws a plain Error for what is none. */
export function parseFooter(tail: Uint8Array): ParquetFooter {
  const bytes = new Uint8Array(tail)
  const metadata = parquetMetadata(bytes, { geoparquet: false })
  const ordinals = { next: 0 }
  const root = nodeOf(parquetSchema(metadata), { definition: 0, repetition: 0, ordinals, isRoot: true })
  if (root.kind !== 'group') throw new Error('the schema has no columns')
  return {
    schema: root,
    rowGroups: metadata.row_groups.map((group) => rowGroupPlace(group, ordinals.next)),
    keyValues: new Map((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? ''])),
  }
}

function rowGroupPlace(group: FileMetaData['row_groups'][number], leaves: number): ParquetFooter['rowGroups'][number] {
  if (group.columns.length !== leaves) throw new Error(`a row group has ${group.columns.length} of ${leaves} columns`)
  return {
    rows: Number(group.num_rows),
    chunks: group.columns.map(({ meta_data: chunk, file_path: other, crypto_metadata: crypto }) => {
      if (crypto !== undefined) throw new Error('a column is encrypted')
      if (chunk === undefined) throw new Error('a column has no metadata')
      if (other !== undefined) throw new Error(`a column is in another file, ${other}`)
      const dictionary = chunk.dictionary_page_offset
      const data = chunk.data_page_offset
      // some writers leave 0 for "no dictionary"
      const start = dictionary !== undefined && dictionary > 0n && dictionary < data ? dictionary : data
      return {
        codec: chunk.codec,
        start: Number(start),
        bytes: Number(chunk.total_compressed_size),
        entries: Number(chunk.num_values),
      }
    }),
  }
}

interface NodePlace {
  readonly definition: number
  readonly repetition: number
  readonly ordinals: { next: number }
  readonly isRoot: boolean
}

function nodeOf(tree: SchemaTree, place: NodePlace): ParquetNode {
  const { element } = tree
  const repetition = place.isRoot ? 'REQUIRED' : (element.repetition_type ?? 'REQUIRED')
  const base = {
    name: element.name,
    repetition,
    maxDefinition: place.definition + (repetition === 'REQUIRED' ? 0 : 1),
    maxRepetition: place.repetition + (repetition === 'REPEATED' ? 1 : 0),
  }
  if (element.type !== undefined) {
    const leaf: ParquetLeaf = {
      kind: 'leaf',
      ...base,
      ordinal: place.ordinals.next++,
      path: tree.path,
      physical: element.type as PhysicalType,
      length: element.type_length ?? 0,
      annotation: annotationOf(element),
    }
    return leaf
  }
  const inner = {
    definition: base.maxDefinition,
    repetition: base.maxRepetition,
    ordinals: place.ordinals,
    isRoot: false,
  }
  const children = tree.children.map((child) => nodeOf(child, inner))
  const group: ParquetGroup = { kind: 'group', ...base, role: roleOf(element), children }
  return group
}

function roleOf({ logical_type: logical, converted_type: converted }: SchemaElement): ParquetGroup['role'] {
  if (logical?.type === 'LIST' || converted === 'LIST') return 'list'
  if (logical?.type === 'MAP' || converted === 'MAP' || converted === 'MAP_KEY_VALUE') return 'map'
  return logical?.type === 'VARIANT' ? 'variant' : 'struct'
}

function annotationOf(element: SchemaElement): Annotation {
  const { logical_type: logical, converted_type: converted } = element
  const type = logical?.type ?? converted
  const { precision = 0, scale = 0 } = element
  switch (type) {
    case undefined:
      return logical === undefined ? { kind: 'none' } : { kind: 'other', name: 'of an unknown logical type' }
    case 'STRING':
    case 'UTF8':
    case 'ENUM':
    case 'JSON':
      return { kind: 'string' }
    case 'BSON':
      return { kind: 'none' }
    case 'DATE':
      return { kind: 'date' }
    case 'DECIMAL':
      return logical?.type === 'DECIMAL'
        ? { kind: 'decimal', precision: logical.precision, scale: logical.scale }
        : { kind: 'decimal', precision, scale }
    case 'TIMESTAMP':
      return logical?.type === 'TIMESTAMP'
        ? { kind: 'timestamp', isUtc: logical.isAdjustedToUTC, unit: logical.unit }
        : { kind: 'other', name: type }
    case 'TIMESTAMP_MILLIS':
      return { kind: 'timestamp', isUtc: true, unit: 'MILLIS' }
    case 'TIMESTAMP_MICROS':
      return { kind: 'timestamp', isUtc: true, unit: 'MICROS' }
    case 'INTEGER':
      return logical?.type === 'INTEGER'
        ? { kind: 'integer', bits: logical.bitWidth, isSigned: logical.isSigned }
        : { kind: 'other', name: type }
    case 'UUID':
      return { kind: 'uuid' }
    default: {
      const integer = /^(U?)INT_(8|16|32|64)$/.exec(type)
      if (integer === null) return { kind: 'other', name: type }
      return { kind: 'integer', bits: Number(integer[2]), isSigned: integer[1] === '' }
    }
  }
}

/** A chunk of one leaf: its pages are unpacked one at a time. */
export interface PageReader {
  /** The values of the dictionary, once a page has been read that needs them. */
  readonly dictionary: ArrayLike<unknown> | null
  /** The next page with values, null after the last. Throws a plain Error for what is no page. */
  next(): ParquetPage | null
}

export function pageReader(bytes: Uint8Array, leaf: ParquetLeaf, codec: string): PageReader {
  return new LibraryPages(bytes, leaf, codec)
}

type Header = ReturnType<typeof parquetHeader>
type Decoder = Parameters<typeof readDataPageV2>[2]

class LibraryPages implements PageReader {
  dictionary: ArrayLike<unknown> | null = null
  readonly #reader: { readonly view: DataView; offset: number }
  readonly #leaf: ParquetLeaf
  readonly #decoder: Decoder

  constructor(bytes: Uint8Array, leaf: ParquetLeaf, codec: string) {
    if (codec !== 'UNCOMPRESSED' && decompressors[codec] === undefined)
      throw new Error(`its pages are packed with ${codec}`)
    this.#reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 }
    this.#leaf = leaf
    // the library only looks at how nodes repeat
    const levels = [
      ...Array.from({ length: leaf.maxRepetition }, () => 'REPEATED'),
      ...Array.from({ length: leaf.maxDefinition - leaf.maxRepetition }, () => 'OPTIONAL'),
    ]
    const schemaPath = [
      { element: { name: '' } },
      ...levels.map((level) => ({ element: { name: '', repetition_type: level } })),
    ]
    this.#decoder = {
      type: leaf.physical,
      element: { name: leaf.name, type: leaf.physical, type_length: leaf.length },
      schemaPath,
      codec,
      compressors: decompressors,
    } as unknown as Decoder
  }

  next(): ParquetPage | null {
    const reader = this.#reader
    while (reader.offset < reader.view.byteLength) {
      const header = parquetHeader(reader)
      const packed = this.#take(header)
      if (header.type === 'DICTIONARY_PAGE') this.dictionary = this.#dictionaryOf(packed, header)
      else if (header.type === 'DATA_PAGE') return this.#pageV1(packed, header)
      else if (header.type === 'DATA_PAGE_V2') return this.#pageV2(packed, header)
      else if (header.type !== 'INDEX_PAGE') throw new Error('a page is of no known kind')
    }
    return null
  }

  /** The bytes of a page as they are stored, held to their checksum if there is one. */
  #take({ compressed_page_size: size, crc }: Header): Uint8Array {
    const { view, offset } = this.#reader
    if (!(size >= 0 && offset + size <= view.byteLength)) throw new Error('a page goes beyond the end of its column')
    const packed = new Uint8Array(view.buffer, view.byteOffset + offset, size)
    this.#reader.offset += size
    if (crc !== undefined && (crc32(packed) | 0) !== (crc | 0)) throw new Error('the checksum of a page is wrong')
    return packed
  }

  #unpack(packed: Uint8Array, { uncompressed_page_size: size }: Header): Uint8Array {
    return decompressPage(packed, Number(size), this.#decoder.codec, decompressors)
  }

  #dictionaryOf(packed: Uint8Array, header: Header): ArrayLike<unknown> {
    const count = header.dictionary_page_header?.num_values ?? 0
    const page = this.#unpack(packed, header)
    const reader = { view: new DataView(page.buffer, page.byteOffset, page.byteLength), offset: 0 }
    return readPlain(reader, this.#leaf.physical, count, this.#leaf.length)
  }

  #pageV1(packed: Uint8Array, header: Header): ParquetPage {
    const data = header.data_page_header
    if (data === undefined) throw new Error('a page has no header')
    const { maxDefinition, maxRepetition } = this.#leaf
    // the library would take the old bit-packed levels for what they are not
    if (
      (maxDefinition > 0 && data.definition_level_encoding !== 'RLE') ||
      (maxRepetition > 0 && data.repetition_level_encoding !== 'RLE')
    ) {
      throw new Error('its levels have the old encoding BIT_PACKED')
    }
    const page = readDataPage(this.#unpack(packed, header), data, this.#decoder)
    return this.#checked(data.num_values, data.encoding, page)
  }

  #pageV2(packed: Uint8Array, header: Header): ParquetPage {
    const data = header.data_page_header_v2
    if (data === undefined) throw new Error('a page has no header')
    // a page of nulls has no bytes of values, which the decoders of the library do not expect
    const isEmpty = data.num_nulls === data.num_values
    const asked = isEmpty
      ? { ...header, data_page_header_v2: { ...data, encoding: 'PLAIN' as const, is_compressed: false } }
      : header
    return this.#checked(data.num_values, data.encoding, readDataPageV2(packed, asked, this.#decoder))
  }

  #checked(entries: number, encoding: string, page: ReturnType<typeof readDataPage>): ParquetPage {
    const { maxDefinition, maxRepetition } = this.#leaf
    const definitions = levelsOf(page.definitionLevels, entries, maxDefinition)
    const repetitions = levelsOf(page.repetitionLevels, entries, maxRepetition)
    const isDictionaryCoded = encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY'
    const present = definitions === null ? entries : count(definitions, entries, maxDefinition)
    if (page.dataPage.length < present) throw new Error('a page has fewer values than it says')
    return { entries, definitions, repetitions, values: page.dataPage, isDictionaryCoded }
  }
}

function levelsOf(levels: ArrayLike<number> | undefined, entries: number, most: number): ArrayLike<number> | null {
  if (most === 0 || levels === undefined || levels.length === 0) return null
  if (levels.length < entries) throw new Error('a page has fewer levels than it says')
  for (let i = 0; i < entries; i++) {
    if (!((levels[i] as number) <= most)) throw new Error('a level of a page is out of range')
  }
  return levels
}

function count(levels: ArrayLike<number>, entries: number, wanted: number): number {
  let found = 0
  for (let i = 0; i < entries; i++) if (levels[i] === wanted) found++
  return found
}
