import { type DataType, invariant } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { epochDays, epochHigh, epochLow } from '../copy/fixed-fields.ts'
import { numericValue } from './numeric-value.ts'

/** Bytes of a COPY, with both ways to look at them. */
export interface FieldBytes {
  readonly bytes: Buffer
  readonly view: DataView
}

/** Gives the internal value of a field that is not null: `length` bytes from `start`. */
export type FieldDecoder = (source: FieldBytes, start: number, length: number) => unknown

const hint = 'Leave it out, or read it by a query that turns it into something else.'

/** The decoder for a column that is read as `type`. */
export function fieldDecoder(type: DataType, column: string): FieldDecoder {
  const unreadable = (reason: string): Error => raise('UNSUPPORTED_READ', { column, type: type.kind, reason, hint })
  switch (type.kind) {
    case 'boolean':
      return ({ bytes }, start) => bytes[start] === 1
    case 'smallint':
      return ({ view }, start) => view.getInt16(start)
    case 'int':
      return ({ view }, start) => view.getInt32(start)
    case 'bigint':
      return type.as === 'bigint' ? ({ view }, start) => view.getBigInt64(start) : safeInteger(unreadable)
    case 'float':
      return ({ view }, start) => view.getFloat32(start)
    case 'double':
      return ({ view }, start) => view.getFloat64(start)
    case 'string':
      return ({ bytes }, start, length) => bytes.toString('utf8', start, start + length)
    case 'binary':
      return ({ bytes }, start, length) => new Uint8Array(bytes.subarray(start, start + length))
    case 'date':
      return ({ view }, start) => {
        const days = view.getInt32(start)
        if (days === 0x7fff_ffff || days === -0x8000_0000) throw unreadable('it holds infinity')
        return days + epochDays
      }
    case 'timestamp':
    case 'timestamp_ntz':
      return ({ view }, start) => {
        const micros = (view.getInt32(start) + epochHigh) * 0x1_0000_0000 + (view.getUint32(start + 4) + epochLow)
        if (!Number.isSafeInteger(micros))
          throw unreadable('it holds infinity, or a time more than 285 years from 1970')
        return micros
      }
    case 'decimal':
      return ({ view }, start) => {
        const value = numericValue(view, start, type)
        if (value === null)
          throw unreadable(
            `it holds a value that is not a number of ${type.precision} digits, ${type.scale} of them after the point`,
          )
        return value
      }
    case 'array':
      return arrayDecoder(fieldDecoder(type.element, column), () =>
        unreadable('it holds an array of more than one dimension'),
      )
    default:
      invariant(false, `${column} is read as a type that PostgreSQL has`)
  }
}

function safeInteger(unreadable: (reason: string) => Error): FieldDecoder {
  return ({ view }, start) => {
    const value = view.getInt32(start) * 0x1_0000_0000 + view.getUint32(start + 4)
    if (!Number.isSafeInteger(value)) throw unreadable('it holds a number beyond 2^53; read it as bigint')
    return value
  }
}

function arrayDecoder(element: FieldDecoder, tooDeep: () => Error): FieldDecoder {
  return (source, start) => {
    const { view } = source
    const dimensions = view.getInt32(start)
    if (dimensions === 0) return []
    if (dimensions > 1) throw tooDeep()
    const values: unknown[] = []
    let at = start + 20
    for (let left = view.getInt32(start + 12); left > 0; left--) {
      const length = view.getInt32(at)
      at += 4
      values.push(length < 0 ? null : element(source, at, length))
      at += Math.max(length, 0)
    }
    return values
  }
}
