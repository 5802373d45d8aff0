import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { exactWriter, type ValueWriter } from '../../columnar/row-codec.ts'
import type { DataType } from '../../types/data-type.ts'
import { type ValueIdentity, valueIdentity } from './value-identity.ts'

/**
 * How often each value was there, for each group.
 *
 * State: how many different values (LEB128), then each value and how often it was there, in 8 bytes, in the order in which they were first seen.
 */
export class Frequencies {
  readonly #type: DataType
  readonly #write: ValueWriter
  readonly #identity: ValueIdentity
  readonly #groups: (Map<unknown, number> | undefined)[] = []

  constructor(type: DataType) {
    this.#type = type
    this.#write = exactWriter(type)
    this.#identity = valueIdentity(type)
  }

  ensure(count: number): void {
    if (this.#groups.length < count) this.#groups.length = count
  }

  /** Counts a value that is not null. */
  add(group: number, value: unknown, times: number): void {
    let counts = this.#groups[group]
    if (counts === undefined) {
      counts = new Map()
      this.#groups[group] = counts
    }
    const key = this.#identity.key(value)
    counts.set(key, (counts.get(key) ?? 0) + times)
  }

  /** Values and how often they were there. */
  entries(group: number): readonly (readonly [unknown, number])[] {
    return [...(this.#groups[group] ?? [])].map(([key, count]) => [this.#identity.value(key), count])
  }

  merge(group: number, from: KeyReader): void {
    const size = from.count()
    for (let i = 0; i < size; i++) {
      const value = from.value(this.#type)
      this.add(group, value, from.wholeNumber())
    }
  }

  write(group: number, to: KeyWriter): void {
    const counts = this.#groups[group]
    to.count(counts?.size ?? 0)
    if (counts === undefined) return
    for (const [key, count] of counts) {
      this.#write(to, this.#identity.value(key))
      to.wholeNumber(count)
    }
  }
}
