import type { ColumnVector } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import {
  type EncodeBlock,
  type FieldEncoder,
  type FieldTarget,
  measureFixed,
  valuesOf,
  writeNulls,
} from './encode-block.ts'

/** PostgreSQL counts days and microseconds from 2000-01-01. */
export const epochDays = 10_957
const epochMicros = 946_684_800_000_000
/** The microseconds between the epochs in two halves of 32 bits. */
export const epochHigh: number = Math.floor(epochMicros / 0x1_0000_0000)
export const epochLow: number = epochMicros - epochHigh * 0x1_0000_0000

function fixedFields(width: number, write: (vector: ColumnVector, block: EncodeBlock) => void): FieldEncoder {
  return {
    measure: (vector, block) => measureFixed(width, vector.nulls, block),
    write(vector, block) {
      writeNulls(vector.nulls, block)
      write(vector, block)
    },
  }
}

/** bool. */
export function booleanFields(): FieldEncoder {
  return fixedFields(1, (vector, { from, to, cursors, view }) => {
    const { nulls } = vector
    const values = valuesOf<Uint8Array>(vector)
    for (let row = from, i = 0; row < to; row++, i++) {
      if (nulls !== null && nulls[row] === 1) continue
      const at = cursors[i] as number
      view.setInt32(at, 1)
      view.setUint8(at + 4, values[row] as number)
      cursors[i] = at + 5
    }
  })
}

/** float4. */
export function float4Fields(): FieldEncoder {
  return fixedFields(4, (vector, { from, to, cursors, view }) => {
    const { nulls } = vector
    const values = valuesOf<Float64Array>(vector)
    for (let row = from, i = 0; row < to; row++, i++) {
      if (nulls !== null && nulls[row] === 1) continue
      const at = cursors[i] as number
      view.setInt32(at, 4)
      view.setFloat32(at + 4, values[row] as number)
      cursors[i] = at + 8
    }
  })
}

/** float8, from fractional and small whole numbers. */
export function float8Fields(): FieldEncoder {
  return fixedFields(8, (vector, { from, to, cursors, view }) => {
    const { nulls } = vector
    const values = valuesOf<Float64Array | Int32Array>(vector)
    for (let row = from, i = 0; row < to; row++, i++) {
      if (nulls !== null && nulls[row] === 1) continue
      const at = cursors[i] as number
      view.setInt32(at, 8)
      view.setFloat64(at + 4, values[row] as number)
      cursors[i] = at + 12
    }
  })
}

/** date: days from year -4712 to 5874897. */
export function dateFields(): FieldEncoder {
  return fixedFields(4, (vector, { from, to, cursors, view }) => {
    const { nulls } = vector
    const values = valuesOf<Int32Array>(vector)
    for (let row = from, i = 0; row < to; row++, i++) {
      if (nulls !== null && nulls[row] === 1) continue
      const at = cursors[i] as number
      view.setInt32(at, 4)
      view.setInt32(at + 4, (values[row] as number) - epochDays)
      cursors[i] = at + 8
    }
  })
}

/** timestamp and timestamptz: microseconds, exact. */
export function timestampFields({ column, type }: FieldTarget): FieldEncoder {
  return fixedFields(8, (vector, { from, to, cursors, view }) => {
    const { nulls } = vector
    const values = valuesOf<Float64Array>(vector)
    for (let row = from, i = 0; row < to; row++, i++) {
      if (nulls !== null && nulls[row] === 1) continue
      const micros = values[row] as number
      if (!Number.isInteger(micros)) {
        throw raise('INVALID_VALUE', { column, target: type, reason: `${micros} is not a number of microseconds` })
      }
      const at = cursors[i] as number
      view.setInt32(at, 8)
      // in halves: the difference may have more bits than a double
      let high = Math.floor(micros / 0x1_0000_0000)
      let low = micros - high * 0x1_0000_0000 - epochLow
      high -= epochHigh
      if (low < 0) {
        low += 0x1_0000_0000
        high--
      }
      view.setInt32(at + 4, high)
      view.setUint32(at + 8, low)
      cursors[i] = at + 12
    }
  })
}

/** Any type, from a column that has nothing but nulls. */
export function nullFields(): FieldEncoder {
  return {
    measure(_, { from, to, sizes }) {
      for (let i = 0; i < to - from; i++) sizes[i] = (sizes[i] as number) + 4
    },
    write(_, { from, to, cursors, view }) {
      for (let i = 0; i < to - from; i++) {
        const at = cursors[i] as number
        view.setInt32(at, -1)
        cursors[i] = at + 4
      }
    },
  }
}
