import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { ownProperty } from '../../columnar/object-maker.ts'
import { type RowCodec, rowCodec } from '../../columnar/row-codec.ts'
import { fieldToInternal, type ToInternal } from '../../columnar/to-internal.ts'
import type { MapState } from '../../contracts/stateful-processor.ts'
import type { StructType } from '../../types/data-type.ts'
import { groupKey } from './group-key.ts'
import { addSlot, readSlots, type SlotRange, slotSuffix, writeSlots } from './slot-range.ts'
import { entryTag } from './state-scope.ts'
import { KeyedVariable, type StateVariableInit } from './state-variable.ts'
import type { StoredValue } from './value-codec.ts'

/**
 * For each key an entry with the range of slots, for each slot one with a key of the map, and for each of these one with its slot and value. Without time-to-live the slots have no holes: the last one moves
 * into that of a key that is removed. With it, a key that is written moves to the last slot, so that the first slots end first.
 */
export class MapVariable extends KeyedVariable implements MapState<unknown, object> {
  readonly #keys: RowCodec
  readonly #converters: readonly { readonly name: string; readonly convert: ToInternal }[]
  readonly #keyOf: (values: readonly unknown[]) => unknown

  constructor(init: StateVariableInit) {
    super(init)
    const { fields } = init.definition.keySchema as StructType
    const types = fields.map((field) => field.dataType)
    this.#keys = rowCodec(types)
    this.#converters = fields.map((field) => ({ name: field.name, convert: fieldToInternal(field) }))
    this.#keyOf = groupKey(fields.length === 1 ? null : fields.map((field) => field.name), types)
  }

  get exists(): boolean {
    for (const _ of this.iterator()) return true
    return false
  }

  getValue(key: unknown): object | null {
    const stored = this.#entry(this.#bytesOf(key))
    return stored !== null && this.isLive(stored.at) ? stored.value : null
  }

  containsKey(key: unknown): boolean {
    return this.getValue(key) !== null
  }

  updateValue(key: unknown, value: object): void {
    const { scope } = this
    const mapKey = this.#bytesOf(key)
    const before = this.#entry(mapKey)
    const at = scope.endOf(this.ttlMs)
    let slot = before?.slot ?? null
    if (slot === null || this.ttlMs !== null) {
      const slots = this.#slots()
      if (slot !== null) scope.remove(entryTag.mapSlot, this.id, slotSuffix(slot))
      this.#trim(slots)
      slot = addSlot(slots, at)
      scope.put({ tag: entryTag.mapSlot, variable: this.id, suffix: slotSuffix(slot) }, mapKey, at)
      this.#writeSlots(slots)
    }
    this.#put(mapKey, { value, at, slot })
    scope.updated++
  }

  removeKey(key: unknown): void {
    const { scope } = this
    const mapKey = this.#bytesOf(key)
    const stored = this.#entry(mapKey)
    if (stored === null) return
    const slots = this.#slots()
    const slot = stored.slot as number
    scope.remove(entryTag.mapEntry, this.id, mapKey)
    scope.remove(entryTag.mapSlot, this.id, slotSuffix(slot))
    if (this.ttlMs === null) this.#fill(slots, slot)
    else this.#trim(slots)
    this.#writeSlots(slots)
    scope.removed++
  }

  *iterator(): Generator<[unknown, object]> {
    // Entries may be written and removed meanwhile.
    for (const mapKey of this.#mapKeys()) {
      const stored = this.#entry(sliceOf(mapKey))
      if (stored !== null && stored.value !== null && this.isLive(stored.at)) {
        yield [this.#keyOf(this.#keys.decode(sliceOf(mapKey))), stored.value]
      }
    }
  }

  *keys(): Generator<unknown> {
    for (const [key] of this.iterator()) yield key
  }

  *values(): Generator<object> {
    for (const [, value] of this.iterator()) yield value
  }

  clear(): void {
    const { scope } = this
    const { first, next } = this.#slots()
    for (const mapKey of this.#mapKeys()) if (scope.remove(entryTag.mapEntry, this.id, sliceOf(mapKey))) scope.removed++
    for (let slot = first; slot < next; slot++) scope.remove(entryTag.mapSlot, this.id, slotSuffix(slot))
    scope.remove(entryTag.mapHeader, this.id)
  }

  /** Moves the last slot into one that has become free. */
  #fill(slots: SlotRange, free: number): void {
    const { scope } = this
    const keyAt = (slot: number) => scope.get(entryTag.mapSlot, this.id, slotSuffix(slot))
    // An earlier run may have had time-to-live, and left holes.
    while (slots.next - 1 > free && keyAt(slots.next - 1) === null) slots.next--
    const last = --slots.next
    if (last === free) return
    const mapKey = copyOf(keyAt(last) as ByteSlice)
    const moved = this.#entry(sliceOf(mapKey)) as StoredValue
    scope.remove(entryTag.mapSlot, this.id, slotSuffix(last))
    scope.put({ tag: entryTag.mapSlot, variable: this.id, suffix: slotSuffix(free) }, sliceOf(mapKey), moved.at)
    this.#put(sliceOf(mapKey), { ...moved, slot: free })
  }

  #trim(slots: SlotRange): void {
    if (this.ttlMs === null) return
    while (slots.first < slots.next && this.scope.get(entryTag.mapSlot, this.id, slotSuffix(slots.first)) === null)
      slots.first++
  }

  #entry(mapKey: ByteSlice): StoredValue | null {
    const bytes = this.scope.get(entryTag.mapEntry, this.id, mapKey)
    return bytes === null ? null : this.codec.decode(bytes)
  }

  #put(mapKey: ByteSlice, stored: StoredValue): void {
    const into = { ...emptySlice }
    this.codec.encode(stored, into)
    this.scope.put({ tag: entryTag.mapEntry, variable: this.id, suffix: mapKey }, into, stored.at)
  }

  #mapKeys(): readonly Uint8Array[] {
    const { first, next } = this.#slots()
    const found: Uint8Array[] = []
    for (let slot = first; slot < next; slot++) {
      const bytes = this.scope.get(entryTag.mapSlot, this.id, slotSuffix(slot))
      if (bytes !== null) found.push(copyOf(bytes))
    }
    return found
  }

  #slots(): SlotRange {
    return readSlots(this.scope, entryTag.mapHeader, this.id)
  }
  #writeSlots(slots: SlotRange): void {
    writeSlots(this.scope, { tag: entryTag.mapHeader, variable: this.id }, slots)
  }

  #bytesOf(key: unknown): ByteSlice {
    const single = this.#converters.length === 1
    const values = this.#converters.map(({ name, convert }) => {
      const given = single ? key : ownProperty(key as object, name)
      const internal = convert(given, { column: `${this.definition.name}.key`, row: 0 })
      // One key, as it would be one group.
      return internal === 0 ? 0 : internal
    })
    const slice = { ...emptySlice }
    this.#keys.encodeValues(values, slice)
    return sliceOf(copyOf(slice))
  }
}

function sliceOf(bytes: Uint8Array): ByteSlice {
  return { bytes, start: 0, end: bytes.length }
}
function copyOf({ bytes, start, end }: ByteSlice): Uint8Array {
  return bytes.slice(start, end)
}
