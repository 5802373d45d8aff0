import { GrowingBytes } from './growing-bytes.ts'
import type { ValueStore } from './value-store.ts'

/** The entries of one leaf, in the form in which the writing library takes a column. */
export interface LeafEntries {
  /** As many as entries: null where there is no value. */
  readonly values: readonly unknown[]
  /** Empty where every entry has a value. */
  readonly definitionLevels: readonly number[]
  readonly repetitionLevels: readonly number[]
}

/** What has come of one leaf since the last row group. */
export class LeafBuffer {
  readonly maxDefinition: number
  readonly #maxRepetition: number
  readonly #values: ValueStore
  readonly #definitions = new GrowingBytes()
  readonly #repetitions = new GrowingBytes()
  #entries = 0

  constructor(values: ValueStore, levels: { readonly maxDefinition: number; readonly maxRepetition: number }) {
    this.#values = values
    this.maxDefinition = levels.maxDefinition
    this.#maxRepetition = levels.maxRepetition
  }

  get bytes(): number {
    return this.#values.bytes + this.#definitions.length + this.#repetitions.length
  }

  add(value: unknown, repetition: number): void {
    this.#values.add(value)
    this.#level(this.maxDefinition, repetition)
  }

  addNull(definition: number, repetition: number): void {
    this.#level(definition, repetition)
  }

  /** All entries since the last call. */
  take(): LeafEntries {
    const definitions = Array.from(this.#definitions.view())
    const values: unknown[] = new Array(this.#entries)
    let next = 0
    for (let i = 0; i < values.length; i++) {
      const isThere = definitions.length === 0 || definitions[i] === this.maxDefinition
      values[i] = isThere ? this.#values.at(next++) : null
    }
    return { values, definitionLevels: definitions, repetitionLevels: Array.from(this.#repetitions.view()) }
  }

  /** Forgets what was taken. */
  clear(): void {
    this.#values.clear()
    this.#definitions.clear()
    this.#repetitions.clear()
    this.#entries = 0
  }

  #level(definition: number, repetition: number): void {
    if (this.maxDefinition > 0) this.#definitions.push(definition)
    if (this.#maxRepetition > 0) this.#repetitions.push(repetition)
    this.#entries++
  }
}
