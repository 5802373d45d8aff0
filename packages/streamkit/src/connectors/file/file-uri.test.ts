import fc from 'fast-check'
import { expect, test } from 'vitest'
import { baseName, fileUriOf, pathOfFileUri } from './file-uri.ts'

test('paths are quoted as java.net.URI quotes them', () => {
  expect(fileUriOf('/d/a b.csv')).toBe('file:///d/a%20b.csv')
  expect(fileUriOf('/d/100%#1?.csv')).toBe('file:///d/100%25%231%3F.csv')
  expect(fileUriOf('/d/a"<>[]\\^`{|}')).toBe('file:///d/a%22%3C%3E%5B%5D%5C%5E%60%7B%7C%7D')
  expect(fileUriOf("/d/A-_.!~*'();:@&=+$,9")).toBe("file:///d/A-_.!~*'();:@&=+$,9")
  expect(fileUriOf('/d/line\nend\u007f\u0085')).toBe('file:///d/line%0Aend%7F%C2%85')
  expect(fileUriOf('/d/x=1/no\u00a0break\u3000')).toBe('file:///d/x=1/no%C2%A0break%E3%80%80')
})

test('composed and decomposed letters stay what they are', () => {
  expect(fileUriOf('/d/\u00e9')).toBe('file:///d/\u00e9')
  expect(fileUriOf('/d/e\u0301')).toBe('file:///d/e\u0301')
  expect(fileUriOf('/d/日本😀')).toBe('file:///d/日本😀')
})

test('every path comes back from its URI', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(pathOfFileUri(fileUriOf(`/d/${name}`))).toBe(`/d/${name}`)
    }),
  )
})

test('other ways to write a file URI are understood, other hosts and schemes are not', () => {
  expect(pathOfFileUri('file:/d/a%20b')).toBe('/d/a b')
  expect(pathOfFileUri('file:///C:/d/a')).toBe('C:/d/a')
  for (const uri of ['file://host/d/a', 'hdfs:/d/a', '/d/a', 'file:///d/%zz', 'file:d']) {
    expect(pathOfFileUri(uri), uri).toBeNull()
  }
})

test('the base name is what follows the last slash', () => {
  expect(baseName('/d/a.csv')).toBe('a.csv')
})
