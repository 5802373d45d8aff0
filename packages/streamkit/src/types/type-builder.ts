import { checkedDecimal } from './checked-decimal.ts'
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
  smallintType,
  stringType,
  structType,
  timestampNtzType,
  timestampType,
  tinyintType,
} from './data-type.ts'
import type { Decimal } from './decimal.ts'
import type { Flatten } from './row-type.ts'

/**
 * A column's type, built by {@link t}: nullable unless `notNull()` is called. `V` is the type of its values in rows, null included.
 */
export class TypeBuilder<out V> {
  /** Only the compiler sees it. */
  declare readonly valueType: V
  readonly dataType: DataType
  readonly nullable: boolean
  readonly description: string | null

  constructor(dataType: DataType, nullable = true, description: string | null = null) {
    this.dataType = dataType
    this.nullable = nullable
    this.description = description
    Object.freeze(this)
  }

  /** The same type without null. */
  notNull(): TypeBuilder<NonNullable<V>> {
    return new TypeBuilder(this.dataType, false, this.description)
  }

  /** The same type with a comment on the column. */
  comment(text: string): TypeBuilder<V> {
    return new TypeBuilder(this.dataType, this.nullable, text)
  }
}

/** Columns by name, in order: what `schema({...})` and `t.struct({...})` take. */
export type SchemaShape = Readonly<Record<string, TypeBuilder<unknown>>>

/** The row type of a shape. */
export type RowOfShape<S extends SchemaShape> = Flatten<{ -readonly [K in keyof S]: S[K]['valueType'] }>

/** The struct type of a shape. */
export function structOfShape(shape: SchemaShape): StructType {
  return structType(
    Object.keys(shape).map((name) => {
      const { dataType, nullable, description } = shape[name] as TypeBuilder<unknown>
      return description === null
        ? { name, dataType, nullable }
        : { name, dataType, nullable, metadata: { comment: description } }
    }),
  )
}

/**
 * The data types as builders, for `schema({...})`.
 *
 * @example
 * schema({ id: t.string().notNull(), price: t.decimal(10, 2), tags: t.array(t.string()) })
 */
export const t: {
  string(): TypeBuilder<string | null>
  boolean(): TypeBuilder<boolean | null>
  tinyint(): TypeBuilder<number | null>
  smallint(): TypeBuilder<number | null>
  int(): TypeBuilder<number | null>
  /** 64 bits, exact: bigint in rows. */
  bigint(): TypeBuilder<bigint | null>
  /** 64 bits as numbers, checked to be safe integers. */
  safeInteger(): TypeBuilder<number | null>
  float(): TypeBuilder<number | null>
  double(): TypeBuilder<number | null>
  /** Exact, up to 38 digits, `scale` of them behind the point. */
  decimal(precision: number, scale?: number): TypeBuilder<Decimal | null>
  /** ISO text in rows: `2026-11-23`. */
  date(): TypeBuilder<string | null>
  timestamp(): TypeBuilder<Date | null>
  /** ISO text without a zone in rows: `2026-11-23T10:00:00`. */
  timestampNtz(): TypeBuilder<string | null>
  binary(): TypeBuilder<Uint8Array | null>
  array<V>(element: TypeBuilder<V>): TypeBuilder<V[] | null>
  map<K, V>(key: TypeBuilder<K>, value: TypeBuilder<V>): TypeBuilder<Map<NonNullable<K>, V> | null>
  struct<const S extends SchemaShape>(shape: S): TypeBuilder<RowOfShape<S> | null>
} = {
  string: () => new TypeBuilder(stringType),
  boolean: () => new TypeBuilder(booleanType),
  tinyint: () => new TypeBuilder(tinyintType),
  smallint: () => new TypeBuilder(smallintType),
  int: () => new TypeBuilder(intType),
  bigint: () => new TypeBuilder(bigintType),
  safeInteger: () => new TypeBuilder(safeBigintType),
  float: () => new TypeBuilder(floatType),
  double: () => new TypeBuilder(doubleType),
  decimal: (precision, scale = 0) => new TypeBuilder(checkedDecimal(precision, scale)),
  date: () => new TypeBuilder(dateType),
  timestamp: () => new TypeBuilder(timestampType),
  timestampNtz: () => new TypeBuilder(timestampNtzType),
  binary: () => new TypeBuilder(binaryType),
  array: (element) => new TypeBuilder(arrayType(element.dataType, element.nullable)),
  map: (key, value) => new TypeBuilder(mapType(key.dataType, value.dataType, value.nullable)),
  struct: (shape) => new TypeBuilder(structOfShape(shape)),
}
