import { type ColumnVector, invariant } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import {
  type EncodeBlock,
  type FieldEncoder,
  type FieldTarget,
  measureFixed,
  valuesOf,
  writeNulls,
} from './encode-block.ts'

/** int2, int4 or int8 from any column of whole numbers; a value out of range is an error, never cut. */
export function integerFields(width: 2 | 4 | 8, target: FieldTarget): FieldEncoder {
  const write = width === 2 ? writeInt2 : width === 4 ? writeInt4 : writeInt8
  const limit = width === 2 ? 0x8000 : width === 4 ? 0x8000_0000 : Number.MAX_SAFE_INTEGER + 1
  return {
    measure(vector, block) {
      if (vector.kind === 'int64') {
        if (width < 8) checkBigints(vector, block, { ...target, limit: BigInt(limit) })
      } else {
        invariant(vector.kind === 'int32' || vector.kind === 'float64', `${target.column} is a column of whole numbers`)
        if (vector.kind === 'float64' || width === 2) checkNumbers(vector, block, { ...target, limit })
      }
      measureFixed(width, vector.nulls, block)
    },
    write(vector, block) {
      writeNulls(vector.nulls, block)
      write(vector, block)
    },
  }
}

function checkNumbers(
  { values, nulls }: ColumnVector & { readonly kind: 'int32' | 'float64' },
  { from, to }: EncodeBlock,
  { limit, column, type }: FieldTarget & { readonly limit: number },
): void {
  for (let row = from; row < to; row++) {
    const value = values[row] as number
    if (value >= -limit && value < limit && Number.isInteger(value)) continue
    if (nulls !== null && nulls[row] === 1) continue
    throw raise('INVALID_VALUE', { column, target: type, reason: `${value} is out of its range` })
  }
}

function checkBigints(
  { values, nulls }: ColumnVector & { readonly kind: 'int64' },
  { from, to }: EncodeBlock,
  { limit, column, type }: FieldTarget & { readonly limit: bigint },
): void {
  for (let row = from; row < to; row++) {
    const value = values[row] as bigint
    if ((value >= -limit && value < limit) || (nulls !== null && nulls[row] === 1)) continue
    throw raise('INVALID_VALUE', { column, target: type, reason: `${value} is out of its range` })
  }
}

function writeInt2(vector: ColumnVector, { from, to, cursors, view }: EncodeBlock): void {
  const { nulls } = vector
  const values = valuesOf<ArrayLike<number | bigint>>(vector)
  for (let row = from, i = 0; row < to; row++, i++) {
    if (nulls !== null && nulls[row] === 1) continue
    const at = cursors[i] as number
    view.setInt32(at, 2)
    view.setInt16(at + 4, Number(values[row]))
    cursors[i] = at + 6
  }
}

function writeInt4(vector: ColumnVector, block: EncodeBlock): void {
  if (vector.kind !== 'int32') {
    writeWideInt4(vector, block)
    return
  }
  const { values, nulls } = vector
  const { from, to, cursors, view } = block
  for (let row = from, i = 0; row < to; row++, i++) {
    if (nulls !== null && nulls[row] === 1) continue
    const at = cursors[i] as number
    view.setInt32(at, 4)
    view.setInt32(at + 4, values[row] as number)
    cursors[i] = at + 8
  }
}

function writeWideInt4(vector: ColumnVector, { from, to, cursors, view }: EncodeBlock): void {
  const { nulls } = vector
  const values = valuesOf<ArrayLike<number | bigint>>(vector)
  for (let row = from, i = 0; row < to; row++, i++) {
    if (nulls !== null && nulls[row] === 1) continue
    const at = cursors[i] as number
    view.setInt32(at, 4)
    view.setInt32(at + 4, Number(values[row]))
    cursors[i] = at + 8
  }
}

function writeInt8(vector: ColumnVector, block: EncodeBlock): void {
  if (vector.kind === 'int64') {
    writeBigints(vector, block)
    return
  }
  const { nulls } = vector
  const values = valuesOf<Float64Array | Int32Array>(vector)
  const { from, to, cursors, view } = block
  for (let row = from, i = 0; row < to; row++, i++) {
    if (nulls !== null && nulls[row] === 1) continue
    const at = cursors[i] as number
    view.setInt32(at, 8)
    setSafeInteger(view, at + 4, values[row] as number)
    cursors[i] = at + 12
  }
}

function writeBigints(
  { values, nulls }: ColumnVector & { readonly kind: 'int64' },
  { from, to, cursors, view }: EncodeBlock,
): void {
  for (let row = from, i = 0; row < to; row++, i++) {
    if (nulls !== null && nulls[row] === 1) continue
    const at = cursors[i] as number
    view.setInt32(at, 8)
    view.setBigInt64(at + 4, values[row] as bigint)
    cursors[i] = at + 12
  }
}

/** A whole number as 64 bits, without a bigint. */
function setSafeInteger(view: DataView, at: number, value: number): void {
  const high = Math.floor(value / 0x1_0000_0000)
  view.setInt32(at, high)
  view.setUint32(at + 4, value - high * 0x1_0000_0000)
}
