import { AnalysisException } from '../errors/streamkit-error.ts'
import type { StructType } from './data-type.ts'
import { parseDdl } from './ddl.ts'
import type { CheckedDdl, RowOfDdl } from './ddl-type.ts'
import { fromZod, isZodObject, type RowOfZod, type ZodObjectLike } from './from-zod.ts'
import type { UntypedRow } from './row-type.ts'
import { type RowOfShape, type SchemaShape, structOfShape } from './type-builder.ts'

declare const rowType: unique symbol

/** A struct type that knows the type of its rows. At run time it is the {@link StructType} and nothing more. */
export interface Schema<out Row> extends StructType {
  /** Only the compiler sees it. */
  readonly [rowType]?: Row
}

/** Everything that a schema can be given as: DDL text, a zod 4 object, columns built with `t`, or a struct type. */
export type SchemaInput = string | ZodObjectLike | StructType | SchemaShape

/** The row type of whatever a schema was given as. */
export type RowOf<S> = S extends string
  ? RowOfDdl<S>
  : S extends ZodObjectLike
    ? RowOfZod<S>
    : S extends { readonly kind: 'struct'; readonly fields: readonly unknown[] }
      ? S extends { readonly [rowType]?: infer Row }
        ? unknown extends Row
          ? UntypedRow
          : NonNullable<Row>
        : UntypedRow
      : S extends SchemaShape
        ? RowOfShape<S>
        : never

/** The input itself; of a wrong DDL text, what is wrong with it. */
export type CheckedSchema<S> = S extends string ? CheckedDdl<S> : S

/**
 * Makes a schema whose row type the compiler knows, from a DDL text, a zod 4 object, or columns built with {@link t}.
 *
 * Throws PARSE_SYNTAX_ERROR, UNSUPPORTED_DATATYPE or UNSUPPORTED_SCHEMA_TYPE; the compiler says the same of a DDL literal.
 *
 * @example
 * schema('id STRING NOT NULL, price DECIMAL(10, 2)')
 * schema(z.object({ id: z.string(), price: decimal(10, 2).nullable() }))
 * schema({ id: t.string().notNull(), price: t.decimal(10, 2) })
 */
export function schema<const S extends SchemaInput>(input: CheckedSchema<S>): Schema<RowOf<S>> {
  return toStructType(input as SchemaInput) as Schema<RowOf<S>>
}

/** The struct type of whatever a schema was given as. */
export function toStructType(input: SchemaInput): StructType {
  if (typeof input === 'string') return parseDdl(input)
  if (isZodObject(input)) return fromZod(input)
  if (isStructType(input)) return input
  if (isShape(input)) return structOfShape(input)
  throw new AnalysisException('UNSUPPORTED_SCHEMA_TYPE', {
    typeName: input === null ? 'null' : typeof input,
    path: 'the top',
    hint: 'Give a DDL text, a zod 4 object, columns built with `t`, or a struct type.',
  })
}

function isStructType(input: unknown): input is StructType {
  return isRecord(input) && input.kind === 'struct' && Array.isArray(input.fields)
}

function isShape(input: unknown): input is SchemaShape {
  if (!isRecord(input)) return false
  // by its members, not by its class: another copy of the package may have built it
  return Object.values(input).every((column) => isRecord(column) && isRecord(column.dataType) && 'nullable' in column)
}

function isRecord(input: unknown): input is Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null
}
