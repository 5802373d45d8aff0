import type { ColumnVector } from '../../columnar/column-vector.ts'
import { textReader } from '../../columnar/vector-access.ts'
import { vectorKindOf } from '../../columnar/vector-kind-of.ts'
import { invariant } from '../../errors/invariant.ts'
import type { DataType, StructField } from '../../types/data-type.ts'

type Slots = { [i: number]: unknown; length: number }
/** A column that a generated loop writes. */
export interface OutputColumn {
  readonly values: Slots | readonly unknown[]
  readonly nulls: Uint8Array | null
}
/** A column that a generated loop reads. */
export interface InputColumn {
  /** For text that is bytes still a function of the row. */
  readonly values: ArrayLike<unknown> | ((index: number) => string)
  readonly nulls: Uint8Array | null
}
/** What the loop reads of a vector. `withValues` false: only which rows are null. */
export function readable(
  vector: ColumnVector,
  { name, dataType, nullable }: StructField,
  withValues: boolean,
): InputColumn {
  const kind = vector.kind === 'utf8' ? 'string' : vector.kind
  const expected = vectorKindOf(dataType)
  invariant(kind === expected, `a vector of the kind ${expected} for the column ${name}, not ${kind}`)
  const { nulls } = vector
  // The loop does not look for nulls where the schema rules them out, so that is checked once.
  invariant(
    nullable || nulls === null || nulls.indexOf(1) === -1,
    `no null in the column ${name}, which is not nullable`,
  )
  if (!withValues) return { values: [], nulls }
  return { values: vector.kind === 'utf8' ? textReader(vector) : vector.values, nulls }
}

/** Room for `length` values. */
export function writable({ dataType, nullable }: StructField, length: number): OutputColumn {
  return { values: allocate(dataType, length), nulls: nullable ? new Uint8Array(length) : null }
}

function allocate(type: DataType, length: number): Slots {
  switch (vectorKindOf(type)) {
    case 'boolean':
      return new Uint8Array(length)
    case 'int32':
      return new Int32Array(length)
    case 'float64':
      return new Float64Array(length)
    case 'int64':
      return new BigInt64Array(length) as unknown as Slots
    default:
      return new Array(length)
  }
}

export interface Written {
  readonly count: number
  readonly hasNulls: boolean
}

/** The vector of what the loop wrote. */
export function sealed(type: DataType, { values, nulls }: OutputColumn, { count, hasNulls }: Written): ColumnVector {
  const mask = hasNulls && nulls !== null ? nulls.subarray(0, count) : null
  const kind = vectorKindOf(type)
  if (Array.isArray(values)) {
    values.length = count
    return { kind, values, nulls: mask } as ColumnVector
  }
  const array = values as unknown as Float64Array
  return { kind, values: array.subarray(0, count), nulls: mask } as unknown as ColumnVector
}
