import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { exactWriter, type ValueWriter } from '../../columnar/row-codec.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import { vectorKindOf } from '../../columnar/vector-kind-of.ts'
import type { DataType } from '../../types/data-type.ts'
import { roomFor } from './room-for.ts'

/** One value, or null, for each group: numbers in a typed array. State: as a {@link ValueWriter} writes it. */
export class ValueSlots {
  readonly #type: DataType
  readonly #write: ValueWriter
  /** Numbers, if the type's columns hold such. */
  #numbers: Float64Array | null
  /** 1: not null. */
  #present = new Uint8Array(0)
  readonly #values: unknown[] = []

  constructor(type: DataType) {
    const kind = vectorKindOf(type)
    this.#type = type
    this.#write = exactWriter(type)
    this.#numbers = kind === 'int32' || kind === 'float64' ? new Float64Array(0) : null
  }

  ensure(count: number): void {
    this.#present = roomFor(this.#present, count)
    if (this.#numbers !== null) this.#numbers = roomFor(this.#numbers, count)
  }

  /** 0 where the value is null. Until the next {@link ensure}. */
  get present(): Uint8Array {
    return this.#present
  }
  /** The values of a type that is kept as numbers. Until the next {@link ensure}. */
  get numbers(): Float64Array | null {
    return this.#numbers
  }

  get(group: number): unknown {
    if (this.#present[group] === 0) return null
    return this.#numbers === null ? this.#values[group] : this.#numbers[group]
  }

  set(group: number, value: unknown): void {
    if (value === null || value === undefined) {
      this.#present[group] = 0
      if (this.#numbers === null) this.#values[group] = null
      return
    }
    this.#present[group] = 1
    if (this.#numbers === null) this.#values[group] = value
    else this.#numbers[group] = value as number
  }

  setFrom(group: number, vector: ColumnVector, row: number): void {
    this.set(group, valueAt(vector, row))
  }

  read(from: KeyReader): unknown {
    return from.value(this.#type)
  }

  write(group: number, to: KeyWriter): void {
    this.#write(to, this.get(group))
  }
}
