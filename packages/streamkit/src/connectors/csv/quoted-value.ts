import { type Dialect, isSeparator, newlineLength, off } from './dialect.ts'

const space = 32
const lineFeed = 10

/**
 * Reads one quoted value that is not simply text between two quotes: escapes, quotes that nothing escapes, blanks behind the closing
 * quote, a quote that is never closed, several lines. The rules are those of the parser that Spark uses:
 *
 * - `\"` is a quote, `\\` a backslash, a backslash before anything else is itself;
 * - white space behind the closing quote does not count;
 * - a closing quote followed by something else was none: the value is then the raw text with its quotes up to the next separator
 *   (STOP_AT_DELIMITER), or goes on to the next closing quote, or is empty, or ends the read;
 * - without a closing quote the value ends with the record.
 *
 * One object is used again and again; results are its fields. The input is only read.
 */
export class QuotedValue {
  /** Where the separator or the line end behind the value stands, or the end of the data. */
  next = 0
  /** Line ends inside the value. */
  lines = 0
  /** RAISE_ERROR met an unescaped quote. */
  failed = false
  /** The value: `out[0 .. length)`. */
  out: Uint8Array = new Uint8Array(256)
  length = 0

  readonly #dialect: Dialect
  #bytes: Uint8Array = new Uint8Array(0)
  #end = 0
  #previous: number = off

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  /** Reads the value whose opening quote is at `open`; `end` is the end of the record's bytes as far as they are known. */
  read(bytes: Uint8Array, open: number, end: number): void {
    const { quote, escapeByte, escapeEscape } = this.#dialect
    this.#bytes = bytes
    this.#end = end
    this.#previous = off
    this.length = 0
    this.lines = 0
    this.failed = false
    let at = open + 1
    for (;;) {
      if (this.#isOver(at)) {
        // a quote and nothing behind it is text
        if (at === open + 1) this.#append(quote)
        this.next = Math.min(at, end)
        return
      }
      const byte = bytes[at] as number
      if (this.#previous === quote && byte !== quote) {
        const after = this.#afterClosingQuote(at)
        if (after < 0) return
        at = after
      } else if (byte === quote || byte === escapeByte) {
        this.#special(byte)
        at++
      } else if (byte === escapeEscape) {
        this.#flushEscape()
        this.#previous = byte
        at++
      } else {
        this.#flushEscape()
        this.#previous = off
        at = this.#run(at)
      }
    }
  }

  /** The record ends here: no more bytes, or a line end where a record is one line. */
  #isOver(at: number): boolean {
    return at >= this.#end || (!this.#dialect.multiLine && newlineLength(this.#bytes, at, this.#dialect.newline) > 0)
  }

  #isEnd(at: number): boolean {
    const { newline, separatorBytes } = this.#dialect
    return (
      at >= this.#end || newlineLength(this.#bytes, at, newline) > 0 || isSeparator(this.#bytes, at, separatorBytes)
    )
  }

  /** A quote or an escape, seen after `#previous`. */
  #special(byte: number): void {
    const { quote, escapeByte, escapeEscape } = this.#dialect
    const previous = this.#previous
    if (byte === escapeByte && previous === escapeEscape && escapeEscape !== off) {
      this.#append(escapeByte)
      this.#previous = off
    } else if (previous === escapeByte && escapeByte !== off) {
      this.#append(byte === quote ? quote : escapeByte)
      this.#previous = byte === quote ? off : byte
    } else {
      if (byte === quote && previous === quote) this.#append(quote)
      else this.#flushEscape()
      this.#previous = byte
    }
  }

  /** An escape that escaped nothing is text. */
  #flushEscape(): void {
    const { quote, escapeByte, escapeEscape } = this.#dialect
    const previous = this.#previous
    if (previous !== off && previous !== quote && (previous === escapeByte || previous === escapeEscape)) {
      this.#append(previous)
    }
  }

  /** Copies plain text; gives the position behind it. */
  #run(from: number): number {
    const { quotedStops, newline, multiLine } = this.#dialect
    const bytes = this.#bytes
    let at = from
    while (at < this.#end && quotedStops[bytes[at] as number] === 0) at++
    if (at > from) {
      this.#copy(from, at)
      return at
    }
    const lineEnd = newlineLength(bytes, at, newline)
    if (lineEnd > 0 && multiLine) {
      this.lines++
      if (newline.normalizes) this.#append(lineFeed)
      else this.#copy(at, at + lineEnd)
      return at + lineEnd
    }
    this.#copy(at, at + 1)
    return at + 1
  }

  /** What follows a closing quote. Gives where to read on, or -1 when the value is complete and `next` is set. */
  #afterClosingQuote(at: number): number {
    let after = at
    while (!this.#isEnd(after) && (this.#bytes[after] as number) <= space) after++
    if (this.#isEnd(after)) {
      this.next = Math.min(after, this.#end)
      return -1
    }
    switch (this.#dialect.unescapedQuoteHandling) {
      case 'stopAtClosingQuote':
        this.#copy(at - 1, after)
        this.#previous = off
        return after
      case 'stopAtDelimiter':
        this.#takeRaw(at - 1)
        return -1
      case 'raiseError':
        this.failed = true
        this.#skip(at)
        return -1
      case 'skipValue':
        this.length = 0
        this.#skip(at)
        return -1
    }
  }

  /** The quotes belong to the value: an opening one before what was read, and everything from the last one to the separator. */
  #takeRaw(closing: number): void {
    this.#reserve(1)
    this.out.copyWithin(1, 0, this.length)
    this.out[0] = this.#dialect.quote
    this.length++
    this.#skip(closing)
    let end = this.next
    if (this.#dialect.trimTrailing) while (end > closing && (this.#bytes[end - 1] as number) <= space) end--
    this.#copy(closing, end)
  }

  #skip(from: number): void {
    let at = from
    while (!this.#isEnd(at)) at++
    this.next = Math.min(at, this.#end)
  }

  #append(byte: number): void {
    this.#reserve(1)
    this.out[this.length++] = byte
  }

  #copy(from: number, to: number): void {
    this.#reserve(to - from)
    for (let i = from; i < to; i++) this.out[this.length++] = this.#bytes[i] as number
  }

  #reserve(more: number): void {
    if (this.length + more <= this.out.length) return
    const grown = new Uint8Array(Math.max(this.out.length * 2, this.length + more))
    grown.set(this.out.subarray(0, this.length))
    this.out = grown
  }
}
