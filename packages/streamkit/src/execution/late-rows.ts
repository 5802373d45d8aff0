import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { StatefulOperator } from '../physical/physical-plan.ts'
import type { StructType } from '../types/data-type.ts'

/** The rows that one operator has dropped as late in one batch, from one of its inputs. */
export interface LateRows {
  readonly batchId: number
  readonly operatorId: number
  readonly operatorName: string
  /** The watermark by which they were late, ms since 1970. */
  readonly watermarkMs: number
  readonly schema: StructType
  readonly chunks: readonly ColumnBatch[]
}

/** Holds the late rows of one batch until it ends. */
export class LateRowsBuffer {
  readonly #chunks = new Map<
    string,
    { readonly operatorId: number; readonly input: number; readonly chunks: ColumnBatch[] }
  >()

  /** For operators. */
  add(operatorId: number, rows: ColumnBatch, input = 0): void {
    if (rows.length === 0) return
    const key = `${operatorId}/${input}`
    const held = this.#chunks.get(key)
    if (held === undefined) this.#chunks.set(key, { operatorId, input, chunks: [rows] })
    else held.chunks.push(rows)
  }

  /** What was gathered, by operator and input in plan order. */
  all(
    batchId: number,
    operators: readonly StatefulOperator[],
    lateMs: (operatorId: number) => number,
  ): readonly LateRows[] {
    return [...this.#chunks.values()]
      .sort((a, b) => a.operatorId - b.operatorId || a.input - b.input)
      .flatMap(({ operatorId, input, chunks }) => {
        const operator = operators.find((one) => one.operatorId === operatorId)
        const schema = operator?.children[input]?.output
        if (operator === undefined || schema === undefined) return []
        return [
          { batchId, operatorId, operatorName: operator.operatorName, watermarkMs: lateMs(operatorId), schema, chunks },
        ]
      })
  }
}
