import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { BatchScan } from '../../contracts/source.ts'
import type { EvaluationContext } from '../../expressions/function-definition.ts'
import type { StructType } from '../../types/data-type.ts'
import type { SkipByConstants } from '../constant-skip.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'

/** Drops rows where they are read. */
export interface RowFilter {
  keep(batch: ColumnBatch, context: EvaluationContext): ColumnBatch
  readonly description: string
}

function described(columns: StructType, filter: RowFilter | null): string {
  const names = columns.fields.map((field) => field.name).join(', ')
  return filter === null ? `[${names}]` : `[${names}] pushed filter ${filter.description}`
}

/** Reads this batch's range of a stream. `scan` is its number in plan order. */
export class StreamingScanExec implements PhysicalOperator {
  readonly name = 'StreamingScan'
  readonly children: readonly PhysicalOperator[] = []
  readonly output: StructType
  /** Its number among the streams of the query, in plan order. */
  readonly scan: number
  readonly #columns: readonly number[]
  readonly #description: string
  readonly #filter: RowFilter | null

  constructor(init: {
    readonly scan: number
    readonly columns: readonly number[]
    readonly output: StructType
    readonly description: string
    readonly filter?: RowFilter | null
  }) {
    this.#filter = init.filter ?? null
    this.output = init.output
    this.scan = init.scan
    this.#columns = init.columns
    this.#description = init.description
  }

  execute(context: ExecutionContext): AsyncIterable<ColumnBatch> {
    const filter = this.#filter
    const keep = filter === null ? null : (batch: ColumnBatch) => filter.keep(batch, context.evaluation)
    return context.readScan(this.scan, this.#columns, keep)
  }

  describe(): string {
    return `${this.#description} ${described(this.output, this.#filter)}`
  }
}

/** Reads a bounded input from its beginning, each time anew. */
export class BatchScanExec implements PhysicalOperator {
  readonly name = 'BatchScan'
  readonly children: readonly PhysicalOperator[] = []
  readonly output: StructType
  readonly #scan: BatchScan
  readonly #columns: readonly number[]
  readonly #filter: RowFilter | null
  readonly #skip: SkipByConstants | null

  constructor(init: {
    readonly scan: BatchScan
    readonly columns: readonly number[]
    readonly output: StructType
    readonly filter?: RowFilter | null
    readonly skip?: SkipByConstants | null
  }) {
    this.#skip = init.skip ?? null
    this.#filter = init.filter ?? null
    this.output = init.output
    this.#scan = init.scan
    this.#columns = init.columns
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const chunks = this.#scan.read({
      columns: this.#columns,
      batchId: context.batchId,
      signal: context.signal,
      report: () => {},
      ...(this.#skip === null ? {} : { skips: (constants) => this.#skips(constants, context) }),
    })
    for await (const chunk of chunks) yield this.#filter?.keep(chunk, context.evaluation) ?? chunk
  }

  /** The source counts its columns, the filter those of the scan. */
  #skips(constants: ReadonlyMap<number, ColumnVector>, context: ExecutionContext): boolean {
    const own = new Map<number, ColumnVector>()
    this.#columns.forEach((ordinal, i) => {
      const value = constants.get(ordinal)
      if (value !== undefined) own.set(i, value)
    })
    return this.#skip?.(own, context.evaluation) ?? false
  }

  describe(): string {
    return `${this.#scan.description} ${described(this.output, this.#filter)}`
  }
}

/** Rows in memory. */
export class LocalScanExec implements PhysicalOperator {
  readonly name = 'LocalScan'
  readonly children: readonly PhysicalOperator[] = []
  readonly output: StructType
  readonly #chunks: () => AsyncIterable<ColumnBatch> | Iterable<ColumnBatch>
  readonly #columns: readonly number[]
  readonly #description: string

  constructor(init: {
    readonly chunks: () => AsyncIterable<ColumnBatch> | Iterable<ColumnBatch>
    readonly columns: readonly number[]
    readonly output: StructType
    readonly description: string
  }) {
    this.output = init.output
    this.#chunks = init.chunks
    this.#columns = init.columns
    this.#description = init.description
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    for await (const chunk of this.#chunks()) {
      context.signal.throwIfAborted()
      yield {
        length: chunk.length,
        columns: this.#columns.map((i) => chunk.columns[i] as ColumnBatch['columns'][number]),
      }
    }
  }

  describe(): string {
    return `${this.#description} [${this.output.fields.map((field) => field.name).join(', ')}]`
  }
}
