import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { raise } from '../../conditions.ts'

/** How a record batch is compressed, by the number in its attributes. */
const names = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type CompressionName = (typeof names)[number]

/** The number of a codec in the attributes of a batch. */
export function compressionNumber(name: CompressionName): number {
  return names.indexOf(name)
}

/** Compresses and decompresses the records of a batch. */
export interface CompressionCodec {
  readonly decompress: (bytes: Uint8Array) => Promise<Uint8Array> | Uint8Array
  readonly compress: (bytes: Uint8Array) => Promise<Uint8Array> | Uint8Array
}
/** Codecs that users add: for those that Node does not bring. */
export type CompressionCodecs = Partial<Readonly<Record<CompressionName, CompressionCodec>>>

const gunzip = promisify(zlib.gunzip)
const gzip = promisify(zlib.gzip)

// zstd came with Node 22.15: older ones of the 22 line go without it, or with a codec that the user brings.
const zstd: CompressionCodec | undefined =
  typeof zlib.zstdDecompress === 'function'
    ? { decompress: promisify(zlib.zstdDecompress), compress: promisify(zlib.zstdCompress) }
    : undefined

const builtIn: CompressionCodecs = {
  gzip: { decompress: (bytes) => gunzip(bytes), compress: (bytes) => gzip(bytes) },
  ...(zstd === undefined ? {} : { zstd }),
}

/**
 * The codec of a record batch, null if it is not compressed.
 *
 * @throws StreamKitError `KAFKA_CODEC_MISSING`
 */
export function codecOf(number: number, codecs: CompressionCodecs): CompressionCodec | null {
  const name = names[number] ?? `number ${number}`
  if (name === 'none') return null
  const codec = { ...builtIn, ...codecs }[name as CompressionName]
  if (codec !== undefined) return codec
  throw raise('KAFKA_CODEC_MISSING', { codec: name })
}
