import type { ColumnVector } from '../../columnar/column-vector.ts'
import { decodeStrings, valueAt } from '../../columnar/vector-access.ts'
import { vectorKindOf } from '../../columnar/vector-kind-of.ts'
import { type Compare, compareDoubles, compareOf, compareStrings } from '../../expressions/ordering.ts'
import { type DataType, isFractional } from '../../types/data-type.ts'

/** The order of two rows by their numbers, over all batches. */
export type RowCompare = (a: number, b: number) => number

/** One key of a sort: its values in the rows of all batches, one vector a batch. */
export interface SortKey {
  readonly dataType: DataType
  readonly vectors: readonly ColumnVector[]
  readonly lengths: readonly number[]
  readonly ascending: boolean
  readonly nullsFirst: boolean
}

/** The order by several keys; rows that are equal stay as they came. */
export function rowOrder(keys: readonly SortKey[]): RowCompare {
  const compares = keys.map(compareByKey)
  const [first] = compares
  if (first === undefined) return (a, b) => a - b
  if (compares.length === 1) return (a, b) => first(a, b) || a - b
  return (a, b) => {
    for (let i = 0; i < compares.length; i++) {
      const order = (compares[i] as RowCompare)(a, b)
      if (order !== 0) return order
    }
    return a - b
  }
}

/** The order by several keys; 0 for rows that are equal. */
export function keyOrder(keys: readonly SortKey[]): RowCompare {
  const compares = keys.map(compareByKey)
  return (a, b) => {
    for (const compare of compares) {
      const order = compare(a, b)
      if (order !== 0) return order
    }
    return 0
  }
}

function compareByKey(key: SortKey): RowCompare {
  const nulls = allNulls(key)
  const ascending = compareValues(key)
  const compare: RowCompare = key.ascending ? ascending : (a, b) => ascending(b, a)
  if (nulls === null) return compare
  const nullFirst = key.nullsFirst ? -1 : 1
  return (a, b) => {
    if (nulls[a] === 1) return nulls[b] === 1 ? 0 : nullFirst
    return nulls[b] === 1 ? -nullFirst : compare(a, b)
  }
}

function allNulls({ vectors, lengths }: SortKey): Uint8Array | null {
  if (vectors.every((vector) => vector.nulls === null)) return null
  const nulls = new Uint8Array(total(lengths))
  let at = 0
  for (const [i, vector] of vectors.entries()) {
    const length = lengths[i] as number
    if (vector.nulls !== null) nulls.set(vector.nulls.subarray(0, length), at)
    at += length
  }
  return nulls
}

/** Over rows that are not null. */
function compareValues(key: SortKey): RowCompare {
  switch (vectorKindOf(key.dataType)) {
    case 'boolean':
    case 'int32':
    case 'float64': {
      const values = allNumbers(key)
      if (isFractional(key.dataType)) return (a, b) => compareDoubles(values[a] as number, values[b] as number)
      return (a, b) => (values[a] as number) - (values[b] as number)
    }
    case 'int64': {
      const values = allBigInts(key)
      return (a, b) => {
        const [x, y] = [values[a] as bigint, values[b] as bigint]
        return x < y ? -1 : x > y ? 1 : 0
      }
    }
    case 'string': {
      const values = key.vectors.flatMap((vector, i) => stringsOf(vector, key.lengths[i] as number))
      return (a, b) => compareStrings(values[a] as string, values[b] as string)
    }
    case 'object': {
      const values = key.vectors.flatMap((vector, i) => {
        return Array.from({ length: key.lengths[i] as number }, (_, row) => valueAt(vector, row))
      })
      const compare = compareOf(key.dataType) as Compare
      return (a, b) => compare(values[a], values[b])
    }
  }
}

function allNumbers({ vectors, lengths }: SortKey): Float64Array {
  const values = new Float64Array(total(lengths))
  let at = 0
  for (const [i, vector] of vectors.entries()) {
    const length = lengths[i] as number
    if (vector.kind === 'boolean' || vector.kind === 'int32' || vector.kind === 'float64') {
      values.set(vector.values.subarray(0, length), at)
    }
    at += length
  }
  return values
}

function allBigInts({ vectors, lengths }: SortKey): BigInt64Array {
  const values = new BigInt64Array(total(lengths))
  let at = 0
  for (const [i, vector] of vectors.entries()) {
    const length = lengths[i] as number
    if (vector.kind === 'int64') values.set(vector.values.subarray(0, length), at)
    at += length
  }
  return values
}

function stringsOf(vector: ColumnVector, length: number): readonly (string | null)[] {
  if (vector.kind !== 'utf8' && vector.kind !== 'string') return []
  const values = decodeStrings(vector, length)
  return values.length === length ? values : values.slice(0, length)
}

function total(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0)
}
