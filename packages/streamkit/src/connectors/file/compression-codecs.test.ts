import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { codecOfName, codecOfPath, compressionCodecs } from './compression-codecs.ts'

describe('compression codecs', () => {
  test.each(compressionCodecs)('$name gives back what it took', async (codec) => {
    const text = 'a,b\n'.repeat(10_000)
    const compressor = codec.compress()
    compressor.end(text)
    const decompressor = codec.decompress()
    compressor.pipe(decompressor)
    expect((await buffer(decompressor)).toString()).toBe(text)
    expect(codecOfPath(`/data/x.csv${codec.extension}`)).toBe(codec)
    expect(codecOfName(codec.name.toUpperCase())).toBe(codec)
  })

  test('other names are no compressed files', () => {
    expect(codecOfPath('/data.gz/x.csv')).toBeNull()
    expect(codecOfPath('/data/gz')).toBeNull()
    expect(codecOfName('none')).toBeNull()
    expect(codecOfName('UNCOMPRESSED')).toBeNull()
  })

  test.each(['bz2', 'lz4', 'snappy'])('a file that ends in .%s is refused', (extension) => {
    expect(() => codecOfPath(`/data/x.${extension}`)).toThrow('UNSUPPORTED_FEATURE')
  })

  test('names of other codecs are refused', () => {
    expect(() => codecOfName('bzip2')).toThrow('UNSUPPORTED_FEATURE')
    expect(() => codecOfName('zipp')).toThrow('CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION')
  })
})
