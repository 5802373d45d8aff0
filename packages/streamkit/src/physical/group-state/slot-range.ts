import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { rowCodec } from '../../columnar/row-codec.ts'
import { doubleType } from '../../types/data-type.ts'
import type { StateScope } from './state-scope.ts'

/** Numbers `[first, next)`, some of which may have no entry any more. */
export interface SlotRange {
  first: number
  next: number
  /** When the last entry ends, ms; null: never. */
  endsMs: number | null
}

const codec = rowCodec([doubleType, doubleType, doubleType])

/** Which numbered entries a list or a map of the current key has. */
export function readSlots(scope: StateScope, tag: number, variable: number): SlotRange {
  const bytes = scope.get(tag, variable)
  if (bytes === null) return { first: 0, next: 0, endsMs: null }
  const [first, next, endsMs] = codec.decode(bytes) as [number, number, number | null]
  return { first, next, endsMs }
}

/** An empty range is not kept. */
export function writeSlots(
  scope: StateScope,
  key: { readonly tag: number; readonly variable: number },
  slots: SlotRange,
): void {
  if (slots.first >= slots.next) {
    scope.remove(key.tag, key.variable)
    return
  }
  const into = { ...emptySlice }
  codec.encodeValues([slots.first, slots.next, slots.endsMs], into)
  scope.put(key, into, slots.endsMs)
}

/** Adds a slot for an entry that ends then. */
export function addSlot(slots: SlotRange, endsMs: number | null): number {
  const hasEndless = slots.first < slots.next && slots.endsMs === null
  slots.endsMs = endsMs === null || hasEndless ? null : Math.max(slots.endsMs ?? endsMs, endsMs)
  return slots.next++
}

/** A number as the end of a key. Valid until the next call. */
export function slotSuffix(slot: number): ByteSlice {
  view.setFloat64(0, slot)
  return suffix
}

const view = new DataView(new ArrayBuffer(8))
const suffix: ByteSlice = { bytes: new Uint8Array(view.buffer), start: 0, end: 8 }
