import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { compressors } from 'hyparquet-compressors'

/** Gives the bytes of a page, which are known to be `length` of them. */
export type Decompress = (packed: Uint8Array, length: number) => Uint8Array

/** How pages are unpacked: by Node where it can, which is faster, else by the library. LZO is not among them. */
export const decompressors: Readonly<Record<string, Decompress>> = {
  SNAPPY: ofLibrary('SNAPPY'),
  // an empty member has nothing to unpack, and some writers leave even its header out
  GZIP: (packed, length) => (length === 0 ? new Uint8Array(0) : gunzipSync(packed, { maxOutputLength: length + 1 })),
  BROTLI: (packed, length) => brotliDecompressSync(packed, { maxOutputLength: length + 1 }),
  ZSTD: ofLibrary('ZSTD'),
  LZ4: ofLibrary('LZ4'),
  LZ4_RAW: ofLibrary('LZ4_RAW'),
}

function ofLibrary(name: 'SNAPPY' | 'ZSTD' | 'LZ4' | 'LZ4_RAW'): Decompress {
  const unpack = compressors[name] as Decompress
  return (packed, length) => (length === 0 ? new Uint8Array(0) : unpack(packed, length))
}
