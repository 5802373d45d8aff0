import { type Dialect, isSeparator, newlineLength } from './dialect.ts'
import { QuotedValue } from './quoted-value.ts'
import { quotedEmpty, type RecordTable } from './record-table.ts'

const space = 32

/** Which columns of a record are wanted. */
export interface ScanLayout {
  /** Slot by column of the file, -1 for columns that are only skipped. As long as the schema. */
  readonly slots: Int32Array
  readonly maxColumns: number
}

/** The bytes to scan. Behind `end` there must be one more byte, the sentinel of the dialect's newline. */
export interface ScanWindow {
  /** The first byte of the next record. */
  at: number
  readonly end: number
  /** Nothing comes behind `end`. */
  readonly isLast: boolean
  /** Physical line of `at`, from 1. */
  line: number
}

/** Why the last record of the table ended the scan. */
export interface ScanFault {
  readonly kind: 'tooManyColumns' | 'unescapedQuote'
  /** Its number of columns. */
  readonly count: number
}

/**
 * Finds records and the wanted fields in them, in bytes, without looking at what the fields mean. This is the loop that runs for every byte
 * of every file: it allocates nothing and calls nothing for a field without quotes.
 */
export class RecordScanner {
  /** Set when `scan` met something that ends the read. */
  fault: ScanFault | null = null
  readonly #dialect: Dialect
  readonly #layout: ScanLayout
  readonly #quoted: QuotedValue
  /** The escape escapes itself too, as usual, and nothing else escapes it. */
  readonly #escapesItself: boolean
  // results of #field
  #from = 0
  #to = 0
  #innerLines = 0
  #isEscaped = false

  constructor(dialect: Dialect, layout: ScanLayout) {
    this.#dialect = dialect
    this.#layout = layout
    this.#quoted = new QuotedValue(dialect)
    this.#escapesItself = dialect.escapeByte === dialect.escapeEscape
  }

  /**
   * Adds records to the table until it is full or the bytes end. `window` then stands behind the last complete record; what is left is the beginning of a record, unless
   * the table is full.
   */
  scan(window: ScanWindow, table: RecordTable): void {
    const { bytes, capacity } = table
    const { comment } = this.#dialect
    const { end } = window
    while (window.at < end && table.rows < capacity && this.fault === null) {
      const first = bytes[window.at] as number
      if (first <= space || first === comment) {
        const skipped = this.#skipLine(bytes, window)
        if (skipped < 0) return
        if (skipped > 0) continue
      }
      const next = this.#record(window, table)
      if (next < 0) return
      window.at = next
    }
  }

  /** Reads one record into the next row; gives the position behind it, or -1 if its end is not there yet. */
  #record(window: ScanWindow, table: RecordTable): number {
    const { bytes, starts, ends, capacity, rows } = table
    const { end } = window
    const { slots } = this.#layout
    const { separator, separatorBytes, stops, newline, quote, trimLeading, trimTrailing } = this.#dialect
    const width = slots.length
    const separatorLength = separatorBytes.length
    const simple = newline.plain && separatorLength === 1 && !trimTrailing
    let lines = 0
    let column = 0
    let at = window.at
    for (;;) {
      let from = trimLeading ? this.#skipBlanks(bytes, at, end) : at
      let to: number
      if (bytes[from] === quote) {
        at = this.#quotedField(bytes, from, end)
        from = this.#from
        to = this.#to
        lines += this.#innerLines
        if (this.#isEscaped && column < width && (slots[column] as number) >= 0)
          table.escaped.push((slots[column] as number) * capacity + rows, from - 1)
      } else {
        at = from
        while (stops[bytes[at] as number] === 0) at++
        if (!simple) at = this.#endOfPlain(bytes, at, end)
        to = at
        if (trimTrailing) while (to > from && (bytes[to - 1] as number) <= space) to--
      }
      if (column < width) {
        const slot = slots[column] as number
        if (slot >= 0) {
          starts[slot * capacity + rows] = from
          ends[slot * capacity + rows] = to
        }
      }
      column++
      if (at < end && bytes[at] === separator) {
        // a line end cannot begin with the separator: whatever stops at this byte is one
        at += separatorLength
        continue
      }
      break
    }
    const next = at >= end ? end : at + newlineLength(bytes, at, newline)
    if (!window.isLast && (at >= end || next > end)) return this.#takeBack(table)
    if (column !== width) this.#miscounted(table, column)
    table.recordStarts[rows] = window.at
    table.recordEnds[rows] = Math.min(at, end)
    table.lines[rows] = window.line
    window.line += lines + 1
    table.rows = rows + 1
    return Math.min(next, end)
  }

  /** Forgets what was noted of a record whose end is not there yet. */
  #takeBack(table: RecordTable): -1 {
    const { escaped, capacity, rows } = table
    while (escaped.length > 0 && (escaped[escaped.length - 2] as number) % capacity === rows) escaped.length -= 2
    this.fault = null
    return -1
  }

  /** Where an unquoted field ends, when its first stop may be none: a lone carriage return, half a separator. */
  #endOfPlain(bytes: Uint8Array, stop: number, end: number): number {
    const { stops, separatorBytes, newline } = this.#dialect
    let at = stop
    while (at < end && !isSeparator(bytes, at, separatorBytes) && newlineLength(bytes, at, newline) === 0) {
      at++
      while (stops[bytes[at] as number] === 0) at++
    }
    return Math.min(at, end)
  }

  /**
   * Reads a quoted field: sets `#from`, `#to`, `#isEscaped` and `#innerLines`, gives the position behind it. Only finds the end; what needs more than stepping over escapes
   * and line ends is left to {@link QuotedValue}.
   */
  #quotedField(bytes: Uint8Array, open: number, end: number): number {
    const { quotedStops, quote, escapeByte, newline, multiLine } = this.#dialect
    let at = open + 1
    let isEscaped = false
    let lines = 0
    for (;;) {
      while (quotedStops[bytes[at] as number] === 0) at++
      if (at + 1 >= end) return this.#intricate(bytes, open, end)
      const byte = bytes[at]
      const next = bytes[at + 1]
      if (byte === escapeByte && (next === quote || (next === escapeByte && this.#escapesItself))) {
        isEscaped = true
        at += 2
      } else if (byte === quote) {
        if (!this.#isFieldEnd(bytes, at + 1)) return this.#intricate(bytes, open, end)
        this.#from = open + 1
        this.#to = at === open + 1 ? quotedEmpty : at
        this.#innerLines = lines
        this.#isEscaped = isEscaped
        return at + 1
      } else if (byte === newline.lone && multiLine) {
        lines++
        at++
      } else if (byte === escapeByte && this.#escapesItself) {
        at++
      } else {
        return this.#intricate(bytes, open, end)
      }
    }
  }

  #isFieldEnd(bytes: Uint8Array, at: number): boolean {
    const { separator, separatorBytes, newline } = this.#dialect
    if (bytes[at] === separator) return separatorBytes.length === 1 || isSeparator(bytes, at, separatorBytes)
    return newlineLength(bytes, at, newline) > 0
  }

  #intricate(bytes: Uint8Array, open: number, end: number): number {
    const value = this.#quoted
    value.read(bytes, open, end)
    this.#from = open + 1
    this.#innerLines = value.lines
    this.#to = value.length === 0 ? quotedEmpty : value.next
    this.#isEscaped = value.length > 0
    if (value.failed) this.fault = { kind: 'unescapedQuote', count: 0 }
    return value.next
  }

  #skipBlanks(bytes: Uint8Array, from: number, end: number): number {
    const { stops } = this.#dialect
    let at = from
    while (at < end && (bytes[at] as number) <= space && stops[bytes[at] as number] === 0) at++
    return at
  }

  /** Skips a blank line or a comment: 1. Gives 0 if the line is neither, -1 if that cannot be told yet. */
  #skipLine(bytes: Uint8Array, window: ScanWindow): -1 | 0 | 1 {
    const { newline, multiLine, trimLeading, comment } = this.#dialect
    const { end } = window
    let at = window.at
    if (bytes[at] === comment) {
      while (at < end && newlineLength(bytes, at, newline) === 0) at++
    } else if (multiLine) {
      if (trimLeading) at = this.#skipBlanks(bytes, at, end)
      if (at < end && newlineLength(bytes, at, newline) === 0) return 0
    } else {
      while (at < end && (bytes[at] as number) <= space && newlineLength(bytes, at, newline) === 0) at++
      if (at < end && newlineLength(bytes, at, newline) === 0) return 0
    }
    const next = at >= end ? end : at + newlineLength(bytes, at, newline)
    if (!window.isLast && (at >= end || next > end)) return -1
    window.at = Math.min(next, end)
    window.line++
    return 1
  }

  #miscounted(table: RecordTable, count: number): void {
    const { slots, maxColumns } = this.#layout
    table.miscounted.push(table.rows, count)
    if (count > maxColumns) this.fault = { kind: 'tooManyColumns', count }
    for (let column = count; column < slots.length; column++) {
      const slot = slots[column] as number
      if (slot < 0) continue
      table.starts[slot * table.capacity + table.rows] = 0
      table.ends[slot * table.capacity + table.rows] = 0
    }
  }
}
