import { attributeName } from '../api/attribute-name.ts'
import type { Catalog } from '../api/catalog.ts'
import { DataFrame } from '../api/data-frame.ts'
import { type DataFrameReader, dataFrameReader } from '../api/data-frame-reader.ts'
import { type DataStreamReader, dataStreamReader } from '../api/data-stream-reader.ts'
import type { FormatNotChosen, FormatsOf, FormatTable } from '../api/formats.ts'
import type { Batch, FrameTraits, Stream } from '../api/frame-traits.ts'
import type { StreamingQueryManager } from '../api/streaming-query-manager.ts'
import type { UDFRegistration } from '../api/udf-registration.ts'
import { batchOfRows } from '../columnar/rows.ts'
import { MemoryBlocks } from '../connectors/memory/memory-stream-source.ts'
import type { Connector } from '../contracts/connector.ts'
import { timeZone } from '../expressions/datetime/time-zone.ts'
import { nodeFileSystem } from '../platform/node-file-system.ts'
import { processIdentity, temporaryFolder } from '../platform/process-identity.ts'
import { systemClock, systemEntropy } from '../platform/system-clock.ts'
import type { UntypedRow } from '../types/row-type.ts'
import { type CheckedSchema, type RowOf, type SchemaInput, toStructType } from '../types/schema.ts'
import type { UiOptions, UiServer } from '../ui/ui-options.ts'
import { builtInFormats } from './built-in-formats.ts'
import { FormatRegistry } from './format-registry.ts'
import { ListenerBus } from './listener-bus.ts'
import { LivePages } from './live-pages.ts'
import { QueryManager } from './query-manager.ts'
import type { SessionOptions } from './session-conf.ts'
import { sessionContext } from './session-context.ts'
import { SessionRuntime } from './session-runtime.ts'
import { planOfText, type SqlParameters } from './sql-text.ts'
import { standardLogger } from './stderr-logger.ts'

/**
 * The entry to everything: reads streams and tables, runs queries. Holds no global state; several may live side by side.
 *
 * @example
 * await using session = createSession({ appName: 'shop', timeZone: 'UTC' })
 */
export class Session<Formats extends FormatTable> implements AsyncDisposable {
  readonly #runtime: SessionRuntime
  readonly #manager: QueryManager
  readonly #pages: LivePages

  /** Use {@link createSession}. */
  constructor(runtime: SessionRuntime, manager: QueryManager, pages: LivePages) {
    this.#runtime = runtime
    this.#manager = manager
    this.#pages = pages
  }

  /** The queries of the session. */
  get streams(): StreamingQueryManager {
    return this.#manager
  }

  /** Reads something that goes on. */
  readStream(): DataStreamReader<Formats, FormatNotChosen, never> {
    return dataStreamReader<Formats>(this.#runtime)
  }

  /** Reads something that has an end. */
  read(): DataFrameReader<Formats, FormatNotChosen, never> {
    return dataFrameReader<Formats>(this.#runtime)
  }

  /**
   * A bounded frame of rows in memory. Throws INVALID_ROW_VALUE for a value that does not fit its column.
   *
   * @example
   * const df = session.createDataFrame([{ id: 'a', n: 1 }], 'id STRING NOT NULL, n INT')
   */
  createDataFrame<const S extends SchemaInput>(
    rows: Iterable<RowOf<S> & object>,
    schema: CheckedSchema<S>,
  ): DataFrame<RowOf<S>, Batch<Formats>> {
    const type = toStructType(schema as SchemaInput)
    const batch = batchOfRows(rows, type)
    return new DataFrame(this.#runtime, {
      kind: 'localRelation',
      schema: type,
      description: `${batch.length} rows`,
      chunks: () => [batch],
    })
  }

  /**
   * A stream that is fed by hand, for tests and trying out: its rows live as long as the process.
   *
   * @example
   * const input = session.memoryStream('id STRING, n INT')
   * input.addData({ id: 'a', n: 1 })
   * const query = input.toDF().writeStream.format('memory').queryName('out').start()
   */
  memoryStream<const S extends SchemaInput>(schema: CheckedSchema<S>): MemoryStream<RowOf<S>, Formats> {
    const blocks = new MemoryBlocks(toStructType(schema as SchemaInput))
    return {
      addData(...rows) {
        blocks.add(batchOfRows(rows as readonly object[], blocks.schema))
      },
      toDF: () =>
        new DataFrame(this.#runtime, {
          kind: 'streamingRelation',
          format: 'memory',
          options: { stream: blocks },
          paths: [],
          userSchema: null,
          schema: blocks.schema,
        }),
    }
  }

  /** Gives functions that `udf` and `udaf` made a name in SQL. */
  get udf(): UDFRegistration {
    return this.#runtime.routines
  }

  /** The tables and views of the session. */
  get catalog(): Catalog {
    return this.#runtime.catalog
  }

  /**
   * A table or view by its name: a view that {@link DataFrame.createOrReplaceTempView} made, what the memory sink of the query of that name has collected, or a table of
   * files that this session has written or looked up ({@link tableAsync} finds those that it has not met yet). The compiler does not know its rows: say what
   * they are. Of a stream say that it is one: `session.table<Row, Stream>('clicks')`. Throws TABLE_OR_VIEW_NOT_FOUND.
   */
  table<Row = UntypedRow, T extends FrameTraits = Batch<Formats>>(name: string): DataFrame<Row, T> {
    const child = this.#runtime.catalog.relation(attributeName(name))
    return new DataFrame(this.#runtime, { kind: 'subqueryAlias', child, alias: name })
  }

  /**
   * The frame of a query in Spark's SQL over the tables and views of the session, streams among them: the same that the methods of frames give. `:name` in the text is the value of that name, which is
   * never read as SQL. The compiler reads no SQL: say what rows come out, and of a stream that it is one.
   *
   * Throws PARSE_SYNTAX_ERROR with the line and column, TABLE_OR_VIEW_NOT_FOUND, UNBOUND_SQL_PARAMETER, and what the methods throw. Spark: `spark.sql`.
   *
   * @example
   * session.sql('SELECT category, count(*) AS n FROM purchases WHERE price > :least GROUP BY category', { least: 10 })
   * session.sql<{ user: string }, Stream>('SELECT user FROM clicks').writeStream
   */
  sql<Row = UntypedRow, T extends FrameTraits = Batch<Formats>>(
    text: string,
    parameters: SqlParameters = {},
  ): DataFrame<Row, T> {
    return new DataFrame(this.#runtime, planOfText(text, parameters, this.#runtime))
  }

  /**
   * A table of the warehouse. Throws TABLE_OR_VIEW_NOT_FOUND.
   *
   * @example
   * const session = createSession({ warehouse: 'data/warehouse' })
   * const purchases = await session.tableAsync('purchases')
   */
  async tableAsync<Row = UntypedRow>(name: string): Promise<DataFrame<Row, Batch<Formats>>> {
    return new DataFrame(this.#runtime, { kind: 'batchRelation', ...(await this.#runtime.findTable(name)) })
  }

  /**
   * Opens a web page that shows the queries of the session live: rates, durations, state, watermark, plan, offsets, errors. It is read-only, and only this machine can reach it unless the options say
   * otherwise. Its code is loaded by this call; the page is closed with the session. Spark: its web UI, without the cluster.
   *
   * Throws INVALID_OPTION_VALUE, UI_NOT_PROTECTED for a host that others can reach without `allowRemote` and a `token`, UI_PORTS_IN_USE.
   *
   * @example
   * const page = await session.ui({ port: 4040 })
   * console.log(page.url) // http://127.0.0.1:4040/
   */
  ui(options: UiOptions = {}): Promise<UiServer> {
    return this.#pages.open(options)
  }

  /** Stops all queries, each after its running batch, closes the live page, and starts nothing any more. */
  async stop(): Promise<void> {
    this.#runtime.refuseQueries()
    // The batches that run may still read, write and compute.
    await this.#manager.stopAll()
    this.#runtime.stop()
    await this.#pages.closeAll()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}

/** A stream that is fed by hand. */
export interface MemoryStream<Row, Formats extends FormatTable> {
  /** Adds rows; the next batch has them. */
  addData(...rows: readonly Row[]): void
  toDF(): DataFrame<Row, Stream<never, 'append' | 'update', Formats>>
}

/**
 * Makes a session. Throws INVALID_TIMEZONE for a zone that is not known.
 *
 * @example
 * const session = createSession({ appName: 'shop', connectors: [postgres()] })
 */
export function createSession<const C extends readonly Connector[] = readonly []>(
  options: SessionOptions<C> = {},
): Session<FormatsOf<C>> {
  timeZone(options.timeZone ?? 'UTC')
  const environment = {
    fileSystem: nodeFileSystem,
    clock: systemClock,
    entropy: systemEntropy,
    process: options.environment?.process ?? processIdentity(),
    temporaryFolder,
    ...options.environment,
  }
  const logger = options.logger ?? standardLogger(environment.clock, options)
  const formats = new FormatRegistry(builtInFormats, options.connectors ?? [])
  const bus = new ListenerBus(logger)
  const manager = new QueryManager(bus, environment.clock)
  const context = sessionContext({ options, environment, logger, formats })
  return new Session<FormatsOf<C>>(new SessionRuntime(context, manager, bus), manager, new LivePages(context, manager))
}
