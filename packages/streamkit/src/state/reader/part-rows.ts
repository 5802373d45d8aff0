import type { StatePart } from '../../contracts/state-layout.ts'
import type { ByteSlice } from '../../contracts/state-store.ts'
import { unreachable } from '../../errors/invariant.ts'
import {
  arrayType,
  mapType,
  type StructField,
  safeBigintType,
  structField,
  structType,
  timestampType,
} from '../../types/data-type.ts'
import { decodeBoth, decodeSegments, shownStruct } from './decode-segments.ts'
import type { ReadEntry } from './read-state.ts'

/** A row of a part: the internal values of {@link partFields}. */
export interface PartRow {
  /** Tells the rows of one entry from each other. */
  readonly id: number
  /** What it was made of: two rows with the same key and bytes are the same. */
  readonly bytes: ByteSlice
  /** What a deleted row has too. */
  readonly key: readonly unknown[]
  readonly rest: readonly unknown[]
}

/** Whether a key belongs to a part. */
export function isOfPart({ prefix, shape }: StatePart, { bytes, start, end }: ByteSlice): boolean {
  if (shape === 'sessions' && bytes[start] === counterByte && end > start) return false
  return end - start >= prefix.length && prefix.every((byte, i) => bytes[start + i] === byte)
}

/** Under this byte, which begins no key, lies the number of all sessions. */
const counterByte = 0xff

/** The columns of a part. Not flat: a list, or a map, is one value. */
export function partFields(part: StatePart, isFlat: boolean): readonly StructField[] {
  const key = shownStruct(part.key)
  const keyField = structField('key', key, false)
  const value = shownStruct(part.value)
  switch (part.shape) {
    case undefined:
    case 'value':
    case 'versions':
      return [keyField, structField('value', value)]
    case 'sessions': {
      const start = structField('sessionStartTime', timestampType, false)
      return [structField('key', structType([...key.fields, start]), false), structField('value', value)]
    }
    case 'list':
      return [
        keyField,
        isFlat ? structField('list_element', value) : structField('list_value', arrayType(value, false)),
      ]
    case 'map': {
      const mapKey = shownStruct(part.mapKey ?? [])
      if (!isFlat) return [keyField, structField('map_value', mapType(mapKey, value, false))]
      return [keyField, structField('user_map_key', mapKey), structField('user_map_value', value)]
    }
    case 'timers':
      return [keyField, structField('expiration_timestamp_ms', safeBigintType, false)]
    default:
      return unreachable(part.shape, 'partFields')
  }
}

/** The rows of an entry. */
export function partRows(part: StatePart, { key, value, expiresAt }: ReadEntry): readonly PartRow[] {
  const keySlice = { ...key, start: key.start + part.prefix.length }
  switch (part.shape) {
    case undefined:
    case 'value':
    case 'list': {
      const rest = [decodeSegments(part.value, value, expiresAt)]
      return [{ id: 0, bytes: value, key: [decodeSegments(part.key, keySlice, null)], rest }]
    }
    case 'map': {
      const [groupKey, mapKey] = decodeBoth(part.key, part.mapKey ?? [], keySlice)
      return [{ id: 0, bytes: value, key: [groupKey, mapKey], rest: [decodeSegments(part.value, value, expiresAt)] }]
    }
    case 'sessions': {
      const group = decodeSegments(part.key, keySlice, null)
      return piecesOf(value, sessionHeaderBytes).map((session) => {
        const start = startOf(session)
        return {
          id: start,
          bytes: session,
          key: [[...group, start]],
          rest: [decodeSegments(part.value, session, null)],
        }
      })
    }
    case 'versions': {
      const group = decodeSegments(part.key, keySlice, null)
      return piecesOf(value, versionHeaderBytes).map((version) => ({
        id: startOf(version),
        bytes: version,
        key: [group],
        rest: [decodeSegments(part.value, version, null)],
      }))
    }
    case 'timers': {
      const group = decodeSegments(part.key, keySlice, null)
      const times = decodeSegments(part.value, value, null)[0] as readonly number[]
      return times.map((time) => ({ id: time, bytes: noBytes, key: [group, time], rest: [] }))
    }
    default:
      return unreachable(part.shape, 'partRows')
  }
}

/** Where in a list an element is. */
export function listPosition({ bytes, end }: ByteSlice): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat64(end - 8)
}

const noBytes: ByteSlice = { bytes: new Uint8Array(0), start: 0, end: 0 }
/** Before each: start and end, or a time, and the length of what follows. */
const sessionHeaderBytes = 20
const versionHeaderBytes = 12

function piecesOf({ bytes, start, end }: ByteSlice, headerBytes: number): readonly ByteSlice[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pieces: ByteSlice[] = []
  for (let at = start; at < end; ) {
    const to = at + headerBytes + view.getUint32(at + headerBytes - 4, true)
    pieces.push({ bytes, start: at, end: to })
    at = to
  }
  return pieces
}

function startOf({ bytes, start }: ByteSlice): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat64(start, true)
}
