import { ExecutionException } from '../errors/streamkit-error.ts'
import {
  bigintType,
  booleanType,
  type DataType,
  decimalType,
  doubleType,
  intType,
  safeBigintType,
  stringType,
  voidType,
} from '../types/data-type.ts'
import type { Literal, LiteralValue } from './expression.ts'

/**
 * A constant. `value` is an internal value of `type` (types/data-type.ts); without a type it is inferred as Spark does: text is a
 * string, whole numbers are int or bigint by size, other numbers double, bigint is bigint, null is void.
 */
export function literal(value: unknown, type: DataType = inferType(value)): Literal {
  return { kind: 'literal', value: toLiteralValue(value, type), dataType: type }
}

function inferType(value: unknown): DataType {
  switch (typeof value) {
    case 'boolean':
      return booleanType
    case 'string':
      return stringType
    case 'bigint':
      return bigintType
    case 'number':
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) return doubleType
      return value === (value | 0) ? intType : safeBigintType
    default:
      if (value === null || value === undefined) return voidType
      throw new ExecutionException('INTERNAL_ERROR', { message: `a literal of ${typeof value} needs a type` })
  }
}

/** The least decimal type that holds the text of a constant such as `0.10`. */
export function decimalTypeOfText(text: string): DataType {
  const digits = text.replace(/^[+-]/, '')
  const scale = digits.includes('.') ? digits.length - digits.indexOf('.') - 1 : 0
  const whole = digits.replace('.', '').replace(/^0+/, '').length
  return decimalType(Math.max(whole, scale, 1), scale)
}

/** The internal value of a literal. */
export function literalValue(literal: Literal): unknown {
  return fromLiteralValue(literal.value, literal.dataType)
}

/** Reads the JSON form of a value of `type`. */
export function fromLiteralValue(value: LiteralValue, type: DataType): unknown {
  if (value === null) return null
  switch (type.kind) {
    case 'bigint':
      return type.as === 'bigint' ? BigInt(value as string | number) : Number(value)
    case 'decimal':
      return type.precision > 15 ? BigInt(value as string | number) : Number(value)
    case 'float':
    case 'double':
      return value === '-0' ? -0 : Number(value)
    case 'binary':
      return fromHex(value as string)
    case 'array':
      return (value as LiteralValue[]).map((item) => fromLiteralValue(item, type.element))
    case 'struct':
      return (value as LiteralValue[]).map((item, i) => fromLiteralValue(item, fieldType(type.fields, i)))
    case 'map':
      return new Map(
        (value as [LiteralValue, LiteralValue][]).map(([k, v]) => [
          fromLiteralValue(k, type.key),
          fromLiteralValue(v, type.value),
        ]),
      )
    default:
      return value
  }
}

/** Writes an internal value of `type` as JSON. */
export function toLiteralValue(value: unknown, type: DataType): LiteralValue {
  if (value === null || value === undefined) return null
  switch (type.kind) {
    case 'bigint':
    case 'decimal':
      return typeof value === 'bigint' ? value.toString() : (value as number)
    case 'float':
    case 'double':
      if (Object.is(value, -0)) return '-0'
      return Number.isFinite(value) ? (value as number) : String(value)
    case 'binary':
      return toHex(value as Uint8Array)
    case 'array':
      return (value as unknown[]).map((item) => toLiteralValue(item, type.element))
    case 'struct':
      return (value as unknown[]).map((item, i) => toLiteralValue(item, fieldType(type.fields, i)))
    case 'map':
      return [...(value as Map<unknown, unknown>)].map(([k, v]) => [
        toLiteralValue(k, type.key),
        toLiteralValue(v, type.value),
      ])
    default:
      return value as LiteralValue
  }
}

function fieldType(fields: readonly { readonly dataType: DataType }[], index: number): DataType {
  return (fields[index] as { readonly dataType: DataType }).dataType
}

function toHex(bytes: Uint8Array): string {
  let out = ''
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0')
  return out
}

function fromHex(text: string): Uint8Array {
  const out = new Uint8Array(text.length / 2)
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return out
}
