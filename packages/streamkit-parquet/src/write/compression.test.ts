import type { OptionReader } from '@streamkit/core/connector'
import { expect, test } from 'vitest'
import { compressionOf } from './compression.ts'

function chosen(options: Readonly<Record<string, string>>) {
  return compressionOf({ string: (name: string) => options[name] } as OptionReader)
}

test('pages are packed with snappy unless another codec is named, in whatever case', () => {
  expect(chosen({})).toMatchObject({ codec: 'SNAPPY', extension: '.snappy' })
  expect(chosen({ compression: 'GZip' })).toMatchObject({ codec: 'GZIP', extension: '.gz' })
  expect(chosen({ codec: 'none' })).toMatchObject({ codec: 'UNCOMPRESSED', extension: '', compress: null })
})

test('compression comes before codec, and codec before the name of Hadoop', () => {
  expect(chosen({ 'parquet.compression': 'gzip', codec: 'none', compression: 'brotli' }).codec).toBe('BROTLI')
  expect(chosen({ 'parquet.compression': 'gzip', codec: 'none' }).codec).toBe('UNCOMPRESSED')
})

test.each(['lz4', 'lz4_raw', 'lzo'])('%s is known and cannot be written', (compression) => {
  expect(() => chosen({ compression })).toThrow(/Choose one of none, uncompressed, snappy/)
})
