import { Column } from '../../../src/api/column.ts'
import type { ColumnBatch } from '../../../src/columnar/column-batch.ts'
import { isFunction } from '../../../src/expressions/function-registry.ts'
import type { BatchContext, StreamingQuery, StructType } from '../../../src/index.ts'
import { calledNames, NotYet, toExpression } from '../corpus-expression.ts'
import type { PlanOperation, Scenario } from './scenario.ts'

/** A frame as plain JavaScript sees it: the plans of the corpus have no types. */
export interface Frame {
  readonly schema: StructType
  select(...columns: readonly Column<unknown>[]): Frame
  filter(condition: Column<unknown>): Frame
  withColumn(name: string, column: Column<unknown>): Frame
  withColumnRenamed(from: string, to: string): Frame
  drop(...names: readonly string[]): Frame
  union(other: Frame): Frame
  unionByName(other: Frame, options: { readonly allowMissingColumns: boolean }): Frame
  alias(name: string): Frame
  withWatermark(column: string, delay: string): Frame
  dropDuplicates(...columns: readonly string[]): Frame
  dropDuplicatesWithinWatermark(...columns: readonly string[]): Frame
  distinct(): Frame
  readonly writeStream: Writer
}

export interface Reader {
  format(name: string): Reader
  schema(ddl: string): Reader
  options(options: object): Reader
  load(path: string): Frame
}

export interface Writer {
  outputMode(mode: string): Writer
  trigger(trigger: object): Writer
  option(name: string, value: unknown): Writer
  foreachBatch(fn: (batch: BatchFrame, batchId: number, context: BatchContext) => Promise<void>): Writer
  start(): StreamingQuery
}

export interface BatchFrame {
  readonly schema: StructType
  columnBatches(): AsyncIterable<ColumnBatch>
}

/** Makes the frame of a plan. Throws {@link NotYet} where it asks for what does not exist yet, after the errors of what comes before that. */
export function scenarioFrame(scenario: Scenario, source: (name: string) => Frame): Frame {
  const column = (text: string) => columnOf(scenario, text)
  const build = (plan: readonly PlanOperation[]): Frame => {
    const [first, ...operations] = plan
    if (first?.op !== 'source') throw new NotYet(String(first?.op))
    return operations.reduce((frame, o) => apply(frame, o, { column, build }), source(first.name as string))
  }
  return build(scenario.plan)
}

interface Building {
  readonly column: (text: string) => Column<unknown>
  readonly build: (plan: readonly PlanOperation[]) => Frame
}

function apply(frame: Frame, o: PlanOperation, { column, build }: Building): Frame {
  const name = o.name as string
  switch (o.op) {
    case 'select':
      return frame.select(...(o.exprs ?? []).map(column))
    case 'filter':
      return frame.filter(column(o.expr as string))
    case 'withColumn':
      return frame.withColumn(name, column(o.expr as string))
    case 'withColumnRenamed':
      return frame.withColumnRenamed(o.from as string, o.to as string)
    case 'drop':
      return frame.drop(...(o.cols ?? []))
    case 'alias':
      return frame.alias(name)
    case 'union':
      return frame.union(build(o.right ?? []))
    case 'unionByName':
      return frame.unionByName(build(o.right ?? []), { allowMissingColumns: o.allowMissingColumns === true })
    case 'withWatermark':
      return frame.withWatermark(o.col as string, o.delay as string)
    case 'dropDuplicates':
      return frame.dropDuplicates(...(o.cols ?? []))
    case 'dropDuplicatesWithinWatermark':
      return frame.dropDuplicatesWithinWatermark(...(o.cols ?? []))
    case 'distinct':
      return frame.distinct()
    default:
      throw new NotYet(o.op)
  }
}

function columnOf({ trees }: Scenario, text: string): Column<unknown> {
  const tree = trees?.[text]
  if (tree === undefined) throw new NotYet(`a tree of ${text}`)
  const missing = calledNames(tree).find((called) => !isFunction(called))
  if (missing !== undefined) throw new NotYet(missing)
  return new Column(toExpression(tree))
}
