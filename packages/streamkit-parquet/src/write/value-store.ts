import { invariant } from '@streamkit/core/connector'
import { GrowingBytes } from './growing-bytes.ts'
import type { LeafType } from './write-node.ts'

/** Values of one leaf that wait for their row group, packed: what came with them (chunks of text, say) is not held. */
export interface ValueStore {
  /** Roughly. */
  readonly bytes: number
  add(value: unknown): void
  /** A value in the form that the writing library takes. */
  at(index: number): unknown
  clear(): void
}

/** The store for the internal values of a type. */
export function valueStore(type: LeafType): ValueStore {
  switch (type.kind) {
    case 'string':
    case 'binary':
      return new ByteStore()
    case 'bigint':
    case 'timestamp':
    case 'timestamp_ntz':
      return new Int64Store()
    case 'decimal':
      // the library takes unscaled decimals as bigint
      return type.precision <= 18 ? new Int64Store() : new BigintStore()
    case 'boolean':
      return new NumberStore((number) => number === 1)
    default:
      return new NumberStore((number) => number)
  }
}

class NumberStore implements ValueStore {
  readonly #give: (number: number) => unknown
  #values = new Float64Array(1024)
  #length = 0

  constructor(give: (number: number) => unknown) {
    this.#give = give
  }

  get bytes(): number {
    return this.#length * 8
  }

  add(value: unknown): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(this.#length * 2)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[this.#length++] = Number(value)
  }

  at(index: number): unknown {
    return this.#give(this.#values[index] as number)
  }

  clear(): void {
    this.#length = 0
  }
}

class Int64Store implements ValueStore {
  #values = new BigInt64Array(1024)
  #length = 0

  get bytes(): number {
    return this.#length * 8
  }

  add(value: unknown): void {
    if (this.#length === this.#values.length) {
      const grown = new BigInt64Array(this.#length * 2)
      grown.set(this.#values)
      this.#values = grown
    }
    const exact = BigInt(value as number | bigint)
    invariant(BigInt.asIntN(64, exact) === exact, 'a value of 64 bits')
    this.#values[this.#length++] = exact
  }

  at(index: number): unknown {
    return this.#values[index]
  }

  clear(): void {
    this.#length = 0
  }
}

class BigintStore implements ValueStore {
  #values: bigint[] = []

  get bytes(): number {
    return this.#values.length * 32
  }

  add(value: unknown): void {
    this.#values.push(BigInt(value as number | bigint))
  }

  at(index: number): unknown {
    return this.#values[index]
  }

  clear(): void {
    this.#values = []
  }
}

/** Text and bytes, one after the other. */
class ByteStore implements ValueStore {
  readonly #bytes = new GrowingBytes()
  #ends: number[] = []

  get bytes(): number {
    return this.#bytes.length + this.#ends.length * 8
  }

  add(value: unknown): void {
    if (typeof value === 'string') this.#bytes.text(value)
    else this.#bytes.append(value as Uint8Array)
    this.#ends.push(this.#bytes.length)
  }

  at(index: number): unknown {
    return this.#bytes.view(index === 0 ? 0 : (this.#ends[index - 1] as number), this.#ends[index] as number)
  }

  clear(): void {
    this.#bytes.clear()
    this.#ends = []
  }
}
