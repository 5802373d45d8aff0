import { ExecutionException, IllegalArgumentException } from '../../errors/streamkit-error.ts'

/** The encodings that Spark 4 knows, and no others. */
const charsets = ['US-ASCII', 'ISO-8859-1', 'UTF-8', 'UTF-16BE', 'UTF-16LE', 'UTF-16', 'UTF-32']

function checkCharset(name: string, functionName: string): string {
  const charset = name.toUpperCase()
  if (charsets.includes(charset)) return charset
  throw new IllegalArgumentException('INVALID_PARAMETER_VALUE.CHARSET', {
    functionName: `\`${functionName}\``,
    charset: name,
    charsets: charsets.join(', '),
  })
}

function unmappable(functionName: string, charset: string): never {
  throw new ExecutionException('MALFORMED_CHARACTER_CODING', { function: `\`${functionName}\``, charset })
}

/** The bytes of a text; a character that the encoding lacks is MALFORMED_CHARACTER_CODING. */
export function encodeText(text: string, charsetName: string, functionName: string): Uint8Array {
  const charset = checkCharset(charsetName, functionName)
  switch (charset) {
    case 'US-ASCII':
    case 'ISO-8859-1': {
      const highest = charset === 'US-ASCII' ? 0x7f : 0xff
      for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > highest) unmappable(functionName, charset)
      return new Uint8Array(Buffer.from(text, 'latin1'))
    }
    case 'UTF-16LE':
      return new Uint8Array(Buffer.from(text, 'utf16le'))
    case 'UTF-16BE':
      return bigEndian(text)
    case 'UTF-16':
      return new Uint8Array([0xfe, 0xff, ...bigEndian(text)])
    case 'UTF-32': {
      const points = Array.from(text, (c) => c.codePointAt(0) as number)
      return new Uint8Array(points.flatMap((p) => [0, p >> 16, (p >> 8) & 0xff, p & 0xff]))
    }
    default:
      return new Uint8Array(Buffer.from(text, 'utf8'))
  }
}

/** The text of bytes; bytes that are none of the encoding are MALFORMED_CHARACTER_CODING. */
export function decodeText(bytes: Uint8Array, charsetName: string, functionName: string): string {
  const charset = checkCharset(charsetName, functionName)
  switch (charset) {
    case 'US-ASCII':
      if (bytes.some((b) => b > 0x7f)) unmappable(functionName, charset)
      return Buffer.from(bytes).toString('latin1')
    case 'ISO-8859-1':
      return Buffer.from(bytes).toString('latin1')
    case 'UTF-32':
      return decodeUtf32(bytes) ?? unmappable(functionName, charset)
    default:
      try {
        return new TextDecoder(decoderName(bytes, charset), { fatal: true, ignoreBOM: charset !== 'UTF-16' }).decode(
          bytes,
        )
      } catch {
        return unmappable(functionName, charset)
      }
  }
}

/** Without a byte order mark UTF-16 is big endian, as in Java. */
function decoderName(bytes: Uint8Array, charset: string): string {
  if (charset !== 'UTF-16') return charset.toLowerCase()
  return bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-16be'
}

function bigEndian(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf16le').swap16())
}

function decodeUtf32(bytes: Uint8Array): string | null {
  if (bytes.length % 4 !== 0) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const littleEndian = bytes.length > 0 && view.getUint32(0) === 0xfffe0000
  let text = ''
  for (let i = 0; i < bytes.length; i += 4) {
    const point = view.getUint32(i, littleEndian)
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return null
    if (i > 0 || point !== 0xfeff) text += String.fromCodePoint(point)
  }
  return text
}
