import type { CsvOptions, UnescapedQuoteHandling } from './csv-options.ts'

/** What a byte can mean, as the scanner needs it: numbers that no byte has stand for "off". */
export interface Dialect {
  /** The first byte of the separator, and the whole of it. */
  readonly separator: number
  readonly separatorBytes: Uint8Array
  readonly quote: number
  readonly escapeByte: number
  readonly escapeEscape: number
  readonly comment: number
  readonly newline: Newline
  /** 1 for bytes that may end an unquoted value: separator and line ends. */
  readonly stops: Uint8Array
  /** 1 for bytes at which a quoted value cannot simply go on: quote, escapes, line ends. */
  readonly quotedStops: Uint8Array
  /** Records may go over several lines: a line end inside quotes is a part of the value. */
  readonly multiLine: boolean
  readonly trimLeading: boolean
  readonly trimTrailing: boolean
  readonly unescapedQuoteHandling: UnescapedQuoteHandling
}

/** How lines end. */
export interface Newline {
  /** Put behind the data, so that every scan ends there: a byte that ends lines, or begins what does. */
  readonly sentinel: number
  /** A byte that ends a line on its own whatever follows, or -1. */
  readonly lone: number
  /** The first of two bytes that end a line together, or -1. */
  readonly first: number
  readonly second: number
  /** `first` ends a line even when `second` does not follow. */
  readonly firstAlone: boolean
  /** Every byte that looks like a line end is one. */
  readonly plain: boolean
  /** Line ends inside quotes become `\n`. */
  readonly normalizes: boolean
}

const lineFeed = 10
const carriageReturn = 13
export const off = -1

/** Which line ends a file has, where several lines may make a record: decided by the first one, as Spark's parser does. */
export type LineEnding = 'lf' | 'crlf' | 'cr'

/**
 * The dialect for the byte scanner, or null if an option is beyond it: quote, escape, comment or line separator that are not ASCII.
 */
export function dialect(options: CsvOptions, ending: LineEnding = 'lf'): Dialect | null {
  const single = [options.quote, options.escape, options.charToEscapeQuoteEscaping, options.comment]
  if (single.some((text) => text.length > 0 && !isAscii(text))) return null
  if (options.lineSep !== null && !isAscii(options.lineSep)) return null
  const newline = newlineOf(options, ending)
  const separatorBytes = new TextEncoder().encode(options.sep)
  const quote = codeOf(options.quote)
  const escapeByte = quote === off ? off : codeOf(options.escape)
  const escapeEscape = quote === off ? off : codeOf(options.charToEscapeQuoteEscaping)
  const ends = [newline.lone, newline.first]
  return {
    separator: separatorBytes[0] as number,
    separatorBytes,
    quote,
    escapeByte,
    escapeEscape,
    comment: codeOf(options.comment),
    newline,
    stops: marked([separatorBytes[0] as number, ...ends]),
    quotedStops: marked([quote, escapeByte, escapeEscape, ...ends]),
    multiLine: options.multiLine,
    trimLeading: options.ignoreLeadingWhiteSpace,
    trimTrailing: options.ignoreTrailingWhiteSpace,
    unescapedQuoteHandling: options.unescapedQuoteHandling,
  }
}

function newlineOf(options: CsvOptions, ending: LineEnding): Newline {
  if (options.lineSep !== null) {
    const first = options.lineSep.charCodeAt(0)
    if (options.lineSep.length === 1) {
      return { ...loneOnly, sentinel: first, lone: first, normalizes: false }
    }
    const second = options.lineSep.charCodeAt(1)
    return { ...loneOnly, sentinel: first, lone: off, first, second, plain: false, normalizes: false }
  }
  const universal = { ...loneOnly, first: carriageReturn, second: lineFeed, firstAlone: true }
  if (!options.multiLine || ending === 'cr') return universal
  return ending === 'lf' ? loneOnly : { ...universal, firstAlone: false, plain: false }
}

const loneOnly: Newline = {
  sentinel: lineFeed,
  lone: lineFeed,
  first: off,
  second: off,
  firstAlone: false,
  plain: true,
  normalizes: true,
}

/** The line ending that the beginning of a file shows. */
export function lineEndingOf(beginning: Uint8Array): LineEnding {
  for (let i = 0; i < beginning.length; i++) {
    if (beginning[i] === lineFeed) return 'lf'
    if (beginning[i] === carriageReturn) return beginning[i + 1] === lineFeed ? 'crlf' : 'cr'
  }
  return 'lf'
}

/** How many bytes the line end at `at` has; 0 if there is none. */
export function newlineLength(bytes: Uint8Array, at: number, newline: Newline): number {
  const byte = bytes[at]
  if (byte === newline.first) {
    if (bytes[at + 1] === newline.second) return 2
    return newline.firstAlone ? 1 : 0
  }
  return byte === newline.lone ? 1 : 0
}

/** Whether the separator stands at `at`. */
export function isSeparator(bytes: Uint8Array, at: number, separator: Uint8Array): boolean {
  for (let i = 0; i < separator.length; i++) if (bytes[at + i] !== separator[i]) return false
  return true
}

function codeOf(text: string): number {
  return text === '' ? off : text.charCodeAt(0)
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text)
}

function marked(bytes: readonly number[]): Uint8Array {
  const table = new Uint8Array(256)
  for (const byte of bytes) if (byte >= 0) table[byte] = 1
  return table
}
