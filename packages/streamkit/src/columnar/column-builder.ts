import type { DataType } from '../types/data-type.ts'
import type { ColumnVector } from './column-vector.ts'
import { vectorKindOf } from './vector-kind-of.ts'

/** Fills one column value by value, with internal values (see types/data-type.ts). */
export interface ColumnBuilder {
  /** Number of values so far. */
  readonly length: number
  /** Adds an internal value, or null. */
  append(value: unknown): void
  /** The column; the builder is not used after. */
  finish(): ColumnVector
}

type Numbers = { [i: number]: number; readonly length: number; set(from: ArrayLike<number>): void }

/** A builder for values of `type`; `capacity` is a hint, it grows. */
export function columnBuilder(type: DataType, capacity = 16): ColumnBuilder {
  const kind = vectorKindOf(type)
  switch (kind) {
    case 'boolean':
      return numeric(
        capacity,
        (n) => new Uint8Array(n),
        (values, nulls) => ({ kind, values: values as Uint8Array, nulls }),
      )
    case 'int32':
      return numeric(
        capacity,
        (n) => new Int32Array(n),
        (values, nulls) => ({ kind, values: values as Int32Array, nulls }),
      )
    case 'float64':
      return numeric(
        capacity,
        (n) => new Float64Array(n),
        (values, nulls) => ({ kind, values: values as Float64Array, nulls }),
      )
    case 'int64':
      return int64Builder(capacity)
    default:
      return listBuilder(kind)
  }
}

class NullMask {
  #mask: Uint8Array | null = null
  set(index: number, capacity: number): void {
    this.#mask ??= new Uint8Array(capacity)
    if (index >= this.#mask.length) {
      const grown = new Uint8Array(Math.max(capacity, index + 1))
      grown.set(this.#mask)
      this.#mask = grown
    }
    this.#mask[index] = 1
  }
  finish(length: number): Uint8Array | null {
    if (this.#mask === null || this.#mask.length === length) return this.#mask
    const exact = new Uint8Array(length)
    exact.set(this.#mask.subarray(0, length))
    return exact
  }
}

function numeric<A extends Numbers>(
  capacity: number,
  allocate: (n: number) => A & { subarray(from: number, to: number): Numbers },
  seal: (values: unknown, nulls: Uint8Array | null) => ColumnVector,
): ColumnBuilder {
  let values = allocate(Math.max(capacity, 1))
  let length = 0
  const nulls = new NullMask()
  return {
    get length() {
      return length
    },
    append(value) {
      if (length === values.length) {
        const grown = allocate(length * 2)
        grown.set(values)
        values = grown
      }
      if (value === null) nulls.set(length, values.length)
      else (values as Numbers)[length] = Number(value)
      length++
    },
    finish: () => seal(values.subarray(0, length), nulls.finish(length)),
  }
}

function int64Builder(capacity: number): ColumnBuilder {
  let values = new BigInt64Array(Math.max(capacity, 1))
  let length = 0
  const nulls = new NullMask()
  return {
    get length() {
      return length
    },
    append(value) {
      if (length === values.length) {
        const grown = new BigInt64Array(length * 2)
        grown.set(values)
        values = grown
      }
      if (value === null) nulls.set(length, values.length)
      else values[length] = value as bigint
      length++
    },
    finish: () => ({ kind: 'int64', values: values.subarray(0, length), nulls: nulls.finish(length) }),
  }
}

function listBuilder(kind: 'string' | 'object'): ColumnBuilder {
  const values: unknown[] = []
  const nulls = new NullMask()
  return {
    get length() {
      return values.length
    },
    append(value) {
      if (value === null) nulls.set(values.length, values.length + 16)
      values.push(value)
    },
    finish() {
      const mask = nulls.finish(values.length)
      return kind === 'string'
        ? { kind, values: values as (string | null)[], nulls: mask }
        : { kind, values, nulls: mask }
    },
  }
}
