import { type ColumnBatch, columnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gather } from '../../columnar/gather.ts'
import type { ExpressionConf } from '../../expressions/expression.ts'
import type { EvaluationContext } from '../../expressions/function-definition.ts'
import type { StructField } from '../../types/data-type.ts'
import { interpretedStage } from '../interpreted-stage.ts'
import {
  hasFilter,
  type Stage,
  type StageOutput,
  type StageSpec,
  stageOutputs,
  stageSchema,
  withSplitFilters,
} from '../stage.ts'
import { type InputColumn, type OutputColumn, readable, sealed, writable } from './loop-columns.ts'
import { type GeneratedStage, generateStage, type InputShape } from './stage-codegen.ts'

export type { Stage, StageSpec, StageStep } from '../stage.ts'

export interface CompileOptions {
  readonly conf: ExpressionConf
  /** `auto` (the default, unless the session says otherwise): compiled where code may be generated, else interpreted. */
  readonly mode?: 'auto' | 'compiled' | 'interpreted'
}

/** Makes a stage ready to run: one generated loop over column arrays, or the interpreter. Both give the same rows and errors. */
export function compileStage(written: StageSpec, options: CompileOptions): Stage {
  const spec = withSplitFilters(written)
  const mode = options.mode ?? (options.conf.wholeStageCodegen === false ? 'interpreted' : 'auto')
  if (mode === 'interpreted') return interpretedStage(spec, options.conf)
  const outputs = stageOutputs(spec)
  if (outputs.every((o) => o.kind === 'input') && !hasFilter(spec)) return rearrangingStage(outputs)
  try {
    return compiledStage(spec, outputs, options.conf)
  } catch (error) {
    if (mode === 'auto' && error instanceof EvalError) return interpretedStage(spec, options.conf)
    throw error
  }
}

/** The generated code of a stage, for explain and for tests. */
export function stageCode(written: StageSpec, conf: ExpressionConf): string {
  const spec = withSplitFilters(written)
  return generateStage(spec, stageOutputs(spec), { conf }).code
}

/** Columns in another order or under other names: nothing is computed. */
function rearrangingStage(outputs: readonly StageOutput[]): Stage {
  return {
    output: stageSchema(outputs),
    run: (batch) =>
      columnBatch(
        batch.length,
        outputs.map((o) => batch.columns[(o as { ordinal: number }).ordinal] as ColumnVector),
      ),
  }
}

/** The generated loop: gives the number of rows that it wrote. */
type Loop = (inputs: readonly (InputColumn | null)[], outputs: readonly (OutputColumn | null)[], run: LoopRun) => number

interface LoopRun {
  readonly length: number
  readonly context: EvaluationContext
  /** Set to 1 for an output that got a null. */
  readonly flags: Uint8Array
  /** Takes the numbers of the rows that stay. */
  readonly selection: Int32Array | null
}

function makeLoop({ code, names, values }: GeneratedStage): Loop {
  return new Function(...names, code)(...values) as Loop
}

function compiledStage(spec: StageSpec, outputs: readonly StageOutput[], conf: ExpressionConf): Stage {
  const loops = new Map<string, { readonly loop: Loop; readonly reads: GeneratedStage['reads'] }>()
  const loopFor = (shape: InputShape) => {
    const key = `${shape.withoutNulls} ${[...shape.strings].join(' ')}`
    let made = loops.get(key)
    if (made === undefined) {
      const generated = generateStage(spec, outputs, { conf, shape })
      made = { loop: makeLoop(generated), reads: generated.reads }
      loops.set(key, made)
    }
    return made
  }
  const any = generateStage(spec, outputs, { conf })
  // Where code may not be generated, that shows here.
  makeLoop(any)
  const filters = hasFilter(spec)
  const { fields } = spec.input
  return {
    output: stageSchema(outputs),
    run(batch, context) {
      const { length } = batch
      const { loop, reads } = loopFor(shapeOf(batch, any.reads))
      const inputs = batch.columns.map((column, i) => {
        const withValues = reads.get(i)
        return withValues === undefined ? null : readable(column, fields[i] as StructField, withValues)
      })
      const written = outputs.map((o) => (o.kind === 'computed' ? writable(o.field, length) : null))
      const flags = new Uint8Array(outputs.length)
      const selection = filters ? new Int32Array(length) : null
      const count = loop(inputs, written, { length, context, flags, selection })
      const columns = outputs.map((o, k) => {
        if (o.kind === 'computed')
          return sealed(o.field.dataType, written[k] as OutputColumn, { count, hasNulls: flags[k] === 1 })
        const column = batch.columns[o.ordinal] as ColumnVector
        return selection === null ? column : gather(column, selection, count)
      })
      return columnBatch(count, columns)
    },
  }
}

/** A loop for batches without nulls does not ask for them; one for texts that are strings reads them as they are. */
function shapeOf({ columns }: ColumnBatch, reads: GeneratedStage['reads']): InputShape {
  const strings = new Set<number>()
  let withoutNulls = true
  for (const [ordinal, withValues] of reads) {
    const column = columns[ordinal] as ColumnVector
    if (column.nulls !== null) withoutNulls = false
    if (withValues && column.kind === 'string') strings.add(ordinal)
  }
  return { withoutNulls, strings }
}
