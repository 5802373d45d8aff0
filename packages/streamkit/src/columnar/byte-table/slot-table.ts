import type { ByteSlice } from '../byte-slice.ts'
import type { EntryPages } from './entry-pages.ts'

interface Shard {
  /** A hash and a ref for each slot; ref 0: empty. */
  slots: Int32Array
  /** Number of slots - 1. */
  mask: number
  count: number
  growAt: number
}

const firstSlots = 8

/**
 * Finds entries by key: open addressing with linear probing, in shards that grow one by one, each at another fill, so that no insert waits for more than one small
 * shard. Whole hashes are kept in the slots: growing touches no keys, and a key that is not there is almost never compared.
 */
export class SlotTable {
  readonly #pages: EntryPages
  readonly #shards: Shard[]
  readonly #shardBits: number
  readonly #shardMask: number
  #count = 0
  #slotBytes = 0
  /** Where the last {@link find} ended: the slot of the entry, or the empty one. */
  #slot = 0

  constructor(pages: EntryPages, shardBits: number) {
    this.#pages = pages
    this.#shardBits = shardBits
    this.#shardMask = 2 ** shardBits - 1
    this.#shards = Array.from({ length: 2 ** shardBits }, (_, i) => this.#emptyShard(i))
  }

  get count(): number {
    return this.#count
  }
  get allocatedBytes(): number {
    return this.#slotBytes
  }

  /** The ref of the entry with this key, or 0. */
  find(hash: number, key: ByteSlice): number {
    const { slots, mask } = this.#shards[hash & this.#shardMask] as Shard
    let slot = (hash >>> this.#shardBits) & mask
    for (;;) {
      const ref = slots[slot * 2 + 1] as number
      if (ref === 0 || (slots[slot * 2] === hash && this.#pages.matches(ref, key))) {
        this.#slot = slot
        return ref
      }
      slot = (slot + 1) & mask
    }
  }

  /** Adds the entry that {@link find} did not find. Nothing may have changed since. */
  addFound(hash: number, ref: number): void {
    const index = hash & this.#shardMask
    const shard = this.#shards[index] as Shard
    shard.slots[this.#slot * 2] = hash
    shard.slots[this.#slot * 2 + 1] = ref
    this.#count++
    if (++shard.count > shard.growAt) this.#resize(index, (shard.mask + 1) * 2)
  }

  /** Gives the entry that {@link find} found another ref. Nothing may have changed since. */
  replaceFound(hash: number, ref: number): void {
    ;(this.#shards[hash & this.#shardMask] as Shard).slots[this.#slot * 2 + 1] = ref
  }

  /** Removes the entry that {@link find} found: entries that were pushed behind it move up, so that no slot stays marked. */
  removeFound(hash: number): void {
    this.#removeSlot(this.#shards[hash & this.#shardMask] as Shard, this.#slot)
  }

  /** Removes an entry that is there, by its ref: no key is compared. */
  removeRef(hash: number, ref: number): void {
    const shard = this.#shards[hash & this.#shardMask] as Shard
    this.#removeSlot(shard, this.#slotOf(shard, hash, ref))
  }

  /** Tells where an entry has moved. */
  moveRef(hash: number, from: number, to: number): void {
    const shard = this.#shards[hash & this.#shardMask] as Shard
    shard.slots[this.#slotOf(shard, hash, from) * 2 + 1] = to
  }

  /** Gives back slots after many entries went. */
  shrink(): void {
    for (const [index, shard] of this.#shards.entries()) {
      const slots = shard.mask + 1
      if (slots <= firstSlots || shard.count * 6 > slots) continue
      let fewer = slots
      while (fewer > firstSlots && shard.count * 4 <= fewer) fewer /= 2
      this.#resize(index, fewer)
    }
  }

  #slotOf(shard: Shard, hash: number, ref: number): number {
    let slot = (hash >>> this.#shardBits) & shard.mask
    while (shard.slots[slot * 2 + 1] !== ref) slot = (slot + 1) & shard.mask
    return slot
  }

  #removeSlot(shard: Shard, removed: number): void {
    const { slots, mask } = shard
    let hole = removed
    for (let slot = (hole + 1) & mask; slots[slot * 2 + 1] !== 0; slot = (slot + 1) & mask) {
      const home = ((slots[slot * 2] as number) >>> this.#shardBits) & mask
      // An entry may fill the hole unless its home lies behind the hole.
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue
      slots[hole * 2] = slots[slot * 2] as number
      slots[hole * 2 + 1] = slots[slot * 2 + 1] as number
      hole = slot
    }
    slots[hole * 2] = 0
    slots[hole * 2 + 1] = 0
    shard.count--
    this.#count--
  }

  #emptyShard(index: number): Shard {
    this.#slotBytes += firstSlots * 8
    return { slots: new Int32Array(firstSlots * 2), mask: firstSlots - 1, count: 0, growAt: growAt(index, firstSlots) }
  }

  #resize(index: number, count: number): void {
    const shard = this.#shards[index] as Shard
    const { slots: before } = shard
    const slots = new Int32Array(count * 2)
    const mask = count - 1
    for (let i = 0; i < before.length; i += 2) {
      const ref = before[i + 1] as number
      if (ref === 0) continue
      const hash = before[i] as number
      let slot = (hash >>> this.#shardBits) & mask
      while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask
      slots[slot * 2] = hash
      slots[slot * 2 + 1] = ref
    }
    this.#slotBytes += (slots.length - before.length) * 4
    shard.slots = slots
    shard.mask = mask
    shard.growAt = growAt(index, count)
  }
}

/** Between 60 and 84 % by shard: keys spread evenly, so shards with one limit would all grow in the same moment. */
function growAt(shard: number, slots: number): number {
  return Math.floor(slots * (0.6 + ((shard * 7) % 16) * 0.016))
}
