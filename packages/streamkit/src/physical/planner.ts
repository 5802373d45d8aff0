import type { OutputMode } from '../contracts/sink.ts'
import type { BatchScan } from '../contracts/source.ts'
import type { ExpressionConf, ResolvedExpression } from '../expressions/expression.ts'
import { sqlText } from '../expressions/expression-type.ts'
import type { BatchRelation, StreamingRelation } from '../plan/logical-plan.ts'
import { isStreamingPlan, type ResolvedPlan, type Scan } from '../plan/resolved-plan.ts'
import type { StructType } from '../types/data-type.ts'
import { compileStage, type StageStep, stageCode } from './codegen/compile.ts'
import { skipByConstants } from './constant-skip.ts'
import { BatchDeduplicateExec } from './operators/batch-deduplicate-exec.ts'
import { DeduplicateExec } from './operators/deduplicate-exec.ts'
import { EventTimeWatermarkExec } from './operators/event-time-watermark-exec.ts'
import { FilterRowsExec, MapRowsExec } from './operators/rows-exec.ts'
import { BatchScanExec, LocalScanExec, type RowFilter, StreamingScanExec } from './operators/scan-exec.ts'
import { StageExec } from './operators/stage-exec.ts'
import { UnionExec } from './operators/union-exec.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import { planAggregate, planExpand } from './plan-aggregate.ts'
import { planGenerate } from './plan-generate.ts'
import { planGroupState } from './plan-group-state.ts'
import { planJoin } from './plan-join.ts'
import { planObserve } from './plan-observe.ts'
import { planRowOperator } from './plan-row-operator.ts'
import { planTimeWindow } from './plan-time-window.ts'
import { planWindow } from './plan-window.ts'
import type { PlanningContext } from './planning-context.ts'
import { withRandomStreams } from './random-streams.ts'
import { scanFilter } from './scan-filter.ts'

export interface PlannerOptions {
  readonly conf: ExpressionConf
  /** Of a streaming query; null for a bounded plan. */
  readonly outputMode: OutputMode | null
  /** Opens a bounded input: the planner knows no formats. */
  readonly openScan: (relation: BatchRelation) => BatchScan
  /** Whether readers of the format leave out rows that a filter above them would drop: those do not count as input. */
  readonly filtersRows: (format: string) => boolean
}

export interface PlannedQuery {
  readonly root: PhysicalOperator
  /** The streams that the query reads, in plan order: the number of a StreamingScanExec. */
  readonly streams: readonly StreamingRelation[]
}

/** Chooses the operators for a plan. Runs of projections and filters become one stage. */
export function planQuery(plan: ResolvedPlan, options: PlannerOptions): PlannedQuery {
  const planner = new Planner(options)
  const root = planner.plan(plan)
  return { root, streams: planner.streams }
}

class Planner implements PlanningContext {
  readonly streams: StreamingRelation[] = []
  readonly #options: PlannerOptions
  #statefulOperators = 0
  #randomCalls = 0

  constructor(options: PlannerOptions) {
    this.#options = options
  }

  get conf(): ExpressionConf {
    return this.#options.conf
  }
  get outputMode(): OutputMode | null {
    return this.#options.outputMode
  }

  nextOperatorId(): number {
    return this.#statefulOperators++
  }

  plan(node: ResolvedPlan): PhysicalOperator {
    switch (node.kind) {
      case 'scan':
        return this.#scan(node, null)
      case 'project':
      case 'filter':
        return this.#stage(node)
      case 'union':
        return new UnionExec(
          node.children.map((child) => this.plan(child)),
          node.schema,
        )
      case 'eventTimeWatermark': {
        const child = this.plan(node.child)
        // In a batch there is nothing to wait for: the mark means nothing, as in Spark.
        return isStreamingPlan(node) ? new EventTimeWatermarkExec(child, { ...node, output: node.schema }) : child
      }
      case 'deduplicate': {
        if (!isStreamingPlan(node)) return new BatchDeduplicateExec(this.plan(node.child), node)
        const operatorId = this.nextOperatorId()
        return new DeduplicateExec(this.plan(node.child), { ...node, operatorId })
      }
      case 'mapRows':
        return new MapRowsExec(this.plan(node.child), { fn: node.fn, flat: node.flat, output: node.schema })
      case 'filterRows':
        return new FilterRowsExec(this.plan(node.child), node.fn)
      case 'limit':
      case 'offset':
      case 'sample':
      case 'sort':
        return planRowOperator(node, this)
      case 'expand':
        return planExpand(node, this)
      case 'generate':
        return planGenerate(node, this)
      case 'timeWindow':
        return planTimeWindow(node, this)
      case 'aggregate':
        return planAggregate(node, this)
      case 'observe':
        return planObserve(node, this)
      case 'join':
        return planJoin(node, this)
      case 'window':
        return planWindow(node, this)
      case 'groupState':
        return planGroupState(node, this)
    }
  }

  #rowFilter(input: StructType, condition: ResolvedExpression | null): RowFilter | null {
    if (condition === null) return null
    const stage = compileStage({ input, steps: [{ kind: 'filter', condition }] }, { conf: this.#options.conf })
    return { keep: (batch, context) => stage.run(batch, context), description: sqlText(condition) }
  }

  #stage(top: ResolvedPlan): PhysicalOperator {
    const steps: StageStep[] = []
    let node = top
    while (node.kind === 'project' || node.kind === 'filter') {
      steps.unshift(
        node.kind === 'project'
          ? { kind: 'project', columns: node.columns }
          : { kind: 'filter', condition: node.condition },
      )
      node = node.child
    }
    const child = node.kind === 'scan' ? this.#filteredScan(node, steps) : this.plan(node)
    if (steps.length === 0) return child
    const told = steps.map((step) => withRandomStreams(step, () => this.#randomCalls++))
    const spec = { input: child.output, steps: told }
    const { conf } = this.#options
    const stage = compileStage(spec, { conf })
    return new StageExec(
      child,
      { output: top.schema, run: (batch, context) => stage.run(batch, context) },
      {
        description: steps.map(stepText).join(' → '),
        code: () => (conf.wholeStageCodegen === false ? null : stageCode(spec, conf)),
      },
    )
  }

  /** The scan with as much of the filters right above it as its reader takes; the rest of it stays among the steps. */
  #filteredScan(scan: Scan, steps: StageStep[]): PhysicalOperator {
    const { relation } = scan
    if (relation.kind === 'localRelation' || !this.#options.filtersRows(relation.format)) return this.#scan(scan, null)
    const conditions: ResolvedExpression[] = []
    while (steps[0]?.kind === 'filter') conditions.push((steps.shift() as StageStep & { kind: 'filter' }).condition)
    const { pushed, left } = scanFilter(conditions, scan.schema)
    if (left !== null) steps.unshift({ kind: 'filter', condition: left })
    return this.#scan(scan, pushed)
  }

  #scan({ relation, columns, schema }: Scan, filter: ResolvedExpression | null): PhysicalOperator {
    switch (relation.kind) {
      case 'streamingRelation': {
        this.streams.push(relation)
        const description = `${relation.format} ${relation.paths.join(', ')}`
        const scan = this.streams.length - 1
        return new StreamingScanExec({
          scan,
          columns,
          output: schema,
          description,
          filter: this.#rowFilter(schema, filter),
        })
      }
      case 'batchRelation':
        return new BatchScanExec({
          scan: this.#options.openScan(relation),
          columns,
          output: schema,
          filter: this.#rowFilter(schema, filter),
          skip:
            filter === null
              ? null
              : skipByConstants(filter, schema, (part) => this.#rowFilter(schema, part) as RowFilter),
        })
      case 'localRelation':
        return new LocalScanExec({
          chunks: relation.chunks,
          columns,
          output: schema,
          description: relation.description,
        })
    }
  }
}

function stepText(step: StageStep): string {
  if (step.kind === 'filter') return `Filter ${sqlText(step.condition)}`
  return `Project [${step.columns.map(({ name, expression }) => (expression.kind === 'bound' && expression.name === name ? name : `${sqlText(expression)} AS ${name}`)).join(', ')}]`
}
