import { AnalysisException } from '../errors/streamkit-error.ts'
import {
  arrayType,
  bigintType,
  binaryType,
  booleanType,
  type DataType,
  dateType,
  doubleType,
  floatType,
  intType,
  mapType,
  type StructType,
  safeBigintType,
  stringType,
  structField,
  structType,
  timestampType,
  voidType,
} from './data-type.ts'
import type { Decimal } from './decimal.ts'
import { decimalMark } from './zod-decimal.ts'

/** What the compiler needs to see of a zod 4 object (`z.object({...})`, zod or zod/mini): zod itself is never imported. */
export interface ZodObjectLike {
  readonly _zod: {
    readonly def: { readonly type: 'object'; readonly shape: Readonly<Record<string, unknown>> }
    readonly output: unknown
  }
}

/**
 * The row type of a zod object: its output type, with null where zod says `undefined` (rows never hold `undefined`), and `Map` where it says record.
 *
 * @example
 * RowOfZod<typeof Purchase> // { event_id: string; category: string | null; price: Decimal }
 */
export type RowOfZod<S extends ZodObjectLike> = RowFields<S['_zod']['output']>

type RowFields<O> = { -readonly [K in keyof O]-?: RowValue<O[K]> }

type RowValue<V> = V extends undefined
  ? null
  : V extends null | string | number | bigint | boolean | Date | Uint8Array | Decimal | ReadonlyMap<unknown, unknown>
    ? V
    : V extends readonly (infer E)[]
      ? RowValue<E>[]
      : V extends object
        ? string extends keyof V
          ? Map<string, RowValue<V[keyof V]>>
          : RowFields<V>
        : V

interface Def {
  readonly type: string
  readonly format?: string
  readonly checks?: readonly { readonly _zod: { readonly def: { readonly format?: string } } }[]
  readonly shape?: Readonly<Record<string, unknown>>
  readonly innerType?: unknown
  readonly element?: unknown
  readonly keyType?: unknown
  readonly valueType?: unknown
  readonly options?: readonly unknown[]
  readonly entries?: Readonly<Record<string, unknown>>
  readonly values?: readonly unknown[]
  readonly getter?: () => unknown
  readonly parts?: readonly unknown[]
  readonly fn?: unknown
}

interface Typed {
  readonly dataType: DataType
  readonly nullable: boolean
}

/**
 * The struct type of a zod 4 object.
 *
 * `z.string()` and every string format: STRING, but `z.iso.date()`: DATE. `z.int()`: BIGINT as checked numbers, `z.int32()`: INT, `z.number()`: DOUBLE, `z.bigint()`:
 * BIGINT, `z.date()`: TIMESTAMP, `decimal(p, s)`: DECIMAL; enums and literals by their values; arrays, records (MAP), objects (STRUCT). `nullable()` and
 * `optional()` allow null. Types that change the value (`transform`, `pipe`, `default`, `catch`) and unions of several types have no data type:
 * UNSUPPORTED_SCHEMA_TYPE, with the path. Refinements (`min`, `regex`, ...) say nothing about the type: readers do not check them.
 */
export function fromZod(object: ZodObjectLike): StructType {
  return structOf(object, '')
}

/** Whether a value is a zod 4 object. */
export function isZodObject(value: unknown): value is ZodObjectLike {
  const def = typeof value === 'object' && value !== null ? (value as Partial<ZodObjectLike>)._zod?.def : undefined
  return def?.type === 'object' && typeof def.shape === 'object'
}

function defOf(type: unknown, path: string): Def {
  const def = (type as { readonly _zod?: { readonly def?: Def } } | null | undefined)?._zod?.def
  if (def === undefined) refuse(typeof type, path, 'Only types of zod 4 are understood (zod 3 has no `_zod`).')
  return def
}

function structOf(object: unknown, path: string): StructType {
  const shape = defOf(object, path).shape ?? {}
  return structType(
    Object.keys(shape).map((name) => {
      const { dataType, nullable } = typed(shape[name], path === '' ? name : `${path}.${name}`)
      return structField(name, dataType, nullable)
    }),
  )
}

function typed(type: unknown, path: string): Typed {
  const def = defOf(type, path)
  switch (def.type) {
    case 'nullable':
    case 'optional':
      return { ...typed(def.innerType, path), nullable: true }
    case 'nonoptional':
    case 'readonly':
      // nonoptional takes away `undefined`, which the inner optional stood for; a null that was allowed stays
      return def.type === 'readonly' ? typed(def.innerType, path) : withoutOptional(def.innerType, path)
    case 'union':
      return unionOf(def, path)
    case 'lazy':
      return refuse(
        'lazy',
        path,
        'A type that refers to itself has no end: write the levels out, or keep it as STRING and parse it.',
      )
    case 'null':
    case 'undefined':
      return { dataType: voidType, nullable: true }
    default:
      return { dataType: plainType(def, path), nullable: false }
  }
}

function plainType(def: Def, path: string): DataType {
  switch (def.type) {
    case 'string':
      return formatsOf(def).includes('date') ? dateType : stringType
    case 'number':
      return numberType(formatsOf(def))
    case 'bigint':
      return bigintType
    case 'boolean':
      return booleanType
    case 'date':
      return timestampType
    case 'template_literal':
      return stringType
    case 'enum':
      return literalType(Object.values(def.entries ?? {}), path)
    case 'literal':
      return literalType(def.values ?? [], path)
    case 'array': {
      const element = typed(def.element, `${path}[]`)
      return arrayType(element.dataType, element.nullable)
    }
    case 'record':
    case 'map': {
      const key = typed(def.keyType, `${path}.key`)
      const value = typed(def.valueType, `${path}.value`)
      return mapType(key.dataType, value.dataType, value.nullable)
    }
    case 'object':
      return structOf({ _zod: { def } }, path)
    case 'custom':
      return customType(def, path)
    default:
      return refuse(def.type, path, hintFor(def.type))
  }
}

function customType(def: Def, path: string): DataType {
  const decimal = (def as { readonly [decimalMark]?: DataType })[decimalMark]
  if (decimal !== undefined) return decimal
  const accepts = def.fn
  if (typeof accepts === 'function' && acceptsBytes(accepts as (value: unknown) => unknown)) return binaryType
  return refuse('custom', path, 'Use a type whose values are known, or `z.instanceof(Uint8Array)` for BINARY.')
}

/** `z.instanceof(Uint8Array)` is a function to zod: it is known by what it lets in. */
function acceptsBytes(accepts: (value: unknown) => unknown): boolean {
  try {
    return accepts(new Uint8Array()) === true && accepts('') !== true && accepts({}) !== true
  } catch {
    return false
  }
}

function formatsOf(def: Def): readonly string[] {
  return [def.format, ...(def.checks ?? []).map((check) => check._zod.def.format)].filter((f) => f !== undefined)
}

function numberType(formats: readonly string[]): DataType {
  if (formats.includes('int32')) return intType
  if (formats.includes('safeint') || formats.includes('uint32')) return safeBigintType
  return formats.includes('float32') ? floatType : doubleType
}

function literalType(values: readonly unknown[], path: string): DataType {
  if (values.every((v) => typeof v === 'string')) return stringType
  if (values.every((v) => Number.isSafeInteger(v))) return safeBigintType
  if (values.every((v) => typeof v === 'number')) return doubleType
  if (values.every((v) => typeof v === 'boolean')) return booleanType
  if (values.every((v) => typeof v === 'bigint')) return bigintType
  return refuse('literal', path, 'All values must be of one type.')
}

function unionOf(def: Def, path: string): Typed {
  const options = (def.options ?? []).map((option) => typed(option, path))
  const nullable = options.some((o) => o.nullable)
  const types = options.map((o) => o.dataType).filter((type) => type.kind !== 'void')
  const [first, ...others] = types
  const same = (type: DataType): boolean => JSON.stringify(type) === JSON.stringify(first)
  if (first === undefined || !others.every(same)) {
    refuse('union', path, 'A column has one type: use `nullable()` for null, or STRING and a cast.')
  }
  return { dataType: first, nullable }
}

function withoutOptional(inner: unknown, path: string): Typed {
  const def = defOf(inner, path)
  return def.type === 'optional' ? typed(def.innerType, path) : typed(inner, path)
}

function hintFor(type: string): string {
  switch (type) {
    case 'pipe':
    case 'transform':
    case 'default':
    case 'prefault':
    case 'catch':
      return 'A schema says what the data is and does not change it: use the plain type here, and `withColumn` for the change.'
    case 'any':
    case 'unknown':
      return 'Say what the column holds, `z.string()` if nothing better is known.'
    default:
      return 'See the data types in the guide; z.string() with a later cast takes anything.'
  }
}

function refuse(typeName: string, path: string, hint: string): never {
  throw new AnalysisException('UNSUPPORTED_SCHEMA_TYPE', { typeName, path: path === '' ? 'the top' : path, hint })
}
