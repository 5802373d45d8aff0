import { resolveExpression } from '../../src/analysis/resolve-expression.ts'
import { columnBatch } from '../../src/columnar/column-batch.ts'
import { columnBuilder } from '../../src/columnar/column-builder.ts'
import type { ColumnVector } from '../../src/columnar/column-vector.ts'
import { valueAt } from '../../src/columnar/vector-access.ts'
import { isStreamKitError } from '../../src/errors/streamkit-error.ts'
import type { Expression, ExpressionConf } from '../../src/expressions/expression.ts'
import { dataTypeOf } from '../../src/expressions/expression-type.ts'
import { compileStage } from '../../src/physical/codegen/compile.ts'
import type { DataType, StructType } from '../../src/types/data-type.ts'

/** The value of an expression over a row, or the condition that it failed with. */
export type Outcome = { readonly value: unknown; readonly type: DataType } | { readonly error: string }

export interface Run {
  readonly schema: StructType
  readonly conf: ExpressionConf
  readonly mode: 'compiled' | 'interpreted'
}

const context = { batchTimestampMicros: 1_704_164_645_000_000, seed: 42 }

/** Resolves and computes an expression over rows of internal values, in one batch. */
export function evaluateRows(e: Expression, rows: readonly (readonly unknown[])[], run: Run): readonly Outcome[] {
  try {
    const expression = resolveExpression(e, { schema: run.schema, conf: run.conf })
    const steps = [{ kind: 'project', columns: [{ name: 'result', expression }] } as const]
    const stage = compileStage({ input: run.schema, steps }, run)
    const columns = run.schema.fields.map((field, i) => {
      const builder = columnBuilder(field.dataType)
      for (const row of rows) builder.append(row[i])
      return builder.finish()
    })
    const output = stage.run(columnBatch(rows.length, columns), context)
    const type = dataTypeOf(expression)
    return rows.map((_, i) => ({ value: valueAt(output.columns[0] as ColumnVector, i), type }))
  } catch (error) {
    if (!isStreamKitError(error)) throw error
    return rows.map(() => ({ error: error.condition }))
  }
}
