import { IllegalArgumentException } from '../errors/streamkit-error.ts'

/** The charsets that Spark 4 takes, lower case. */
export type Charset = 'utf-8' | 'us-ascii' | 'iso-8859-1' | 'utf-16be' | 'utf-16le' | 'utf-16' | 'utf-32'

const charsets: ReadonlySet<string> = new Set([
  'utf-8',
  'us-ascii',
  'iso-8859-1',
  'utf-16be',
  'utf-16le',
  'utf-16',
  'utf-32',
] satisfies Charset[])

/** The charset of that name, in any case. Other names and aliases (`latin1`) are refused, as Spark 4 does. */
export function charset(name: string): Charset {
  const lower = name.toLowerCase()
  if (charsets.has(lower)) return lower as Charset
  throw new IllegalArgumentException('INVALID_PARAMETER_VALUE.CHARSET', {
    functionName: 'The option encoding',
    charset: name,
    charsets: [...charsets].join(', ').toUpperCase(),
  })
}

/** Turns the bytes of a file, piece by piece, into text. What is not valid becomes U+FFFD; a byte order mark is dropped. */
export interface TextPieces {
  /** The text of the next bytes; characters that are cut at the end come with the next call. */
  decode(bytes: Uint8Array, isLast: boolean): string
}

/** The decoder of one file. UTF-8 needs none: see PieceReader. */
export function textPieces(name: Exclude<Charset, 'utf-8'>): TextPieces {
  switch (name) {
    case 'iso-8859-1':
      return { decode: latin1 }
    case 'us-ascii':
      return { decode: (bytes) => latin1(bytes).replace(/[\x80-\xff]/g, '\ufffd') }
    case 'utf-16be':
    case 'utf-16le':
      return platformDecoder(name)
    case 'utf-16':
      return byMark({
        // Java takes big endian where no mark says otherwise
        unitBytes: 2,
        choose: (bytes) => platformDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-16be'),
      })
    case 'utf-32':
      return byMark({
        unitBytes: 4,
        choose: (bytes) => utf32(bytes[0] === 0xff && bytes[1] === 0xfe && bytes[2] === 0 && bytes[3] === 0),
      })
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

function platformDecoder(name: 'utf-16be' | 'utf-16le'): TextPieces {
  const decoder = new TextDecoder(name)
  return { decode: (bytes, isLast) => decoder.decode(bytes, { stream: !isLast }) }
}

/** Waits for the first code unit to choose the byte order. */
function byMark(how: { unitBytes: number; choose: (first: Uint8Array) => TextPieces }): TextPieces {
  let chosen: TextPieces | null = null
  let waiting: Uint8Array = new Uint8Array(0)
  return {
    decode(bytes, isLast) {
      if (chosen !== null) return chosen.decode(bytes, isLast)
      waiting = Buffer.concat([waiting, bytes])
      if (waiting.length < how.unitBytes && !isLast) return ''
      chosen = how.choose(waiting)
      return chosen.decode(waiting, isLast)
    },
  }
}

function utf32(littleEndian: boolean): TextPieces {
  let cut: Uint8Array = new Uint8Array(0)
  let atStart = true
  return {
    decode(bytes, isLast) {
      const all = cut.length === 0 ? bytes : Buffer.concat([cut, bytes])
      const whole = all.length - (all.length % 4)
      const view = new DataView(all.buffer, all.byteOffset, whole)
      const out: string[] = []
      for (let i = 0; i < whole; i += 4) {
        const code = view.getUint32(i, littleEndian)
        if (!(atStart && code === 0xfeff)) out.push(isScalar(code) ? String.fromCodePoint(code) : '\ufffd')
        atStart = false
      }
      cut = all.slice(whole)
      if (isLast && cut.length > 0) out.push('\ufffd')
      return out.join('')
    },
  }
}

function isScalar(code: number): boolean {
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
}
