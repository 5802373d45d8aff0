import { Column } from '../../../src/api/column.ts'
import type { ColumnBatch } from '../../../src/columnar/column-batch.ts'
import type { Expression } from '../../../src/expressions/expression.ts'
import type { BatchContext, StreamingQuery, StructType } from '../../../src/index.ts'
import { parseExpression } from '../../../src/sql/expression-parser.ts'
import { NotYet, toExpression } from '../corpus-expression.ts'
import type { PlanOperation, Scenario } from './scenario.ts'
import { applyStateFunction, type Grouped } from './scenario-state-function.ts'

type AnyColumn = Column<unknown>

/** A frame as plain JavaScript sees it: the plans of the corpus have no types. */
export interface Frame {
  readonly schema: StructType
  select(...columns: readonly AnyColumn[]): Frame
  filter(condition: AnyColumn): Frame
  withColumn(name: string, column: AnyColumn): Frame
  withColumnRenamed(from: string, to: string): Frame
  drop(...names: readonly string[]): Frame
  union(other: Frame): Frame
  unionByName(other: Frame, options: { readonly allowMissingColumns: boolean }): Frame
  intersect(other: Frame): Frame
  except(other: Frame): Frame
  alias(name: string): Frame
  withWatermark(column: string, delay: string): Frame
  dropDuplicates(...columns: readonly string[]): Frame
  dropDuplicatesWithinWatermark(...columns: readonly string[]): Frame
  distinct(): Frame
  groupBy(...keys: readonly AnyColumn[]): GroupedFrame
  rollup(...keys: readonly AnyColumn[]): GroupedFrame
  cube(...keys: readonly AnyColumn[]): GroupedFrame
  groupByKey(...keys: readonly string[]): Grouped<Frame>
  join(other: Frame, on: AnyColumn | readonly string[], how: string): Frame
  crossJoin(other: Frame): Frame
  orderBy(...orders: readonly unknown[]): Frame
  limit(count: number): Frame
  offset(count: number): Frame
  sample(fraction: number): Frame
  readonly na: {
    fill(value: unknown, columns?: readonly string[]): Frame
    drop(columns?: readonly string[]): Frame
  }
  readonly writeStream: Writer
}

export interface GroupedFrame {
  agg(...aggregates: readonly AnyColumn[]): Frame
  pivot(column: AnyColumn, values?: readonly unknown[]): GroupedFrame
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

/** Where a plan begins. */
export interface Leaves {
  readonly source: (name: string) => Frame
  readonly table: (name: string) => Frame
}

/** Makes the frame of a plan. Throws {@link NotYet} where it asks for what does not exist, after the errors of what comes before that. */
export function scenarioFrame(scenario: Scenario, leaves: Leaves): Frame {
  const column = (text: string) => columnOf(scenario, text)
  const build = (plan: readonly PlanOperation[]): Frame => {
    const [first, ...operations] = plan
    if (first?.op !== 'source' && first?.op !== 'table') throw new NotYet(String(first?.op))
    return operations.reduce((frame, o) => apply(frame, o, { column, build }), leaves[first.op](first.name as string))
  }
  return build(scenario.plan)
}

interface Building {
  readonly column: (text: string) => AnyColumn
  readonly build: (plan: readonly PlanOperation[]) => Frame
}

function apply(frame: Frame, o: PlanOperation, building: Building): Frame {
  const { column, build } = building
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
    case 'intersect':
      return frame.intersect(build(o.right ?? []))
    case 'except':
      return frame.except(build(o.right ?? []))
    case 'withWatermark':
      return frame.withWatermark(o.col as string, o.delay as string)
    case 'dropDuplicates':
      return frame.dropDuplicates(...(o.cols ?? []))
    case 'dropDuplicatesWithinWatermark':
      return frame.dropDuplicatesWithinWatermark(...(o.cols ?? []))
    case 'distinct':
      return frame.distinct()
    case 'limit':
      return frame.limit(o.n as number)
    case 'offset':
      return frame.offset(o.n as number)
    case 'sample':
      return frame.sample(o.fraction as number)
    default:
      return applyWide(frame, o, building)
  }
}

/** Operations over several rows. */
function applyWide(frame: Frame, o: PlanOperation, { column, build }: Building): Frame {
  const keys = (o.keys ?? []).map(column)
  const aggregates = () => (o.aggs ?? []).map(column)
  switch (o.op) {
    case 'groupBy':
    case 'rollup':
    case 'cube':
      return frame[o.op](...keys).agg(...aggregates())
    case 'pivot':
      return frame
        .groupBy(...keys)
        .pivot(new Column({ kind: 'attribute', nameParts: [o.col as string] }), o.values)
        .agg(...aggregates())
    case 'join': {
      const right = build(o.right ?? [])
      if (o.on === undefined && o.using === undefined) return frame.crossJoin(right)
      return frame.join(right, o.using ?? column(o.on as string), o.how ?? 'inner')
    }
    case 'orderBy':
      return frame.orderBy(...(o.cols ?? []).map((name) => orderOf(name, o.desc === true)))
    case 'dropna':
      return frame.na.drop(o.cols)
    case 'fillna':
      return frame.na.fill(o.value, o.cols)
    case 'stateFn':
      return applyStateFunction(frame, o)
    default:
      throw new NotYet(o.op)
  }
}

function orderOf(name: string, descending: boolean): unknown {
  const column = new Column({ kind: 'attribute', nameParts: name.split('.') }) as unknown as {
    asc(): unknown
    desc(): unknown
  }
  return descending ? column.desc() : column.asc()
}

/** The tree of the corpus, else the text itself. The trees have the condition of a FILTER clause as the last argument of the function. */
function columnOf({ trees }: Scenario, text: string): AnyColumn {
  const tree = trees?.[text]
  if (tree === undefined) return new Column(parseExpression(text))
  const expression = toExpression(tree)
  return new Column(/\bFILTER \(WHERE\b/i.test(text) ? filtered(expression) : expression)
}

function filtered(e: Expression): Expression {
  if (e.kind === 'alias') return { ...e, child: filtered(e.child) }
  const filter = e.kind === 'call' ? e.args.at(-1) : undefined
  return e.kind === 'call' && filter !== undefined ? { ...e, args: e.args.slice(0, -1), filter } : e
}
