import { type ColumnBatch, columnBatch } from '../columnar/column-batch.ts'
import { columnBuilder } from '../columnar/column-builder.ts'
import type { ColumnVector } from '../columnar/column-vector.ts'
import { gather } from '../columnar/gather.ts'
import { valueAt } from '../columnar/vector-access.ts'
import type { ExpressionConf } from '../expressions/expression.ts'
import type { EvaluationContext } from '../expressions/function-definition.ts'
import { interpret, type RowEvaluator } from './interpreter.ts'
import { hasFilter, type Stage, type StageSpec, type StageStep, stageOutputs, stageSchema } from './stage.ts'

type Row = readonly unknown[]
/** The row after a step, or null if it was filtered out. */
type RowStep = (row: Row, context: EvaluationContext) => Row | null

/** A stage that walks its expressions for every row: what runs where code must not be generated. */
export function interpretedStage(spec: StageSpec, conf: ExpressionConf): Stage {
  const outputs = stageOutputs(spec)
  const steps = spec.steps.map((step) => rowStep(step, conf))
  const filters = hasFilter(spec)
  return {
    output: stageSchema(outputs),
    run(batch, context) {
      const builders = outputs.map((o) => (o.kind === 'input' ? null : columnBuilder(o.field.dataType, batch.length)))
      const selection = new Int32Array(batch.length)
      let count = 0
      for (let i = 0; i < batch.length; i++) {
        const row = runSteps(steps, rowOf(batch, i), context)
        if (row === null) continue
        selection[count++] = i
        for (const [k, builder] of builders.entries()) builder?.append(row[k])
      }
      const columns = outputs.map((o, k) => {
        if (o.kind === 'computed') return (builders[k] as ReturnType<typeof columnBuilder>).finish()
        const column = batch.columns[o.ordinal] as ColumnVector
        return filters ? gather(column, selection, count) : column
      })
      return columnBatch(count, columns)
    },
  }
}

function rowOf(batch: ColumnBatch, index: number): Row {
  return batch.columns.map((column) => valueAt(column, index))
}

function runSteps(steps: readonly RowStep[], first: Row, context: EvaluationContext): Row | null {
  let row: Row | null = first
  for (const step of steps) {
    row = step(row, context)
    if (row === null) return null
  }
  return row
}

function rowStep(step: StageStep, conf: ExpressionConf): RowStep {
  if (step.kind === 'filter') {
    const condition = interpret(step.condition, conf)
    return (row, context) => (condition(row, context) === true ? row : null)
  }
  const columns: readonly RowEvaluator[] = step.columns.map((c) => interpret(c.expression, conf))
  return (row, context) => columns.map((column) => column(row, context))
}
