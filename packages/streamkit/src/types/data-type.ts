/**
 * The data types, Spark's names. Types are plain data: they survive JSON.
 *
 * How a value looks in rows and inside columns:
 * | kind | in rows | internal value (kernels, generated code) | vector |
 * |---|---|---|---|
 * | string | string | string | utf8 or string |
 * | boolean | boolean | boolean | boolean |
 * | tinyint, smallint, int | number | number | int32 |
 * | bigint as bigint | bigint | bigint | int64 |
 * | bigint as number | number (safe integers) | number | float64 |
 * | float, double | number | number (float: rounded to 32 bits) | float64 |
 * | decimal, precision <= 15 | Decimal | unscaled number | float64 |
 * | decimal, precision > 15 | Decimal | unscaled bigint | object |
 * | date | 'yyyy-MM-dd' | days since 1970-01-01 | int32 |
 * | timestamp | Date | microseconds since 1970 UTC, a number | float64 |
 * | timestamp_ntz | 'yyyy-MM-ddTHH:mm:ss[.SSSSSS]' | microseconds since 1970, local, a number | float64 |
 * | binary | Uint8Array | Uint8Array | object |
 * | array | array | array of internal values | object |
 * | map | Map | Map of internal values, in insertion order | object |
 * | struct | object | array of internal values in field order | object |
 * | void | null | null | object |
 */
export type DataType =
  | StringType
  | BooleanType
  | IntegralType
  | BigIntType
  | FractionalType
  | DecimalType
  | DateType
  | TimestampType
  | TimestampNtzType
  | BinaryType
  | ArrayType
  | MapType
  | StructType
  | VoidType

export interface StringType {
  readonly kind: 'string'
}
export interface BooleanType {
  readonly kind: 'boolean'
}
export interface IntegralType {
  readonly kind: 'tinyint' | 'smallint' | 'int'
}
/** 64-bit integers: exact `bigint`, or numbers that are checked to be safe integers (what `z.int()` and `count()` give). */
export interface BigIntType {
  readonly kind: 'bigint'
  readonly as: 'bigint' | 'number'
}
export interface FractionalType {
  readonly kind: 'float' | 'double'
}
export interface DecimalType {
  readonly kind: 'decimal'
  readonly precision: number
  readonly scale: number
}
export interface DateType {
  readonly kind: 'date'
}
export interface TimestampType {
  readonly kind: 'timestamp'
}
export interface TimestampNtzType {
  readonly kind: 'timestamp_ntz'
}
export interface BinaryType {
  readonly kind: 'binary'
}
export interface ArrayType {
  readonly kind: 'array'
  readonly element: DataType
  readonly containsNull: boolean
}
export interface MapType {
  readonly kind: 'map'
  readonly key: DataType
  readonly value: DataType
  readonly valueContainsNull: boolean
}
/** The type of a row, of a nested object, and of a whole frame. */
export interface StructType {
  readonly kind: 'struct'
  readonly fields: readonly StructField[]
}
export interface VoidType {
  readonly kind: 'void'
}
export interface StructField {
  readonly name: string
  readonly dataType: DataType
  readonly nullable: boolean
  readonly metadata?: FieldMetadata
}
/** What an operator knows of a column beside its type. */
export interface FieldMetadata {
  /** The column is an event time with a watermark this many milliseconds behind (Spark's `spark.watermarkDelayMs`). */
  readonly watermarkDelayMs?: number
  /** The frame alias by which the column can be named: `a` in `a.id`. Only inside plans. */
  readonly qualifier?: string
  /** What the user says about the column: `COMMENT 'text'` in DDL. */
  readonly comment?: string
}

export const stringType: StringType = { kind: 'string' }
export const booleanType: BooleanType = { kind: 'boolean' }
export const tinyintType: IntegralType = { kind: 'tinyint' }
export const smallintType: IntegralType = { kind: 'smallint' }
export const intType: IntegralType = { kind: 'int' }
export const bigintType: BigIntType = { kind: 'bigint', as: 'bigint' }
export const safeBigintType: BigIntType = { kind: 'bigint', as: 'number' }
export const floatType: FractionalType = { kind: 'float' }
export const doubleType: FractionalType = { kind: 'double' }
export const dateType: DateType = { kind: 'date' }
export const timestampType: TimestampType = { kind: 'timestamp' }
export const timestampNtzType: TimestampNtzType = { kind: 'timestamp_ntz' }
export const binaryType: BinaryType = { kind: 'binary' }
export const voidType: VoidType = { kind: 'void' }

/** The most digits that a decimal may have. */
export const maxDecimalPrecision = 38
/** Up to this precision the unscaled value of a decimal is kept in a double, exactly. */
export const maxCompactDecimalPrecision = 15

export function decimalType(precision: number, scale: number): DecimalType {
  return { kind: 'decimal', precision, scale }
}
export function arrayType(element: DataType, containsNull = true): ArrayType {
  return { kind: 'array', element, containsNull }
}
export function mapType(key: DataType, value: DataType, valueContainsNull = true): MapType {
  return { kind: 'map', key, value, valueContainsNull }
}
export function structType(fields: readonly StructField[]): StructType {
  return { kind: 'struct', fields }
}
export function structField(name: string, dataType: DataType, nullable = true): StructField {
  return { name, dataType, nullable }
}

/** Whether the unscaled value of this decimal is kept as a number (else as a bigint). */
export function isCompactDecimal(type: DecimalType): boolean {
  return type.precision <= maxCompactDecimalPrecision
}

/** Spark's simple name, lower case: `decimal(10,2)`, `array<int>`, `struct<a:int,b:string>`. */
export function simpleString(type: DataType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'array':
      return `array<${simpleString(type.element)}>`
    case 'map':
      return `map<${simpleString(type.key)},${simpleString(type.value)}>`
    case 'struct':
      return `struct<${type.fields.map((f) => `${f.name}:${simpleString(f.dataType)}`).join(',')}>`
    default:
      return type.kind
  }
}

/** The name as messages write it: `"DECIMAL(10,2)"`. */
export function sqlType(type: DataType): string {
  return `"${simpleString(type).toUpperCase()}"`
}

/** Equal in meaning: nullability of elements and metadata do not count, nor how 64-bit integers are represented. */
export function sameType(a: DataType, b: DataType): boolean {
  return simpleString(a) === simpleString(b)
}

export function isIntegral(type: DataType): type is IntegralType | BigIntType {
  return type.kind === 'tinyint' || type.kind === 'smallint' || type.kind === 'int' || type.kind === 'bigint'
}
export function isFractional(type: DataType): type is FractionalType {
  return type.kind === 'float' || type.kind === 'double'
}
export function isNumeric(type: DataType): type is IntegralType | BigIntType | FractionalType | DecimalType {
  return isIntegral(type) || isFractional(type) || type.kind === 'decimal'
}
