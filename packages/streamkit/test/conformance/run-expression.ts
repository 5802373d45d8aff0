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
    const columns = run.schema.fields.map((field, i) =>
      columnOf(
        field.dataType,
        rows.map((row) => row[i]),
      ),
    )
    const output = stage.run(columnBatch(rows.length, columns), context)
    const type = dataTypeOf(expression)
    return rows.map((_, i) => ({ value: valueAt(output.columns[0] as ColumnVector, i), type }))
  } catch (error) {
    if (!isStreamKitError(error)) throw error
    return rows.map(() => ({ error: error.condition }))
  }
}

/** Like {@link evaluateRows}, each row in a batch of its own: one that fails leaves the others alone. */
export function evaluateEach(e: Expression, rows: readonly (readonly unknown[])[], run: Run): readonly Outcome[] {
  try {
    const expression = resolveExpression(e, { schema: run.schema, conf: run.conf })
    const steps = [{ kind: 'project', columns: [{ name: 'result', expression }] } as const]
    const stage = compileStage({ input: run.schema, steps }, run)
    const type = dataTypeOf(expression)
    return rows.map((row) =>
      orCondition(() => {
        const columns = run.schema.fields.map((field, i) => columnOf(field.dataType, [row[i]]))
        return { value: valueAt(stage.run(columnBatch(1, columns), context).columns[0] as ColumnVector, 0), type }
      }),
    )
  } catch (error) {
    if (!isStreamKitError(error)) throw error
    return rows.map(() => ({ error: error.condition }))
  }
}

/** An outcome, or the condition of its error. An error that is none of StreamKit's is told as such. */
function orCondition(compute: () => Outcome): Outcome {
  try {
    return compute()
  } catch (error) {
    return { error: isStreamKitError(error) ? error.condition : `BUG ${String((error as Error).stack).slice(0, 300)}` }
  }
}

function columnOf(type: DataType, values: readonly unknown[]): ColumnVector {
  if (type.kind === 'string') return utf8Column(values as readonly (string | null)[])
  const builder = columnBuilder(type)
  for (const value of values) builder.append(value)
  return builder.finish()
}

/** Text as a reader gives it: bytes. The slots of nulls point nowhere. */
function utf8Column(values: readonly (string | null)[]): ColumnVector {
  const encoded = values.map((value) => (value === null ? null : Buffer.from(value)))
  const starts = Int32Array.from(encoded, () => -1)
  const ends = Int32Array.from(encoded, () => -1)
  let length = 0
  for (const [i, bytes] of encoded.entries()) {
    if (bytes === null) continue
    starts[i] = length
    length += bytes.length
    ends[i] = length
  }
  const bytes = Uint8Array.from(Buffer.concat(encoded.filter((b) => b !== null)))
  return { kind: 'utf8', bytes, starts, ends, nulls: Uint8Array.from(values, (value) => (value === null ? 1 : 0)) }
}
