import { unreachable } from '../errors/invariant.ts'
import type { DataType, StructField } from '../types/data-type.ts'

/** Negative, zero or positive, like a sort function; over internal values that are not null. */
export type Compare<T = unknown> = (a: T, b: T) => number

/** Text by code points, which is the order of its UTF-8 bytes (JavaScript's own order is that of UTF-16 units). */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return x >= 0xd800 && y >= 0xd800 ? surrogatesLast(x) - surrogatesLast(y) : x - y
  }
  return a.length - b.length
}

/** Surrogates stand for code points above U+FFFF, so they go behind U+E000 to U+FFFF. */
function surrogatesLast(unit: number): number {
  return unit <= 0xdfff ? unit + 0x10000 : unit
}

/** Doubles with NaN equal to itself and greater than all else; -0.0 equals 0.0. */
export function compareDoubles(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  if (a === b) return 0
  return (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0)
}

/** Bytes as unsigned numbers, shorter first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] as number) - (b[i] as number)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

function compareNumbers(a: number | bigint | boolean, b: number | bigint | boolean): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Whether values of the type can be sorted and compared: all but maps and what contains them. */
export function isOrderable(type: DataType): boolean {
  if (type.kind === 'map') return false
  if (type.kind === 'array') return isOrderable(type.element)
  return type.kind !== 'struct' || type.fields.every((f) => isOrderable(f.dataType))
}

/** The order of values of a type, Spark's. Inside arrays and structs null comes first. */
export function compareOf(type: DataType): Compare<never> {
  switch (type.kind) {
    case 'string':
      return compareStrings
    case 'float':
    case 'double':
      return compareDoubles
    case 'binary':
      return compareBytes
    case 'array':
      return compareArrays(nullsFirst(compareOf(type.element)))
    case 'struct':
      return compareStructs(type.fields)
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'decimal':
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
      return compareNumbers
    case 'void':
    case 'map':
      return () => 0
    default:
      return unreachable(type, 'compareOf')
  }
}

/** The same order with null before everything. */
export function nullsFirst(compare: Compare<never>): Compare {
  return (a, b) => {
    if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1)
    return compare(a as never, b as never)
  }
}

function compareArrays(compare: Compare): Compare<readonly unknown[]> {
  return (a, b) => {
    const shared = Math.min(a.length, b.length)
    for (let i = 0; i < shared; i++) {
      const order = compare(a[i], b[i])
      if (order !== 0) return order
    }
    return a.length - b.length
  }
}

function compareStructs(fields: readonly StructField[]): Compare<readonly unknown[]> {
  const compares = fields.map((f) => nullsFirst(compareOf(f.dataType)))
  return (a, b) => {
    for (const [i, compare] of compares.entries()) {
      const order = compare(a[i], b[i])
      if (order !== 0) return order
    }
    return 0
  }
}

/** Equality of values of a type, consistent with {@link compareOf}. */
export function equalOf(type: DataType): (a: never, b: never) => boolean {
  switch (type.kind) {
    case 'float':
    case 'double':
    case 'binary':
    case 'array':
    case 'struct': {
      const compare = compareOf(type)
      return (a, b) => compare(a, b) === 0
    }
    default:
      return (a, b) => a === b
  }
}
