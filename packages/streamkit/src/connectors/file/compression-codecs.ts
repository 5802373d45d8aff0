import * as zlib from 'node:zlib'
import { ExecutionException, IllegalArgumentException } from '../../errors/streamkit-error.ts'

/** What compresses or decompresses: a transform stream of Node.js. */
export type CodecStream =
  | zlib.Gzip
  | zlib.Gunzip
  | zlib.Deflate
  | zlib.Inflate
  | zlib.ZstdCompress
  | zlib.ZstdDecompress

/** A way to compress files: Spark's short name, what file names end in, and the streams. */
export interface CompressionCodec {
  readonly name: 'gzip' | 'deflate' | 'zstd'
  /** With its dot: `.gz`. */
  readonly extension: string
  /** Throws UNSUPPORTED_FEATURE where this Node.js has no such codec. */
  compress(): CodecStream
  /** Throws UNSUPPORTED_FEATURE where this Node.js has no such codec. */
  decompress(): CodecStream
}

/** What is read and written. Deflate is Hadoop's: with the header of zlib. */
export const compressionCodecs: readonly CompressionCodec[] = [
  { name: 'gzip', extension: '.gz', compress: () => zlib.createGzip(), decompress: () => zlib.createGunzip() },
  {
    name: 'deflate',
    extension: '.deflate',
    compress: () => zlib.createDeflate(),
    decompress: () => zlib.createInflate(),
  },
  { name: 'zstd', extension: '.zst', compress: zstdCompress, decompress: zstdDecompress },
]

/** What Spark knows and Node.js has no codec for. */
const foreignCodecs: readonly { readonly name: string; readonly extension: string }[] = [
  { name: 'bzip2', extension: '.bz2' },
  { name: 'lz4', extension: '.lz4' },
  { name: 'snappy', extension: '.snappy' },
]

/** The codec of a file by its name, null if it is not compressed. Throws UNSUPPORTED_FEATURE for `.bz2`, `.lz4` and `.snappy`. */
export function codecOfPath(path: string): CompressionCodec | null {
  const dot = path.lastIndexOf('.')
  if (dot <= path.lastIndexOf('/')) return null
  const extension = path.slice(dot)
  const foreign = foreignCodecs.find((codec) => codec.extension === extension)
  if (foreign !== undefined) {
    throw new ExecutionException('UNSUPPORTED_FEATURE', {
      feature: `Reading ${path}, which is compressed with ${foreign.name},`,
      hint: 'Compress it with gzip, deflate or zstd, or keep it away with the option `pathGlobFilter`.',
    })
  }
  return compressionCodecs.find((codec) => codec.extension === extension) ?? null
}

/**
 * The codec of the option `compression`, null for `none` and `uncompressed`. Case does not count. Throws UNSUPPORTED_FEATURE for Spark's other codecs,
 * CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION for a name that Spark does not know either.
 */
export function codecOfName(name: string): CompressionCodec | null {
  const lower = name.toLowerCase()
  if (lower === 'none' || lower === 'uncompressed') return null
  const codec = compressionCodecs.find((known) => known.name === lower)
  if (codec !== undefined) return codec
  if (foreignCodecs.some((foreign) => foreign.name === lower)) {
    throw new IllegalArgumentException('UNSUPPORTED_FEATURE', {
      feature: `The compression codec ${lower}`,
      hint: 'Use gzip, deflate or zstd.',
    })
  }
  throw new IllegalArgumentException('CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION', {
    codecName: name,
    availableCodecs: ['none', ...compressionCodecs.map((known) => known.name)].join(', '),
  })
}

/** Node.js has zstd since 22.15: the types know no version without it. */
const maybeZstd: Partial<Pick<typeof zlib, 'createZstdCompress' | 'createZstdDecompress'>> = zlib

function zstdCompress(): CodecStream {
  return maybeZstd.createZstdCompress?.() ?? refuseZstd()
}

function zstdDecompress(): CodecStream {
  return maybeZstd.createZstdDecompress?.() ?? refuseZstd()
}

function refuseZstd(): never {
  throw new ExecutionException('UNSUPPORTED_FEATURE', {
    feature: `Compression with zstd in Node.js ${process.versions.node}`,
    hint: 'It needs Node.js 22.15 or later; use gzip, or a newer Node.js.',
  })
}
