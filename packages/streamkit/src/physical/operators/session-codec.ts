import type { ByteSlice } from '../../columnar/byte-slice.ts'
import { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'

/** A session of a key: microseconds, the end is its last row's time plus the gap. */
export interface Session {
  readonly start: number
  readonly end: number
  /** What the aggregates wrote. */
  readonly buffers: ByteSlice
}

const headerBytes = 20

/**
 * Reads the sessions of a key: each is start and end (8 bytes, IEEE 754), the length of its buffers (4 bytes) and the buffers; little-endian. They point into `value`.
 */
export function readSessions({ bytes, start, end }: ByteSlice): readonly Session[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const sessions: Session[] = []
  for (let at = start; at < end; ) {
    const from = at + headerBytes
    const to = from + view.getUint32(at + 16, true)
    sessions.push({
      start: view.getFloat64(at, true),
      end: view.getFloat64(at + 8, true),
      buffers: { bytes, start: from, end: to },
    })
    at = to
  }
  return sessions
}

/** Writes a session behind what the writer has. */
export function writeSession(writer: KeyWriter, { start, end, buffers }: Session): void {
  writer.exactFloat64(start)
  writer.exactFloat64(end)
  writer.int32(buffers.end - buffers.start)
  writer.raw(buffers.bytes, buffers.start, buffers.end)
}

export function readerOf({ buffers }: Session): KeyReader {
  return new KeyReader(buffers)
}

/** The earliest end of some sessions: when the first of them is closed. */
export function firstEnd(sessions: readonly Pick<Session, 'end'>[]): number {
  let first = Number.POSITIVE_INFINITY
  for (const { end } of sessions) if (end < first) first = end
  return first
}
