import type { BatchContext, Schema } from '@streamkit/core'
import type { ColumnBatch, SinkQuery, SinkResult, StructType } from '@streamkit/core/connector'
import { raise } from './conditions.ts'
import { sinkResult } from './sink-result.ts'
import type { UpsertOptions } from './upsert-options.ts'
import { PostgresBatchWriter } from './writer/postgres-batch-writer.ts'
import type { WriterOptions, WriterQuery } from './writer/writer-options.ts'

/** What `foreachBatch` hands over, as far as it is needed here: any `BatchDataFrame<Row>` is one. */
export interface UpsertBatch<Row> {
  readonly schema: Schema<Row>
  /** The rows, chunk by chunk, once. */
  columnBatches(): AsyncIterable<ColumnBatch>
}

/** What {@link upsert} makes: a function for `foreachBatch` that also knows when the query starts and ends. */
export interface UpsertFunction<Row> {
  (batch: UpsertBatch<Row>, batchId: number, context: BatchContext): Promise<SinkResult>
  /** The rows are read once only: nothing needs to be kept for a second reading. */
  readonly singlePass: true
  /** For progress and explain. */
  readonly description: string
  /** Called before the first batch of a run: finds mismatches and fences older runs. */
  prepare(query: SinkQuery): Promise<void>
  /** Called when the run ends. */
  close(): Promise<void>
}

/**
 * Writes each batch into a PostgreSQL table, exactly once: rows whose key is there already are updated, the others inserted.
 *
 * A batch is one transaction: its rows go by binary COPY into a temporary table, one `INSERT ... ON CONFLICT` merges them, and the batch id is recorded in
 * `streamkit.commits`. So a batch that runs again after a crash changes nothing, a checkpoint that does not belong to the table's rows is an error
 * (SINK_AHEAD_OF_CHECKPOINT, SINK_BEHIND_CHECKPOINT; SINK_CHECKPOINT_LOST if the query has a `queryName`), and a run that another has replaced cannot write any more (SINK_FENCED).
 *
 * @throws INVALID_POSTGRES_OPTION, INVALID_IDENTIFIER and IDENTIFIER_TOO_LONG at once; SINK_TABLE_NOT_FOUND, SINK_SCHEMA_MISMATCH and
 * SINK_CONNECTION_REFUSED when the query starts; INVALID_VALUE, SINK_WRITE and SINK_UNAVAILABLE for a batch.
 *
 * @example
 * purchases.writeStream
 *   .option('checkpointLocation', 'checkpoints/purchases')
 *   .foreachBatch(upsert({ connectionString, table: 'shop.purchase_events', key: ['event_id'] }))
 *   .start()
 */
export function upsert<Row extends object = Readonly<Record<string, unknown>>>(
  // the row type comes from the stream, or is given: never from the keys that happen to be named
  options: UpsertOptions<NoInfer<Row>>,
): UpsertFunction<Row> {
  const key: readonly string[] = options.key
  if (key.length === 0) {
    const hint = "Name the columns that identify a row, or append with `.format('postgres')`."
    throw raise('INVALID_POSTGRES_OPTION', { option: 'key', reason: 'it names no column', hint })
  }
  const open = new OpenWriters(options as unknown as WriterOptions)

  async function write(batch: UpsertBatch<Row>, batchId: number, context: BatchContext): Promise<SinkResult> {
    const writer = await open.writerFor(context, batch.schema)
    const { signal } = context
    return sinkResult(await writer.write({ batchId, chunks: () => batch.columnBatches(), signal }))
  }
  return Object.assign(write, {
    singlePass: true as const,
    description: open.description,
    prepare: (query: SinkQuery) => open.prepare({ ...query, queryName: query.name }, query.schema),
    close: () => open.close(),
  })
}

/** One writer for each query that uses the function: usually one. */
class OpenWriters {
  readonly description: string
  readonly #options: WriterOptions
  readonly #writers = new Map<string, Promise<PostgresBatchWriter>>()
  #runs = 0

  constructor(options: WriterOptions) {
    this.#options = options
    // options are checked when the function is made, not when the query starts
    this.description = new PostgresBatchWriter(options).description
  }

  async prepare(query: WriterQuery, schema: StructType): Promise<void> {
    this.#runs++
    await this.#open(query, schema)
  }

  /** The writer of a query; one that was not told of its start (the function was called by another one) is prepared by its first batch. */
  writerFor(query: WriterQuery, schema: StructType): Promise<PostgresBatchWriter> {
    return this.#writers.get(runKey(query)) ?? this.#open(query, schema)
  }

  #open(query: WriterQuery, schema: StructType): Promise<PostgresBatchWriter> {
    const opening = (async () => {
      const writer = new PostgresBatchWriter(this.#options)
      try {
        await writer.prepare(query, schema)
        return writer
      } catch (thrown) {
        this.#writers.delete(runKey(query))
        await writer.close()
        throw thrown
      }
    })()
    this.#writers.set(runKey(query), opening)
    return opening
  }

  /** Closes when the last of the runs that were announced has ended. */
  async close(): Promise<void> {
    this.#runs--
    if (this.#runs > 0) return
    this.#runs = 0
    const writers = [...this.#writers.values()]
    this.#writers.clear()
    await Promise.allSettled(writers.map(async (writer) => (await writer).close()))
  }
}

function runKey({ queryId, runId }: WriterQuery): string {
  return `${queryId} ${runId}`
}
