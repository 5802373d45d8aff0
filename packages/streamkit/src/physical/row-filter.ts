import { type ColumnBatch, columnBatch } from '../columnar/column-batch.ts'
import type { ColumnVector, Int32Vector } from '../columnar/column-vector.ts'
import { referencesOf, remap } from '../expressions/bound-references.ts'
import type { ExpressionConf, ResolvedExpression } from '../expressions/expression.ts'
import type { EvaluationContext } from '../expressions/function-definition.ts'
import { intType, type StructField, type StructType } from '../types/data-type.ts'
import { compileStage } from './codegen/compile.ts'

/** Tells the rows for which a condition is true, without touching the columns that it does not read. */
export interface RowFilter {
  /** Ordinals of the columns that it reads. */
  readonly reads: readonly number[]
  /** `column(ordinal)` gives the columns that it reads; the numbers of the rows that stay come back. */
  run(length: number, column: (ordinal: number) => ColumnVector, context: EvaluationContext): Int32Array
}

/** `schema`: the columns that the condition is over. */
export function rowFilter(condition: ResolvedExpression, schema: StructType, conf: ExpressionConf): RowFilter {
  const reads = [...referencesOf(condition)].sort((a, b) => a - b)
  const number: StructField = { name: 'row', dataType: intType, nullable: false }
  const fields = [...reads.map((ordinal) => schema.fields[ordinal] as StructField), number]
  const own = remap(condition, new Map(reads.map((ordinal, i) => [ordinal, i])))
  const stage = compileStage(
    { input: { kind: 'struct', fields }, steps: [{ kind: 'filter', condition: own }] },
    { conf },
  )
  return {
    reads,
    run(length, column, context) {
      const batch: ColumnBatch = columnBatch(length, [...reads.map(column), rowNumbers(length)])
      const kept = stage.run(batch, context)
      return (kept.columns[reads.length] as Int32Vector).values.subarray(0, kept.length)
    },
  }
}

function rowNumbers(length: number): Int32Vector {
  const values = new Int32Array(length)
  for (let i = 0; i < length; i++) values[i] = i
  return { kind: 'int32', values, nulls: null }
}
