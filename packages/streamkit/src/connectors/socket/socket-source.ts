import { type ColumnBatch, columnBatch } from '../../columnar/column-batch.ts'
import { type Offset, type OffsetRange, offset } from '../../contracts/offset.ts'
import type { ReadRequest, Source, SourceContext } from '../../contracts/source.ts'
import { ExecutionException, messageOf } from '../../errors/streamkit-error.ts'
import { connectTextLines } from './connect-text-lines.ts'
import { type SocketOptions, socketOptions } from './socket-options.ts'

interface ReceivedLine {
  readonly text: string
  /** When it came, ms since 1970. */
  readonly timeMs: number
}

/** Makes the stream of the lines that a server sends. */
export function socketSource(context: SourceContext): Source {
  return new TextSocketStream(context)
}

/**
 * The lines that a TCP server sends (Spark's TextSocketMicroBatchStream); the offset is the number of the last one, from 0. They are kept in memory until their batch is committed, and nowhere else: what a process has
 * received is gone with it. So a checkpoint that stands behind a line cannot be continued, and is refused.
 */
class TextSocketStream implements Source {
  readonly description: string
  readonly #context: SourceContext
  readonly #options: SocketOptions
  readonly #listeners = new Set<() => void>()
  /** What is not committed yet, and the number of the first of it. */
  #lines: ReceivedLine[] = []
  #first = 0
  #failure: ExecutionException | null = null
  #close: () => void = () => {}

  constructor(context: SourceContext) {
    this.#context = context
    this.#options = socketOptions(context.options)
    const { host, port } = this.#options
    this.description = `TextSocketV2[host: ${host}, port: ${port}]`
  }

  async initialize(committed: Offset | null): Promise<void> {
    const { host, port } = this.#options
    const { logger } = this.#context
    if (committed !== null && Number(committed) >= 0) {
      throw new ExecutionException('SOCKET_NOT_REPLAYABLE', { host, port, offset: committed })
    }
    logger.warn(
      { host, port },
      'The socket source should not be used for production applications! It does not support recovery.',
    )
    try {
      this.#close = await connectTextLines(this.#options, {
        onLines: (lines) => this.#receive(lines),
        onEnd: (reason) => {
          if (reason === null) logger.warn({ host, port }, `Stream closed by ${host}:${port}`)
          else this.#fail(reason)
        },
      })
    } catch (error) {
      throw this.#lost(error)
    }
  }

  async latestOffset(): Promise<Offset> {
    if (this.#failure !== null) throw this.#failure
    return this.#latest()
  }

  async *read({ start, end }: OffsetRange, request: ReadRequest): AsyncGenerator<ColumnBatch> {
    const from = Number(start ?? '-1') + 1 - this.#first
    const lines = this.#lines.slice(from, Number(end) + 1 - this.#first)
    const { numPartitions } = this.#options
    for (let partition = 0; partition < numPartitions; partition++) {
      const rows = lines.filter((_, i) => i % numPartitions === partition)
      if (rows.length > 0)
        yield columnBatch(
          rows.length,
          request.columns.map((column) => vectorOf(rows, column)),
        )
    }
  }

  async commit(end: Offset): Promise<void> {
    const committed = Number(end) + 1
    if (committed <= this.#first) return
    this.#lines = this.#lines.slice(committed - this.#first)
    this.#first = committed
  }

  async stop(): Promise<void> {
    this.#close()
  }

  onDataAvailable(wake: () => void): () => void {
    this.#listeners.add(wake)
    return () => this.#listeners.delete(wake)
  }

  reportLatestOffset(): Offset {
    return this.#latest()
  }

  #latest(): Offset {
    return offset(String(this.#first + this.#lines.length - 1))
  }

  #receive(lines: readonly string[]): void {
    const timeMs = this.#context.clock.now()
    for (const text of lines) this.#lines.push({ text, timeMs })
    if (lines.length > 0) this.#wake()
  }

  #fail(reason: unknown): void {
    this.#failure = this.#lost(reason)
    this.#wake()
  }

  #wake(): void {
    for (const listener of this.#listeners) listener()
  }

  #lost(cause: unknown): ExecutionException {
    const { host, port } = this.#options
    return new ExecutionException('SOCKET_CONNECTION_LOST', { host, port, reason: messageOf(cause) }, { cause })
  }
}

function vectorOf(rows: readonly ReceivedLine[], column: number): ColumnBatch['columns'][number] {
  if (column === 0) return { kind: 'string', values: rows.map(({ text }) => text), nulls: null }
  return { kind: 'float64', values: Float64Array.from(rows, ({ timeMs }) => timeMs * 1000), nulls: null }
}
