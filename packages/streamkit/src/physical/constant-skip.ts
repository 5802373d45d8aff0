import { type ColumnBatch, columnBatch } from '../columnar/column-batch.ts'
import type { ColumnVector } from '../columnar/column-vector.ts'
import { nullVector } from '../columnar/null-vector.ts'
import { conjunctsOf, referencesOf } from '../expressions/bound-references.ts'
import type { ResolvedExpression } from '../expressions/expression.ts'
import type { EvaluationContext } from '../expressions/function-definition.ts'
import type { StructField, StructType } from '../types/data-type.ts'

/** Whether no row can pass in which these columns have these values: a vector of one row by ordinal of the scan's output. */
export type SkipByConstants = (constants: ReadonlyMap<number, ColumnVector>, context: EvaluationContext) => boolean

interface PartFilter {
  keep(batch: ColumnBatch, context: EvaluationContext): ColumnBatch
}

/** Judges whole files by what all their rows have in common (their partition), with those parts of the filter that look at nothing else. */
export function skipByConstants(
  filter: ResolvedExpression,
  schema: StructType,
  compile: (condition: ResolvedExpression) => PartFilter,
): SkipByConstants {
  const parts = conjunctsOf(filter).map((condition) => ({ condition, reads: [...referencesOf(condition)] }))
  const compiled = new Map<ResolvedExpression, PartFilter>()
  const filterOf = (condition: ResolvedExpression) => {
    const known = compiled.get(condition) ?? compile(condition)
    compiled.set(condition, known)
    return known
  }
  return (constants, context) => {
    const known = parts.filter(({ reads }) => reads.length > 0 && reads.every((ordinal) => constants.has(ordinal)))
    if (known.length === 0) return false
    // the parts look at nothing but constants: what stands in the other columns does not matter
    const vectors = schema.fields.map((field: StructField, i) => constants.get(i) ?? nullVector(field.dataType, 1))
    return known.some(({ condition }) => filterOf(condition).keep(columnBatch(1, vectors), context).length === 0)
  }
}
