import type { UntypedRow } from '@streamkit/core'
import type { Connector, FormatProvider } from '@streamkit/core/connector'
import type { PostgresReadOptions, PostgresWriteOptions } from './format-options.ts'
import { postgresSink, postgresWriter } from './postgres-sink.ts'
import { PostgresScan, relationSchema } from './reader/postgres-scan.ts'

/** The types of the options of `format('postgres')`. */
export interface PostgresFormat {
  readonly read: PostgresReadOptions
  readonly write: PostgresWriteOptions
  readonly writeStream: PostgresWriteOptions
  /** The database says what the columns are, at run time: `loadAsync()` needs no schema, and the compiler knows none. */
  readonly row: UntypedRow
}

const postgresFormat: FormatProvider = {
  name: 'postgres',
  schema: relationSchema,
  scan: (context) => new PostgresScan(context),
  sink: postgresSink,
  writer: postgresWriter,
}

/**
 * The connector to hand to `createSession`: with it `format('postgres')` reads tables and queries, and writes, append or upsert.
 *
 * @example
 * const session = createSession({ connectors: [postgres()] })
 * const users = await session.read().format('postgres').option('connectionString', url).option('dbtable', 'shop.users').loadAsync()
 */
export function postgres(): Connector<{ readonly postgres: PostgresFormat }> {
  return { name: 'postgres', formats: [postgresFormat] }
}
