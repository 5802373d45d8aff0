import {
  type BatchScan,
  type ColumnBatch,
  type DataType,
  type ReadRequest,
  type SourceContext,
  type StructType,
  sameType,
  simpleString,
  structType,
} from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { copyOut } from '../connection/copy.ts'
import { type Lease, PostgresConnections } from '../connection/postgres-connections.ts'
import { withRetries } from '../connection/retry.ts'
import { connectionOptions } from '../format-options.ts'
import { CopyBinaryDecoder } from './copy-binary-decoder.ts'
import { describeRelation, type Relation, type RelationDescription } from './relation.ts'

/** One snapshot for the description and the rows; text of types that depend on settings is always the same. */
const beginReading =
  "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'iso_8601'; SET LOCAL extra_float_digits = 1"

/** A table or a query, read by binary COPY: only the columns that are needed, in chunks, as fast as they are taken. */
export class PostgresScan implements BatchScan {
  readonly description: string
  readonly #relation: Relation
  readonly #schema: StructType
  readonly #connections: PostgresConnections

  constructor(context: SourceContext & { readonly schema: StructType }) {
    this.#relation = relationOf(context)
    this.#schema = context.schema
    this.#connections = new PostgresConnections(connectionOptions(context.options), context.logger)
    this.description = `postgres[${this.#relation.kind === 'table' ? this.#relation.table : 'query'}]`
  }

  async *read({ columns, signal }: ReadRequest): AsyncGenerator<ColumnBatch> {
    const lease = await acquire(this.#connections, this.description, signal)
    try {
      const { client } = lease
      await client.query(beginReading)
      const found = await describeRelation(client, this.#relation)
      const selected = columns.map((ordinal) => this.#selection(found, ordinal))
      const decoder = new CopyBinaryDecoder(structType(columns.map((ordinal) => this.#schema.fields[ordinal] as never)))
      const sql = `COPY (SELECT ${selected.join(', ')} FROM ${found.from}) TO STDOUT (FORMAT binary)`
      for await (const bytes of copyOut(client, sql)) yield* decoder.decode(bytes)
      yield* decoder.finish()
      await client.query('COMMIT')
      lease.release()
    } catch (thrown) {
      signal.throwIfAborted()
      throw thrown
    } finally {
      // nothing if it was given back; else the read failed or was ended early
      lease.destroy()
      await this.#connections.close()
    }
  }

  /** The SQL for a column, if it still is what it was when the plan was made. */
  #selection({ schema, selections }: RelationDescription, ordinal: number): string {
    const wanted = this.#schema.fields[ordinal]
    const at = schema.fields.findIndex((field) => field.name === wanted?.name)
    const there = schema.fields[at]
    if (wanted === undefined || there === undefined || !reads(there.dataType, wanted.dataType)) {
      const type = wanted === undefined ? 'a column' : simpleString(wanted.dataType)
      const problems = `the column ${wanted?.name} is to be ${type} and is ${there === undefined ? 'not there' : simpleString(there.dataType)}.`
      throw raise('SINK_SCHEMA_MISMATCH', { table: this.description, problems })
    }
    return selections[at] as string
  }
}

/** The columns of the table or query: what the user says they are (compared with the database when it is read), or what the database says. */
export function relationSchema(context: SourceContext): StructType | Promise<StructType> {
  return context.userSchema ?? schemaFromDatabase(context)
}

async function schemaFromDatabase(context: SourceContext): Promise<StructType> {
  const relation = relationOf(context)
  const connections = new PostgresConnections(connectionOptions(context.options), context.logger)
  try {
    const lease = await acquire(connections, 'the schema', null)
    try {
      await lease.client.query(beginReading)
      const { schema } = await describeRelation(lease.client, relation)
      await lease.client.query('ROLLBACK')
      lease.release()
      return schema
    } finally {
      lease.destroy()
    }
  } finally {
    await connections.close()
  }
}

/** Whether values of the one type are read as the other: as it is, or a decimal whose values are checked one by one. */
function reads(there: DataType, wanted: DataType): boolean {
  return sameType(there, wanted) || (there.kind === 'decimal' && wanted.kind === 'decimal')
}

function acquire(connections: PostgresConnections, what: string, signal: AbortSignal | null): Promise<Lease> {
  return withRetries(() => connections.acquire(signal), { options: {}, signal, what })
}

function relationOf({ options, paths }: SourceContext): Relation {
  const sql = options.string('query')
  const table = options.string('dbtable') ?? paths[0]
  if (sql !== undefined && table === undefined) return { kind: 'query', sql }
  if (sql === undefined && table !== undefined) return { kind: 'table', table }
  const reason = sql === undefined ? 'it is missing' : '`query` is given too'
  throw raise('INVALID_POSTGRES_OPTION', { option: 'dbtable', reason, hint: 'Pass one of `dbtable` and `query`.' })
}
