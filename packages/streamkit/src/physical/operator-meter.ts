import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { ExecutionContext, PhysicalOperator } from './physical-plan.ts'
import { walkOperators } from './physical-plan.ts'

/** What an operator did. */
export interface OperatorCost {
  readonly name: string
  readonly numOutputRows: number
  readonly numOutputChunks: number
  /** Its own time, without that of the operators below it; waiting counts where it waits. */
  readonly timeMs: number
}

interface Count {
  rows: number
  chunks: number
  /** With what lies below. */
  inclusiveMs: number
}

/**
 * Measures the operators of a plan: rows and time, batch by batch and in total. It costs two looks at the clock and a few additions per chunk, nothing per row. A batch may begin before the one before it is
 * told of, so counts are kept by batch until somebody takes them.
 */
export class OperatorMeter {
  readonly operators: readonly PhysicalOperator[]
  readonly #numbers: ReadonlyMap<PhysicalOperator, number>
  readonly #batches = new Map<number, readonly Count[]>()
  readonly #totals: readonly Count[]
  #last: readonly Count[] | null = null

  /** From here on, the operators of the tree count. */
  constructor(root: PhysicalOperator) {
    this.operators = [...walkOperators(root)]
    this.#numbers = new Map(this.operators.map((operator, i) => [operator, i]))
    this.#totals = this.#zeros()
    for (const [i, operator] of this.operators.entries()) {
      const execute = operator.execute.bind(operator)
      operator.execute = (context) => metered(execute(context), this.#countsOf(context)[i] as Count, context)
    }
  }

  /** The costs of a finished batch, parents before children; they go into the total. */
  take(batchId: number): readonly OperatorCost[] {
    const counts = this.#batches.get(batchId) ?? this.#zeros()
    // What an abandoned run of a batch has left goes too.
    for (const id of this.#batches.keys()) if (id <= batchId) this.#batches.delete(id)
    for (const [i, { rows, chunks, inclusiveMs }] of counts.entries()) {
      const total = this.#totals[i] as Count
      total.rows += rows
      total.chunks += chunks
      total.inclusiveMs += inclusiveMs
    }
    this.#last = counts
    return this.#costs(counts)
  }

  /** Of the last batch taken; null before the first. */
  get last(): readonly OperatorCost[] | null {
    return this.#last && this.#costs(this.#last)
  }
  /** Of all batches taken. */
  get total(): readonly OperatorCost[] {
    return this.#costs(this.#totals)
  }

  #zeros(): readonly Count[] {
    return this.operators.map(() => ({ rows: 0, chunks: 0, inclusiveMs: 0 }))
  }

  #countsOf({ batchId }: ExecutionContext): readonly Count[] {
    let counts = this.#batches.get(batchId)
    if (counts === undefined) {
      counts = this.#zeros()
      this.#batches.set(batchId, counts)
    }
    return counts
  }

  #costs(counts: readonly Count[]): readonly OperatorCost[] {
    return this.operators.map((operator, i) => {
      const { rows, chunks, inclusiveMs } = counts[i] as Count
      const below = operator.children.reduce(
        (sum, child) => sum + (counts[this.#numbers.get(child) as number] as Count).inclusiveMs,
        0,
      )
      return {
        name: operator.name,
        numOutputRows: rows,
        numOutputChunks: chunks,
        timeMs: Math.max(0, inclusiveMs - below),
      }
    })
  }
}

async function* metered(
  chunks: AsyncIterable<ColumnBatch>,
  count: Count,
  { clock }: ExecutionContext,
): AsyncGenerator<ColumnBatch> {
  const iterator = chunks[Symbol.asyncIterator]()
  let isOver = false
  try {
    while (true) {
      const begun = clock.monotonic()
      const step = await iterator.next().catch((error: unknown) => {
        isOver = true
        throw error
      })
      count.inclusiveMs += clock.monotonic() - begun
      if (step.done === true) {
        isOver = true
        return
      }
      count.rows += step.value.length
      count.chunks++
      yield step.value
    }
  } finally {
    if (!isOver) await iterator.return?.()
  }
}
