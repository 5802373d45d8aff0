import type { Charset } from './charset.ts'

/** Turns pieces of UTF-8, none of which ends inside a character, into the bytes of a file. */
export type TextEncoding = (utf8: Uint8Array) => Uint8Array

/**
 * The encoding of one file, as Java writes it: UTF-16 begins with a byte order mark (big endian), UTF-32 has none, and what a character set does not have
 * becomes a question mark. Null: the bytes are UTF-8 already.
 */
export function textEncoding(charset: Charset): TextEncoding | null {
  switch (charset) {
    case 'utf-8':
      return null
    case 'us-ascii':
      return (utf8) => Buffer.from(textOf(utf8).replace(/[^\0-\x7f]/gu, '?'), 'latin1')
    case 'iso-8859-1':
      return (utf8) => Buffer.from(textOf(utf8).replace(/[^\0-\xff]/gu, '?'), 'latin1')
    case 'utf-16le':
      return (utf8) => Buffer.from(textOf(utf8), 'utf16le')
    case 'utf-16be':
      return utf16be
    case 'utf-16':
      return withMark(utf16be)
    case 'utf-32':
      return utf32be
  }
}

function textOf(utf8: Uint8Array): string {
  return Buffer.from(utf8.buffer, utf8.byteOffset, utf8.byteLength).toString('utf8')
}

function utf16be(utf8: Uint8Array): Uint8Array {
  return Buffer.from(textOf(utf8), 'utf16le').swap16()
}

function withMark(encode: TextEncoding): TextEncoding {
  let atStart = true
  return (utf8) => {
    const bytes = encode(utf8)
    if (!atStart || bytes.length === 0) return bytes
    atStart = false
    return Buffer.concat([Uint8Array.of(0xfe, 0xff), bytes])
  }
}

function utf32be(utf8: Uint8Array): Uint8Array {
  const characters = [...textOf(utf8)]
  const view = new DataView(new ArrayBuffer(characters.length * 4))
  characters.forEach((character, i) => {
    view.setUint32(i * 4, character.codePointAt(0) as number)
  })
  return new Uint8Array(view.buffer)
}
