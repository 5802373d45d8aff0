import { emptySlice } from '../../columnar/byte-slice.ts'
import type { ListState } from '../../contracts/stateful-processor.ts'
import { addSlot, readSlots, type SlotRange, slotSuffix, writeSlots } from './slot-range.ts'
import { entryTag } from './state-scope.ts'
import { KeyedVariable } from './state-variable.ts'

/** An entry with the range of numbers for each key, and one for each element. Elements end one by one. */
export class ListVariable extends KeyedVariable implements ListState<object> {
  get exists(): boolean {
    for (const _ of this.#elements()) return true
    return false
  }

  get(): object[] {
    return [...this.#elements()]
  }

  put(values: Iterable<object>): void {
    const added = [...values]
    this.clear()
    this.appendList(added)
  }

  appendValue(value: object): void {
    this.appendList([value])
  }

  appendList(values: Iterable<object>): void {
    const slots = this.#slots()
    this.#trim(slots)
    for (const value of values) this.#append(slots, value)
    writeSlots(this.scope, { tag: entryTag.listHeader, variable: this.id }, slots)
  }

  clear(): void {
    const { scope } = this
    const { first, next } = this.#slots()
    for (let slot = first; slot < next; slot++) {
      if (scope.remove(entryTag.listElement, this.id, slotSuffix(slot))) scope.removed++
    }
    scope.remove(entryTag.listHeader, this.id)
  }

  #append(slots: SlotRange, value: object): void {
    const { scope } = this
    const into = { ...emptySlice }
    const at = scope.endOf(this.ttlMs)
    this.codec.encode({ value, at, slot: null }, into)
    scope.put({ tag: entryTag.listElement, variable: this.id, suffix: slotSuffix(addSlot(slots, at)) }, into, at)
    scope.updated++
  }

  *#elements(): Generator<object> {
    const { first, next } = this.#slots()
    for (let slot = first; slot < next; slot++) {
      const bytes = this.scope.get(entryTag.listElement, this.id, slotSuffix(slot))
      if (bytes === null) continue
      const { value, at } = this.codec.decode(bytes)
      if (value !== null && this.isLive(at)) yield value
    }
  }

  #slots(): SlotRange {
    return readSlots(this.scope, entryTag.listHeader, this.id)
  }

  /** The first elements end first. */
  #trim(slots: SlotRange): void {
    if (this.ttlMs === null) return
    while (slots.first < slots.next && this.scope.get(entryTag.listElement, this.id, slotSuffix(slots.first)) === null)
      slots.first++
  }
}
