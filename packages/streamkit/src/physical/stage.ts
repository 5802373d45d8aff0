import type { ColumnBatch } from '../columnar/column-batch.ts'
import { conjunctsOf } from '../expressions/bound-references.ts'
import type { Expression, NamedExpression, ResolvedExpression } from '../expressions/expression.ts'
import { dataTypeOf, nullableOf } from '../expressions/expression-type.ts'
import type { EvaluationContext } from '../expressions/function-definition.ts'
import { type StructField, type StructType, structType } from '../types/data-type.ts'

/** Filters and projections in a row, which one loop over a batch computes. */
export interface StageSpec {
  readonly input: StructType
  readonly steps: readonly StageStep[]
}

/** Expressions are bound to the output of the step before. */
export type StageStep =
  | { readonly kind: 'filter'; readonly condition: ResolvedExpression }
  | { readonly kind: 'project'; readonly columns: readonly NamedExpression[] }

/** A stage that is ready to run. It keeps nothing between batches. */
export interface Stage {
  readonly output: StructType
  run(batch: ColumnBatch, context: EvaluationContext): ColumnBatch
}

/** A column that a stage gives out: one of its input as it is, or one that it computes. */
export type StageOutput =
  | { readonly kind: 'input'; readonly ordinal: number; readonly field: StructField }
  | { readonly kind: 'computed'; readonly field: StructField }

/** The columns after each step; the last is the output of the stage. */
export function stageOutputs(spec: StageSpec): readonly StageOutput[] {
  let outputs: readonly StageOutput[] = spec.input.fields.map((field, ordinal) => ({ kind: 'input', ordinal, field }))
  for (const step of spec.steps) {
    if (step.kind === 'filter') continue
    const before = outputs
    outputs = step.columns.map((column) => outputOf(column, before))
  }
  return outputs
}

function outputOf({ name, expression }: NamedExpression, before: readonly StageOutput[]): StageOutput {
  const plain = withoutAlias(expression)
  if (plain.kind === 'bound') {
    const source = before[plain.ordinal] as StageOutput
    return { ...source, field: { ...source.field, name } }
  }
  return { kind: 'computed', field: { name, dataType: dataTypeOf(plain), nullable: nullableOf(plain) } }
}

/** The expression under its names. */
export function withoutAlias(e: Expression): Expression {
  return e.kind === 'alias' ? withoutAlias(e.child) : e
}

export function stageSchema(outputs: readonly StageOutput[]): StructType {
  return structType(outputs.map((o) => o.field))
}

/** Whether rows can fall away. */
export function hasFilter(spec: StageSpec): boolean {
  return spec.steps.some((step) => step.kind === 'filter')
}

/** With a step for each part of a condition: a row that is not found true by one part is gone, and the next is not asked. A null does not decide an `and`, but it does decide a filter. */
export function withSplitFilters(spec: StageSpec): StageSpec {
  const steps = spec.steps.flatMap((step): readonly StageStep[] =>
    step.kind === 'filter' ? conjunctsOf(step.condition).map((condition) => ({ kind: 'filter', condition })) : [step],
  )
  return { ...spec, steps }
}
