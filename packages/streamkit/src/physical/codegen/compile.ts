import { columnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import { gather } from '../../columnar/gather.ts'
import { decodeStrings } from '../../columnar/vector-access.ts'
import { vectorKindOf } from '../../columnar/vector-kind-of.ts'
import { invariant } from '../../errors/invariant.ts'
import type { ExpressionConf } from '../../expressions/expression.ts'
import type { EvaluationContext } from '../../expressions/function-definition.ts'
import type { DataType, StructField } from '../../types/data-type.ts'
import { interpretedStage } from '../interpreted-stage.ts'
import { hasFilter, type Stage, type StageOutput, type StageSpec, stageOutputs, stageSchema } from '../stage.ts'
import { type GeneratedStage, generateStage } from './stage-codegen.ts'

export type { Stage, StageSpec, StageStep } from '../stage.ts'

export interface CompileOptions {
  readonly conf: ExpressionConf
  /** `auto` (the default): compiled where code may be generated, else interpreted. */
  readonly mode?: 'auto' | 'compiled' | 'interpreted'
}

/** Makes a stage ready to run: one generated loop over column arrays, or the interpreter. Both give the same rows and errors. */
export function compileStage(spec: StageSpec, options: CompileOptions): Stage {
  const mode = options.mode ?? 'auto'
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
export function stageCode(spec: StageSpec, conf: ExpressionConf): string {
  return generateStage(spec, stageOutputs(spec), conf).code
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

type Slots = { [i: number]: unknown; length: number }
interface Column {
  readonly values: Slots | readonly unknown[]
  readonly nulls: Uint8Array | null
}
/** The generated loop: gives the number of rows that it wrote. */
type Loop = (inputs: readonly (Column | null)[], outputs: readonly (Column | null)[], run: LoopRun) => number

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
  const generated = generateStage(spec, outputs, conf)
  const loop = makeLoop(generated)
  const filters = hasFilter(spec)
  const reads = new Set(generated.reads)
  const { fields } = spec.input
  return {
    output: stageSchema(outputs),
    run(batch, context) {
      const { length } = batch
      const inputs = batch.columns.map((column, i) =>
        reads.has(i) ? readable(column, fields[i] as StructField, length) : null,
      )
      const written = outputs.map((o) => (o.kind === 'computed' ? writable(o.field, length) : null))
      const flags = new Uint8Array(outputs.length)
      const selection = filters ? new Int32Array(length) : null
      const count = loop(inputs, written, { length, context, flags, selection })
      const columns = outputs.map((o, k) => {
        if (o.kind === 'computed')
          return sealed(o.field.dataType, written[k] as Column, { count, hasNulls: flags[k] === 1 })
        const column = batch.columns[o.ordinal] as ColumnVector
        return selection === null ? column : gather(column, selection, count)
      })
      return columnBatch(count, columns)
    },
  }
}

function readable(vector: ColumnVector, { name, dataType, nullable }: StructField, length: number): Column {
  const kind = vector.kind === 'utf8' ? 'string' : vector.kind
  const expected = vectorKindOf(dataType)
  invariant(kind === expected, `a vector of the kind ${expected} for the column ${name}, not ${kind}`)
  const { nulls } = vector
  // The loop does not look for nulls where the schema rules them out, so that is checked once.
  invariant(
    nullable || nulls === null || nulls.indexOf(1) === -1,
    `no null in the column ${name}, which is not nullable`,
  )
  const values = vector.kind === 'utf8' ? decodeStrings(vector, length) : vector.values
  return { values, nulls }
}

function writable({ dataType, nullable }: StructField, length: number): Column {
  return { values: allocate(dataType, length), nulls: nullable ? new Uint8Array(length) : null }
}

function allocate(type: DataType, length: number): Slots {
  switch (vectorKindOf(type)) {
    case 'boolean':
      return new Uint8Array(length)
    case 'int32':
      return new Int32Array(length)
    case 'float64':
      return new Float64Array(length)
    case 'int64':
      return new BigInt64Array(length) as unknown as Slots
    default:
      return new Array(length)
  }
}

interface Written {
  readonly count: number
  readonly hasNulls: boolean
}

function sealed(type: DataType, { values, nulls }: Column, { count, hasNulls }: Written): ColumnVector {
  const mask = hasNulls && nulls !== null ? nulls.subarray(0, count) : null
  const kind = vectorKindOf(type)
  if (Array.isArray(values)) {
    values.length = count
    return { kind, values, nulls: mask } as ColumnVector
  }
  const array = values as unknown as Float64Array
  return { kind, values: array.subarray(0, count), nulls: mask } as unknown as ColumnVector
}
