import {
  arrayType,
  bigintType,
  booleanType,
  type DataType,
  type DecimalType,
  decimalType,
  doubleType,
  maxDecimalPrecision,
  type StructField,
  type StructType,
  stringType,
  structField,
  structType,
  timestampType,
  voidType,
} from '../../types/data-type.ts'
import { parseDecimalText } from '../numbers/decimal-text.ts'
import type { JsonCursor } from './json-cursor.ts'

/** What the options of a reader say about types. */
export interface JsonTypeRules {
  /** Numbers and booleans are text. */
  readonly primitivesAsString: boolean
  /** Fractions, and texts that are numbers, are decimals where they fit. */
  readonly prefersDecimal: boolean
  /** Whether a text is a timestamp; null: none is. */
  readonly isTimestamp: ((text: string) => boolean) | null
}

const plainRules: JsonTypeRules = { primitivesAsString: false, prefersDecimal: false, isTimestamp: null }

/** Reads the next value and gives its type: whole numbers are bigint, others double, null and empty text are void until they are merged. */
export function inferJsonType(cursor: JsonCursor, rules: JsonTypeRules = plainRules): DataType {
  const kind = cursor.kind()
  switch (kind) {
    case 'object': {
      const fields = new Map<string, DataType>()
      cursor.object((name) => {
        const type = inferJsonType(cursor, rules)
        const before = fields.get(name)
        fields.set(name, before === undefined ? type : mergeJsonTypes(before, type))
      })
      return sortedStruct(fields)
    }
    case 'array': {
      let element: DataType = voidType
      cursor.array(() => {
        element = mergeJsonTypes(element, inferJsonType(cursor, rules))
      })
      return arrayType(element)
    }
    case 'string':
      return textType(cursor.string(), rules)
    case 'int':
    case 'float': {
      const text = cursor.number()
      if (rules.primitivesAsString) return stringType
      return kind === 'int' ? wholeNumberType(text) : rules.prefersDecimal ? exactType(text) : doubleType
    }
    case 'null':
      cursor.word()
      return voidType
    default:
      cursor.word()
      return rules.primitivesAsString ? stringType : booleanType
  }
}

function sortedStruct(fields: ReadonlyMap<string, DataType>): StructType {
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1))
  return structType(sorted.map(([name, type]) => structField(name, type)))
}

function textType(text: string, { prefersDecimal, isTimestamp }: JsonTypeRules): DataType {
  if (text === '') return voidType
  if (prefersDecimal) {
    const type = decimalOf(text)
    if (type !== null) return type
  }
  return isTimestamp?.(text) === true ? timestampType : stringType
}

function wholeNumberType(text: string): DataType {
  const value = BigInt(text)
  return BigInt.asIntN(64, value) === value ? bigintType : exactType(text)
}

function exactType(text: string): DataType {
  return decimalOf(text) ?? doubleType
}

/** The decimal that holds exactly this number, null if none does. */
function decimalOf(text: string): DecimalType | null {
  const parsed = parseDecimalText(text)
  if (parsed === null || parsed.scale < -maxDecimalPrecision) return null
  const digits = (parsed.unscaled < 0n ? -parsed.unscaled : parsed.unscaled).toString().length
  const scale = Math.max(parsed.scale, 0)
  const precision = Math.max(digits + scale - parsed.scale, scale)
  return precision <= maxDecimalPrecision ? decimalType(precision, scale) : null
}

/** The type that holds values of both: text, if nothing better. */
export function mergeJsonTypes(a: DataType, b: DataType): DataType {
  if (a.kind === 'void') return b
  if (b.kind === 'void') return a
  if (a.kind === 'array' && b.kind === 'array') return arrayType(mergeJsonTypes(a.element, b.element))
  if (a.kind === 'struct' && b.kind === 'struct') {
    const fields = new Map(a.fields.map((f) => [f.name, f.dataType]))
    for (const { name, dataType } of b.fields) {
      const before = fields.get(name)
      fields.set(name, before === undefined ? dataType : mergeJsonTypes(before, dataType))
    }
    return sortedStruct(fields)
  }
  if (a.kind !== 'decimal' && a.kind === b.kind) return a
  const kinds = [a.kind, b.kind]
  if (!kinds.every((kind) => kind === 'bigint' || kind === 'double' || kind === 'decimal')) return stringType
  if (kinds.includes('double')) return doubleType
  return mergeDecimals(decimalFor(a), decimalFor(b))
}

/** The digits of a 64-bit integer. */
const bigintDigits = 20

function decimalFor(type: DataType): DecimalType {
  return type.kind === 'decimal' ? type : decimalType(bigintDigits, 0)
}

function mergeDecimals(a: DecimalType, b: DecimalType): DataType {
  const scale = Math.max(a.scale, b.scale)
  const precision = Math.max(a.precision - a.scale, b.precision - b.scale) + scale
  return precision > maxDecimalPrecision ? doubleType : decimalType(precision, scale)
}

/** Types that say nothing become text. */
export function withoutVoid(type: DataType): DataType {
  switch (type.kind) {
    case 'void':
      return stringType
    case 'array':
      return arrayType(withoutVoid(type.element))
    case 'struct':
      return structType(type.fields.map((f) => structField(f.name, withoutVoid(f.dataType))))
    default:
      return type
  }
}

/** The type of a column: of what says nothing text is made or, if `dropNull`, no column; objects without fields are no columns. Null: none. */
export function columnOfJsonType(type: DataType, dropNull: boolean): DataType | null {
  switch (type.kind) {
    case 'void':
      return dropNull ? null : stringType
    case 'array': {
      const element = columnOfJsonType(type.element, dropNull)
      return element === null ? null : arrayType(element)
    }
    case 'struct': {
      const fields = type.fields.flatMap((f): StructField[] => {
        const column = columnOfJsonType(f.dataType, dropNull)
        return column === null ? [] : [structField(f.name, column)]
      })
      return fields.length === 0 ? null : structType(fields)
    }
    default:
      return type
  }
}
