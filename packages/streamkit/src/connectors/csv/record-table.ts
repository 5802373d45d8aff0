/**
 * Where the fields of a run of records stand in a piece of a file: what the scanner writes and the decoders read.
 *
 * The value of slot s in row r is `bytes[starts[s * capacity + r] .. ends[s * capacity + r])`. An end equal to its start is an empty value
 * without quotes; {@link quotedEmpty} as the end is an empty value in quotes.
 */
export class RecordTable {
  readonly bytes: Uint8Array
  readonly capacity: number
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** Where each record begins and ends (without its line end), and its physical line. */
  readonly recordStarts: Int32Array
  readonly recordEnds: Int32Array
  readonly lines: Float64Array
  rows = 0
  /** Fields that have to be unescaped: pairs of index into `starts` and position of the opening quote. */
  readonly escaped: number[] = []
  /** Records with another number of columns than the schema: pairs of row and number. */
  readonly miscounted: number[] = []

  constructor(bytes: Uint8Array, slots: number, capacity: number) {
    this.bytes = bytes
    this.capacity = capacity
    this.starts = new Int32Array(slots * capacity)
    this.ends = new Int32Array(slots * capacity)
    this.recordStarts = new Int32Array(capacity)
    this.recordEnds = new Int32Array(capacity)
    this.lines = new Float64Array(capacity)
  }
}

/** The end of a field that is an empty value in quotes. */
export const quotedEmpty = -1
