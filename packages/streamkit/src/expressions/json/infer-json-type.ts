import {
  arrayType,
  bigintType,
  booleanType,
  type DataType,
  decimalType,
  doubleType,
  maxDecimalPrecision,
  stringType,
  structField,
  structType,
  voidType,
} from '../../types/data-type.ts'
import type { JsonCursor } from './json-cursor.ts'

/** Reads the next value and gives its type: whole numbers are bigint, others double, null is void until it is merged. */
export function inferJsonType(cursor: JsonCursor): DataType {
  const kind = cursor.kind()
  switch (kind) {
    case 'object': {
      const fields = new Map<string, DataType>()
      cursor.object((name) => {
        const type = inferJsonType(cursor)
        const before = fields.get(name)
        fields.set(name, before === undefined ? type : mergeJsonTypes(before, type))
      })
      const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1))
      return structType(sorted.map(([name, type]) => structField(name, type)))
    }
    case 'array': {
      let element: DataType = voidType
      cursor.array(() => {
        element = mergeJsonTypes(element, inferJsonType(cursor))
      })
      return arrayType(element)
    }
    case 'string':
      cursor.string()
      return stringType
    case 'int':
      return wholeNumberType(cursor.number())
    case 'float':
      cursor.number()
      return doubleType
    case 'null':
      cursor.word()
      return voidType
    default:
      cursor.word()
      return booleanType
  }
}

function wholeNumberType(text: string): DataType {
  const value = BigInt(text)
  if (BigInt.asIntN(64, value) === value) return bigintType
  const digits = text.replace('-', '').length
  return digits <= maxDecimalPrecision ? decimalType(digits, 0) : doubleType
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
    const sorted = [...fields].sort(([x], [y]) => (x < y ? -1 : 1))
    return structType(sorted.map(([name, type]) => structField(name, type)))
  }
  if (a.kind === 'decimal' && b.kind === 'decimal') return decimalType(Math.max(a.precision, b.precision), 0)
  if (a.kind === b.kind) return a
  const kinds = [a.kind, b.kind]
  if (!kinds.every((kind) => kind === 'bigint' || kind === 'double' || kind === 'decimal')) return stringType
  if (kinds.includes('double')) return doubleType
  const decimal = a.kind === 'decimal' ? a : b
  return decimal.kind === 'decimal' ? decimalType(Math.max(decimal.precision, 20), 0) : bigintType
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
