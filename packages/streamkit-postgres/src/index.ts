/**
 * PostgreSQL for StreamKit: an exactly-once upsert for `foreachBatch`, and `format('postgres')` for reading and writing.
 *
 * @packageDocumentation
 */
export { conditions } from './conditions.ts'
export type { ConnectionOptions } from './connection/postgres-connections.ts'
export type { RetryOptions } from './connection/retry.ts'
export type { PostgresConnectionOptions, PostgresReadOptions, PostgresWriteOptions } from './format-options.ts'
export { type PostgresFormat, postgres } from './postgres.ts'
export type { TableName } from './sql/identifier.ts'
export { type UpsertBatch, type UpsertFunction, upsert } from './upsert.ts'
export type { UpsertOptions } from './upsert-options.ts'
export type { CreateTableOptions } from './writer/writer-options.ts'

/** The version of this package. */
export const VERSION: string = '0.1.0'
