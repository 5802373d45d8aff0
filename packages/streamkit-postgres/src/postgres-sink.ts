import type { SaveMode, Sink, SinkBatch, SinkContext, SinkQuery, SinkResult } from '@streamkit/core/connector'
import { raise } from './conditions.ts'
import { writerOptions } from './format-options.ts'
import { sinkResult } from './sink-result.ts'
import { PostgresBatchWriter } from './writer/postgres-batch-writer.ts'
import type { WriterOptions } from './writer/writer-options.ts'

/** `format('postgres')` as a sink: append, or upsert if there is a key. The same writer as {@link upsert}. */
export class PostgresSink implements Sink {
  readonly description: string
  readonly #options: WriterOptions
  readonly #writer: PostgresBatchWriter

  constructor(options: WriterOptions, writer: PostgresBatchWriter = new PostgresBatchWriter(options)) {
    this.#options = options
    this.#writer = writer
    this.description = this.#writer.description
  }

  async prepare(query: SinkQuery): Promise<void> {
    const { outputMode } = query
    const hasKey = this.#options.key.length > 0
    if (outputMode === 'complete' || (outputMode === 'update' && !hasKey)) {
      throw raise('INVALID_POSTGRES_OPTION', {
        option: 'outputMode',
        reason: `${outputMode} output gives rows that replace earlier ones, and ${hasKey ? 'rows that are gone would stay' : 'without a key they would be there twice'}`,
        hint: hasKey ? "Use the output mode 'update'." : 'Set the option `key`.',
      })
    }
    await this.#writer.prepare({ ...query, queryName: query.name }, query.schema)
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    const { batchId, signal } = batch
    return sinkResult(await this.#writer.write({ batchId, chunks: () => batch.chunks(), signal }))
  }

  stop(): Promise<void> {
    return this.#writer.close()
  }
}

export function postgresSink(context: SinkContext): Sink {
  return new PostgresSink({ ...writerOptions(context, false), logger: context.logger })
}

/** Batch `write`: a missing table is made, and the mode says what happens to one that is there. All rows in one transaction. */
class PostgresTableWriter implements Sink {
  readonly description: string
  readonly #sink: PostgresSink
  readonly #writer: PostgresBatchWriter
  readonly #saveMode: SaveMode
  #isIgnored = false

  constructor(options: WriterOptions, saveMode: SaveMode) {
    this.#writer = new PostgresBatchWriter({ ...options, truncate: saveMode === 'overwrite' })
    this.#sink = new PostgresSink(options, this.#writer)
    this.#saveMode = saveMode
    this.description = this.#writer.description
  }

  async prepare(query: SinkQuery): Promise<void> {
    if (this.#saveMode === 'errorifexists' || this.#saveMode === 'ignore') {
      const exists = await this.#writer.tableExists(query.signal)
      if (exists && this.#saveMode === 'errorifexists') throw raise('SINK_TABLE_EXISTS', { table: this.description })
      this.#isIgnored = exists
    }
    if (!this.#isIgnored) await this.#sink.prepare(query)
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    return this.#isIgnored ? { numOutputRows: 0 } : this.#sink.addBatch(batch)
  }

  async stop(): Promise<void> {
    // the rows are there or not whatever becomes of this: an entry that is left over is never read
    await this.#writer.forget().catch(() => undefined)
    await this.#sink.stop()
  }
}

export function postgresWriter(context: SinkContext & { readonly saveMode: SaveMode }): Sink {
  const options = writerOptions(context, true)
  return new PostgresTableWriter({ ...options, logger: context.logger }, context.saveMode)
}
