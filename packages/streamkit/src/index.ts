/**
 * Typed Structured Streaming for Node.js with the semantics of Apache Spark.
 *
 * @packageDocumentation
 */
export * from './types/data-type.ts'
export { parseDataType, parseDdl } from './types/ddl.ts'
export type { RowOfDdl } from './types/ddl-type.ts'
export { Decimal, type DecimalInput } from './types/decimal.ts'
export type { RowOfZod, ZodObjectLike } from './types/from-zod.ts'
export type { UntypedRow } from './types/row-type.ts'
export { type RowOf, type Schema, type SchemaInput, schema } from './types/schema.ts'
export { toDdl } from './types/to-ddl.ts'
export { type SchemaShape, type TypeBuilder, t } from './types/type-builder.ts'
export { decimal, type ZodDecimal } from './types/zod-decimal.ts'

/** The version of this package. */
export const VERSION: string = '0.1.0'
