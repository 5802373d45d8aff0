import { columnBatch } from '../../src/columnar/column-batch.ts'
import { columnBuilder } from '../../src/columnar/column-builder.ts'
import { valueAt } from '../../src/columnar/vector-access.ts'
import type { StateStore } from '../../src/contracts/state-store.ts'
import { DeduplicateExec, type DeduplicateInit } from '../../src/physical/operators/deduplicate-exec.ts'
import type { BatchWatermark, ExecutionContext, PhysicalOperator } from '../../src/physical/physical-plan.ts'
import type { StructType } from '../../src/types/data-type.ts'
import { stillClock } from './state-store-suite.ts'

export type Row = readonly unknown[]

/** An input of rows (internal values) in chunks of that many. */
export function rowsExec(output: StructType, rows: readonly Row[], chunkRows = 2): PhysicalOperator {
  return {
    name: 'Rows',
    output,
    children: [],
    describe: () => '',
    async *execute() {
      for (let from = 0; from < rows.length; from += chunkRows) {
        const chunk = rows.slice(from, from + chunkRows)
        const columns = output.fields.map(({ dataType }, i) => {
          const builder = columnBuilder(dataType)
          for (const row of chunk) builder.append(row[i])
          return builder.finish()
        })
        yield columnBatch(chunk.length, columns)
      }
    },
  }
}

/** What an operator sees of a batch. */
export function contextOf(store: StateStore, watermark: BatchWatermark): ExecutionContext {
  return {
    batchId: store.version,
    signal: new AbortController().signal,
    clock: stillClock,
    evaluation: { batchTimestampMicros: 0, seed: 0 },
    watermark: () => watermark,
    lateRows: null,
    observe: () => {},
    readScan: () => rowsExec({ kind: 'struct', fields: [] }, []).execute({} as ExecutionContext),
    stateStore: () => store,
  }
}

export async function rowsOf(operator: PhysicalOperator, context: ExecutionContext): Promise<Row[]> {
  const rows: Row[] = []
  for await (const { length, columns } of operator.execute(context)) {
    for (let i = 0; i < length; i++) rows.push(columns.map((column) => valueAt(column, i)))
  }
  return rows
}

/** Runs de-duplication over the rows of one batch; gives what comes out and the operator, for its figures. */
export async function deduplicate(
  init: Omit<DeduplicateInit, 'operatorId'> & { readonly schema: StructType; readonly chunkRows?: number },
  rows: readonly Row[],
  context: ExecutionContext,
): Promise<{ readonly rows: readonly Row[]; readonly operator: DeduplicateExec }> {
  const operator = new DeduplicateExec(rowsExec(init.schema, rows, init.chunkRows), { ...init, operatorId: 0 })
  return { rows: await rowsOf(operator, context), operator }
}
