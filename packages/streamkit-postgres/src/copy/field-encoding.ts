import { type ArrayType, type DataType, simpleString } from '@streamkit/core/connector'
import { numericModifier, type PgType } from '../types/pg-type.ts'
import { arrayFields } from './array-fields.ts'
import type { FieldEncoder, FieldTarget } from './encode-block.ts'
import { encodedFields } from './encoded-fields.ts'
import { booleanFields, dateFields, float4Fields, float8Fields, nullFields, timestampFields } from './fixed-fields.ts'
import { integerFields } from './integer-fields.ts'
import { jsonText } from './json-text.ts'
import { doubleToNumericFields, numericFields } from './numeric-fields.ts'
import { textFields } from './text-fields.ts'
import { uuidFields } from './uuid-fields.ts'

/** How values of a type of ours get into a column of a type of theirs. */
export type FieldEncoding =
  | { readonly kind: 'binary'; readonly encoder: FieldEncoder }
  /** The text goes over, and the server makes the value of it (`inet`, `interval`, ...). */
  | { readonly kind: 'cast'; readonly encoder: FieldEncoder }
  /** They do not fit; why, and what to do. */
  | { readonly kind: 'refused'; readonly reason: string }

/** Types that have a twin here: text is not parsed into them, the query says how by a cast. */
const typesWithTwin = new Set([
  'bool',
  'int2',
  'int4',
  'int8',
  'float4',
  'float8',
  'numeric',
  'date',
  'timestamp',
  'timestamptz',
  'bytea',
])
const textual = new Set(['text', 'varchar', 'bpchar', 'citext', 'json', 'xml'])
const json = new Set(['json', 'jsonb'])

/**
 * Chooses the encoder for one column, or says why there is none. Nothing is converted that could lose a digit: whole numbers are range-checked, a `decimal` needs a
 * numeric of at least its scale, a timestamp needs `timestamptz` (and a zone-less one `timestamp`).
 */
export function fieldEncoding(type: DataType, pgType: PgType, target: FieldTarget): FieldEncoding {
  if (type.kind === 'void') return binary(nullFields())
  if (pgType.kind === 'array')
    return type.kind === 'array' ? arrayEncoding(type, pgType, target) : refused(type, pgType)
  const structured = type.kind === 'array' || type.kind === 'map' || type.kind === 'struct'
  if (structured && json.has(pgType.name)) return jsonEncoding(type, pgType)
  switch (type.kind) {
    case 'string':
      return stringEncoding(pgType, target)
    case 'boolean':
      return pgType.name === 'bool' ? binary(booleanFields()) : refused(type, pgType)
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return wholeNumberEncoding(type, pgType, target)
    case 'float':
    case 'double':
      return fractionEncoding(type, pgType)
    case 'decimal':
      return decimalEncoding(type, pgType, target)
    case 'date':
      return pgType.name === 'date' ? binary(dateFields()) : refused(type, pgType)
    case 'timestamp':
      return pgType.name === 'timestamptz' ? binary(timestampFields(target)) : refused(type, pgType)
    case 'timestamp_ntz':
      return pgType.name === 'timestamp' ? binary(timestampFields(target)) : refused(type, pgType)
    case 'binary':
      return pgType.name === 'bytea' ? binary(encodedFields((value) => value as Uint8Array)) : refused(type, pgType)
    default:
      return refused(type, pgType)
  }
}

function binary(encoder: FieldEncoder): FieldEncoding {
  return { kind: 'binary', encoder }
}

const advice: Readonly<Record<string, string>> = {
  bool: "cast the column to 'boolean' in the query",
  int2: "cast the column to 'smallint' in the query",
  int4: "cast the column to 'int' in the query",
  int8: "cast the column to 'bigint' in the query",
  float4: "cast the column to 'float' in the query",
  float8: "cast the column to 'double' in the query",
  numeric: "cast the column to a 'decimal' in the query",
  date: "cast the column to 'date' in the query",
  timestamp: "cast the column to 'timestamp_ntz' in the query, which fixes the time zone, or make it a timestamptz",
  timestamptz: "cast the column to 'timestamp' in the query",
  bytea: "cast the column to 'binary' in the query",
  json: 'turn the column into text with toJson in the query',
  jsonb: 'turn the column into text with toJson in the query',
}

function refused(type: DataType, pgType: PgType): FieldEncoding {
  const hint = (pgType.kind === 'array' ? undefined : advice[pgType.name]) ?? "cast the column to 'string' in the query"
  return { kind: 'refused', reason: `${simpleString(type)} does not go into ${pgType.sql}: ${hint}` }
}

function stringEncoding(pgType: PgType, target: FieldTarget): FieldEncoding {
  if (pgType.kind === 'enum' || textual.has(pgType.name)) return binary(textFields(target))
  if (pgType.name === 'jsonb') return binary(textFields(target, 1))
  if (pgType.name === 'uuid') return binary(uuidFields(target))
  if (typesWithTwin.has(pgType.name)) return refused({ kind: 'string' }, pgType)
  return { kind: 'cast', encoder: textFields(target) }
}

/** Decimal digits that whole numbers of a type may have. */
const wholeDigits = { tinyint: 3, smallint: 5, int: 10, bigint: 19 } as const

function wholeNumberEncoding(
  type: DataType & { readonly kind: keyof typeof wholeDigits },
  pgType: PgType,
  target: FieldTarget,
): FieldEncoding {
  switch (pgType.name) {
    case 'int2':
      return binary(integerFields(2, target))
    case 'int4':
      return binary(integerFields(4, target))
    case 'int8':
      return binary(integerFields(8, target))
    case 'numeric':
      return binary(numericFields({ precision: wholeDigits[type.kind], scale: 0 }, target))
    case 'float8':
      return type.kind === 'bigint' ? refused(type, pgType) : binary(float8Fields())
    default:
      return refused(type, pgType)
  }
}

function fractionEncoding(type: DataType, pgType: PgType): FieldEncoding {
  if (pgType.name === 'float8') return binary(float8Fields())
  if (pgType.name === 'float4' && type.kind === 'float') return binary(float4Fields())
  if (pgType.name === 'numeric' && numericModifier(pgType) === null) return binary(doubleToNumericFields())
  return refused(type, pgType)
}

function decimalEncoding(
  type: DataType & { readonly kind: 'decimal' },
  pgType: PgType,
  target: FieldTarget,
): FieldEncoding {
  if (pgType.name !== 'numeric') return refused(type, pgType)
  const there = numericModifier(pgType)
  if (there !== null && there.scale < type.scale) {
    const reason = `${simpleString(type)} has more digits after the point than ${pgType.sql}, which would round them in silence: cast the column to 'decimal(${there.precision},${Math.max(there.scale, 0)})' in the query, or widen the table's column`
    return { kind: 'refused', reason }
  }
  return binary(numericFields(type, target))
}

function arrayEncoding(type: ArrayType, pgType: PgType, target: FieldTarget): FieldEncoding {
  const there = pgType.element
  if (there === null || type.element.kind === 'array') return refused(type, pgType)
  const element = fieldEncoding(type.element, there, target)
  if (element.kind === 'refused') return { kind: 'refused', reason: `${simpleString(type)}: ${element.reason}` }
  // where the server casts, it gets text[]
  const oid = element.kind === 'cast' ? textOid : there.oid
  return { kind: element.kind, encoder: arrayFields({ dataType: type.element, oid, encoder: element.encoder }) }
}
const textOid = 25

function jsonEncoding(type: DataType, pgType: PgType): FieldEncoding {
  const version = pgType.name === 'jsonb' ? '\u0001' : ''
  return binary(encodedFields((value) => Buffer.from(version + jsonText(value, type))))
}
