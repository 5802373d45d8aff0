import * as zlib from 'node:zlib'
import type { OptionReader } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { type Compress, packSnappy } from './hyparquet-writer.ts'

/** How pages are packed. */
export interface Compression {
  /** The name that the format has for it. */
  readonly codec: string
  /** What it adds to the names of files, before `.parquet`. */
  readonly extension: string
  /** Null: not at all. */
  readonly compress: Compress | null
}

const none: Compression = { codec: 'UNCOMPRESSED', extension: '', compress: null }

const codecs: Readonly<Record<string, Compression>> = {
  none,
  uncompressed: none,
  snappy: { codec: 'SNAPPY', extension: '.snappy', compress: packSnappy },
  gzip: { codec: 'GZIP', extension: '.gz', compress: (bytes) => zlib.gzipSync(bytes) },
  zstd: { codec: 'ZSTD', extension: '.zstd', compress: (bytes) => zlib.zstdCompressSync(bytes) },
  brotli: { codec: 'BROTLI', extension: '.br', compress: (bytes) => zlib.brotliCompressSync(bytes) },
}

/** Spark's other codecs, which no library here can write. */
const unavailable = ['lz4', 'lz4_raw', 'lzo']

/** The option `compression`, or `codec`, or `parquet.compression`; snappy without one, as Spark. Throws PARQUET_CODEC_NOT_AVAILABLE. */
export function compressionOf(options: OptionReader): Compression {
  const given = ['compression', 'codec', 'parquet.compression'].map((name) => options.string(name))
  const name = given.find((value) => value !== undefined) ?? 'snappy'
  const known = Object.hasOwn(codecs, name.toLowerCase()) ? codecs[name.toLowerCase()] : undefined
  const isMissing = known?.codec === 'ZSTD' && typeof zlib.zstdCompressSync !== 'function'
  if (known !== undefined && !isMissing) return known
  const available = Object.keys(codecs).join(', ')
  if (!isMissing && !unavailable.includes(name.toLowerCase())) {
    throw raise('INVALID_PARQUET_OPTION', { option: 'compression', value: name, expected: `one of ${available}` })
  }
  const reason = isMissing ? 'this Node does not bring it, newer ones do' : 'no library here can write it'
  throw raise('PARQUET_CODEC_NOT_AVAILABLE', { codec: name, reason, available })
}
