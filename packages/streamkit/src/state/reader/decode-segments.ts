import { KeyReader } from '../../columnar/key-decoder.ts'
import { upgradeHints } from '../../columnar/schema-defaults.ts'
import { upgradeValues } from '../../columnar/upgrade-values.ts'
import type { NumberEncoding, StateSegment, VersionedSegment } from '../../contracts/state-layout.ts'
import type { StoredSchema } from '../../contracts/state-schema.ts'
import type { ByteSlice } from '../../contracts/state-store.ts'
import { invariant, unreachable } from '../../errors/invariant.ts'
import { fitSafe } from '../../expressions/numbers/overflow.ts'
import {
  type ArrayType,
  type DataType,
  doubleType,
  intType,
  isCompactDecimal,
  type StructField,
  type StructType,
  structType,
} from '../../types/data-type.ts'

/** The columns of what consists of these segments. */
export function shownStruct(segments: readonly StateSegment[]): StructType {
  return structType(segments.flatMap(fieldsOf))
}

/** The internal values of those columns. `expiresAt`: of the entry; null: it never expires. */
export function decodeSegments(
  segments: readonly StateSegment[],
  slice: ByteSlice,
  expiresAt: number | null,
): readonly unknown[] {
  return readSegments(segments, { reader: new KeyReader(slice), slice, expiresAt })
}

/** The values of two lists of segments that follow each other. */
export function decodeBoth(
  first: readonly StateSegment[],
  second: readonly StateSegment[],
  slice: ByteSlice,
): readonly [readonly unknown[], readonly unknown[]] {
  const from: Reading = { reader: new KeyReader(slice), slice, expiresAt: null }
  return [readSegments(first, from), readSegments(second, from)]
}

interface Reading {
  readonly reader: KeyReader
  readonly slice: ByteSlice
  readonly expiresAt: number | null
}

function fieldsOf(segment: StateSegment): readonly StructField[] {
  switch (segment.kind) {
    case 'values':
      return segment.fields
    case 'skip':
      return []
    case 'doubleSum':
      return segment.count === null ? [segment.sum] : [segment.sum, segment.count]
    case 'versioned':
      return [...wholeFields(segment), ...(segment.end === null ? [] : [segment.end.field])]
    default:
      return [segment.field]
  }
}

function wholeFields({ whole, schemas }: VersionedSegment): readonly StructField[] {
  return whole === null ? (schemas.at(-1)?.schema.fields ?? []) : [whole]
}

function readSegments(segments: readonly StateSegment[], from: Reading): readonly unknown[] {
  const values: unknown[] = []
  for (const segment of segments) values.push(...readSegment(segment, from))
  return values
}

function readSegment(segment: StateSegment, { reader, slice, expiresAt }: Reading): readonly unknown[] {
  switch (segment.kind) {
    case 'values':
      return segment.fields.map(({ dataType }) => reader.value(dataType))
    case 'number': {
      const number = readNumber(reader, segment.encoding)
      return [segment.field.dataType.kind === 'boolean' ? number !== 0 : number]
    }
    case 'window':
      return [[reader.float64(), reader.float64()]]
    case 'exactSum':
      return [readExactSum(reader, segment.field.dataType)]
    case 'doubleSum': {
      const count = reader.wholeNumber()
      const sum = reader.float64()
      return segment.count === null ? [count === 0 ? null : sum] : [sum, count]
    }
    case 'optional':
      return [reader.tag() === 1 ? reader.value(segment.field.dataType) : null]
    case 'elements': {
      const { element } = segment.field.dataType as ArrayType
      return [Array.from({ length: reader.count() }, () => reader.value(element))]
    }
    case 'versioned':
      return readVersioned(reader, segment)
    case 'bytes':
      // It is the last.
      return [slice.bytes.slice(slice.end - reader.left, slice.end)]
    case 'expiresAt':
      return [expiresAt]
    case 'nothing':
      return [null]
    case 'skip':
      for (let i = 0; i < segment.bytes; i++) reader.tag()
      return []
    default:
      return unreachable(segment, 'readSegment')
  }
}

function readNumber(reader: KeyReader, encoding: NumberEncoding): number {
  switch (encoding) {
    case 'uint8':
      return reader.tag()
    case 'uint32':
      return reader.int32() >>> 0
    case 'int64':
      return reader.wholeNumber()
    case 'float64':
      return reader.float64()
    default:
      return unreachable(encoding, 'readNumber')
  }
}

/** The first byte says what follows: 0 and 2 nothing, 1 eight bytes, 3 sixteen. */
function readExactSum(reader: KeyReader, type: DataType): unknown {
  const form = reader.tag()
  if (form === 0 || form === 2) return null
  invariant(form === 1 || form === 3, `a sum has the unknown form ${form}`)
  const low = reader.bigInt64()
  const sum = form === 1 ? low : (reader.bigInt64() << 64n) | BigInt.asUintN(64, low)
  if (type.kind === 'decimal') return isCompactDecimal(type) ? Number(sum) : sum
  // As the result would be: an error, never a rounded number.
  return type.kind === 'bigint' && type.as === 'bigint' ? sum : fitSafe(Number(sum))
}

function readVersioned(reader: KeyReader, segment: VersionedSegment): readonly unknown[] {
  const { schemas, whole, end } = segment
  const [id, at] = [intType, doubleType, doubleType].map((type) => reader.value(type)) as [number, number | null]
  const values = id < 0 ? null : upgraded(schemas, id, reader)
  const shown = whole === null ? (values ?? wholeFields(segment).map(() => null)) : [values]
  return end === null ? shown : [...shown, at ?? end.never]
}

/** A value that was written with an earlier schema, as one of the last. */
function upgraded(schemas: readonly StoredSchema[], id: number, reader: KeyReader): readonly unknown[] {
  const stored = schemas[id]
  invariant(stored !== undefined, `a state value has the unknown schema ${id}`)
  let values: readonly unknown[] = stored.schema.fields.map((field) => reader.value(field.dataType))
  for (let from = id; from < schemas.length - 1; from++) {
    const [before, after] = [schemas[from] as StoredSchema, schemas[from + 1] as StoredSchema]
    const upgrade = upgradeValues(before.schema, after.schema, upgradeHints(after.schema, after.changes))
    invariant(typeof upgrade === 'function', 'a checkpoint has schemas that do not follow each other')
    values = upgrade(values)
  }
  return values
}
