import { type ByteSlice, copySlice } from '../../columnar/byte-slice.ts'

/** Rows of one key by ascending time, each time once. Times are microseconds since 1970; rows are what the row codec writes. */
export interface AsOfVersions {
  readonly times: Float64Array
  readonly rows: readonly ByteSlice[]
}

/** How long a version matters: the rows that it may belong to come after the watermark. */
export type AsOfReach = Readonly<{ toleranceMicros: number | null }>

export const noVersions: AsOfVersions = { times: new Float64Array(0), rows: [] }

/** Time (8 bytes) and length of the row (4) before each row. */
const headerBytes = 12

/** Reads `time, length, row` (little-endian), as often as they are there. The rows lie in the bytes that were read. */
export function readVersions({ bytes, start, end }: ByteSlice): AsOfVersions {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [times, rows]: [number[], ByteSlice[]] = [[], []]
  for (let at = start; at < end; ) {
    const from = at + headerBytes
    const to = from + view.getUint32(at + 8, true)
    times.push(view.getFloat64(at, true))
    rows.push({ bytes, start: from, end: to })
    at = to
  }
  return { times: Float64Array.from(times), rows }
}

/** The bytes of versions from one on, for {@link readVersions}. */
export function writeVersions({ times, rows }: AsOfVersions, first = 0): ByteSlice {
  let length = 0
  for (let i = first; i < rows.length; i++) length += headerBytes + lengthOf(rows[i] as ByteSlice)
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (let i = first; i < rows.length; i++) {
    const row = rows[i] as ByteSlice
    view.setFloat64(at, times[i] as number, true)
    view.setUint32(at + 8, lengthOf(row), true)
    copySlice(row, bytes, at + headerBytes)
    at += headerBytes + lengthOf(row)
  }
  return { bytes, start: 0, end: length }
}

/** Both together. Of two with one time that of `later` stays. */
export function mergeVersions(earlier: AsOfVersions, later: AsOfVersions): AsOfVersions {
  const [times, rows]: [number[], ByteSlice[]] = [[], []]
  let [i, j] = [0, 0]
  while (i < earlier.times.length || j < later.times.length) {
    const [a, b] = [earlier.times[i] ?? Number.POSITIVE_INFINITY, later.times[j] ?? Number.POSITIVE_INFINITY]
    const isLater = b <= a
    times.push(isLater ? b : a)
    rows.push((isLater ? later.rows[j] : earlier.rows[i]) as ByteSlice)
    if (a <= b) i++
    if (isLater) j++
  }
  return { times: Float64Array.from(times), rows }
}

/** The versions of rows in the order in which they came: of several with one time the last counts. */
export function versionsOf(arrivals: readonly { readonly time: number; readonly row: ByteSlice }[]): AsOfVersions {
  // Sorting keeps the order of equal times.
  const sorted = arrivals.toSorted((a, b) => a.time - b.time)
  const last = sorted.filter(({ time }, i) => sorted[i + 1]?.time !== time)
  return { times: Float64Array.from(last, ({ time }) => time), rows: last.map(({ row }) => row) }
}

/** The watermark at which the first of the versions matters no more: the next one is at or before it, or it is too far away. Null: never. */
export function expiryOf(times: Float64Array, first: number, { toleranceMicros }: AsOfReach): number | null {
  const next = times[first + 1] ?? Number.POSITIVE_INFINITY
  const tooFar = toleranceMicros === null ? Number.POSITIVE_INFINITY : (times[first] as number) + toleranceMicros
  const expiry = Math.min(next, tooFar)
  return expiry === Number.POSITIVE_INFINITY ? null : expiry
}

/** The first version that can still belong to a row after the watermark; as many as there are: none can. */
export function firstNeeded(times: Float64Array, watermark: number, reach: AsOfReach): number {
  let first = 0
  while (first < times.length) {
    const expiry = expiryOf(times, first, reach)
    if (expiry === null || expiry > watermark) break
    first++
  }
  return first
}

function lengthOf({ start, end }: ByteSlice): number {
  return end - start
}
