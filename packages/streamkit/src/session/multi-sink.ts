import { hash } from 'node:crypto'
import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { ColumnVector } from '../columnar/column-vector.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Sink, SinkBatch, SinkQuery, SinkResult } from '../contracts/sink.ts'
import { ExecutionException } from '../errors/streamkit-error.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical/physical-plan.ts'
import type { StructType } from '../types/data-type.ts'
import { SharedReading } from './shared-reading.ts'

/** One of several sinks of a query, and what it takes of the rows. */
export interface SinkBranch {
  readonly name: string | null
  readonly sink: Sink
  /** Computes its rows of those of the batch, which are its only scan. */
  readonly root: PhysicalOperator
  readonly schema: StructType
}

/**
 * Gives every batch to several sinks side by side. It is done when all are: if one fails or the process dies, the batch runs again, and a sink that has it already recognises it by the query's
 * id and the batch's. Rows are computed once.
 */
export class MultiSink implements Sink {
  readonly description: string
  readonly #branches: readonly SinkBranch[]
  readonly #clock: Clock

  constructor(branches: readonly SinkBranch[], clock: Clock) {
    this.#branches = branches
    this.#clock = clock
    this.description = branches.map(({ sink }) => sink.description).join(' + ')
  }

  async prepare(query: SinkQuery): Promise<void> {
    for (const [i, { sink }] of this.#branches.entries()) await sink.prepare(this.#queryOf(query, i))
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    const reading = new SharedReading(batch.chunks(), this.#branches.length)
    const failed = new AbortController()
    const failures: unknown[] = []
    const results = await Promise.all(
      this.#branches.map(async (_, i) => {
        try {
          return await this.#addTo(i, { batch, reading, signal: AbortSignal.any([batch.signal, failed.signal]) })
        } catch (error) {
          failures.push(error)
          failed.abort(error)
          return null
        } finally {
          reading.leave(i)
        }
      }),
    )
    if (failures.length > 0) throw failures[0]
    return sumOf(results as readonly SinkResult[], this.#branches)
  }

  async stop(): Promise<void> {
    const stopped = await Promise.allSettled(this.#branches.map(({ sink }) => sink.stop()))
    const failure = stopped.find((result) => result.status === 'rejected')
    if (failure !== undefined) throw failure.reason
  }

  #addTo(i: number, { batch, reading, signal }: BranchBatch): Promise<SinkResult> {
    const { sink, root, schema } = this.#branches[i] as SinkBranch
    const query = { ...this.#queryOf(batch.query, i), signal }
    const context = this.#context(batch, { i, reading, signal })
    return sink.addBatch({ ...batch, schema, query, signal, chunks: () => root.execute(context) })
  }

  /** The first sink counts its batches as the only sink of the query would; the others under ids of their own, for two may write to one table. */
  #queryOf(query: SinkQuery, i: number): SinkQuery {
    const { name, schema } = this.#branches[i] as SinkBranch
    return {
      ...query,
      schema,
      name: name ?? query.name,
      queryId: i === 0 ? query.queryId : derivedId(query.queryId, i),
    }
  }

  #context({ batchId, query, batchTimestampMs }: SinkBatch, { i, reading, signal }: BranchReading): ExecutionContext {
    const none = (what: string) => {
      throw new ExecutionException('INTERNAL_ERROR', { message: `${what} was asked for by one of several sinks` })
    }
    return {
      batchId,
      signal,
      clock: this.#clock,
      evaluation: {
        batchTimestampMicros: batchTimestampMs * 1000,
        seed: Number.parseInt(hash('sha256', `${query.queryId}/${i}/${batchId}`).slice(0, 8), 16),
      },
      watermark: () => ({ lateMs: 0, evictionMs: 0 }),
      lateRows: null,
      observe: () => {},
      readScan: (_scan, columns, keep) => columnsOf(reading.read(i), columns, keep ?? ((chunk) => chunk)),
      stateStore: () => none('state'),
    }
  }
}

interface BranchReading {
  readonly i: number
  readonly reading: SharedReading
  readonly signal: AbortSignal
}
interface BranchBatch {
  readonly batch: SinkBatch
  readonly reading: SharedReading
  readonly signal: AbortSignal
}

async function* columnsOf(
  chunks: AsyncIterable<ColumnBatch>,
  columns: readonly number[],
  keep: (chunk: ColumnBatch) => ColumnBatch,
): AsyncGenerator<ColumnBatch> {
  for await (const chunk of chunks) {
    const kept = keep({ length: chunk.length, columns: columns.map((c) => chunk.columns[c] as ColumnVector) })
    if (kept.length > 0) yield kept
  }
}

/** A UUID that is always the same for the same sink of the same query. */
function derivedId(queryId: string, i: number): string {
  const digits = hash('sha256', `${queryId}/${i}`)
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}

function sumOf(results: readonly SinkResult[], branches: readonly SinkBranch[]): SinkResult {
  const isKnown = results.every(({ numOutputRows }) => numOutputRows >= 0)
  const metrics = results.map(({ numOutputRows }, i) => [
    `${i} ${(branches[i] as SinkBranch).sink.description} numOutputRows`,
    String(numOutputRows),
  ])
  return {
    numOutputRows: isKnown ? results.reduce((sum, { numOutputRows }) => sum + numOutputRows, 0) : -1,
    metrics: Object.fromEntries(metrics),
  }
}
