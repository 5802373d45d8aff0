import type { Expression } from '../expressions/expression.ts'
import { frameText, sqlText } from '../expressions/expression-text.ts'
import { type StructType, simpleString } from '../types/data-type.ts'
import type {
  Aggregate,
  GroupState,
  Join,
  LogicalPlan,
  Observe,
  Offset,
  Pivot,
  Sample,
  SetOperation,
  Sort,
} from './logical-plan.ts'
import { planChildren } from './logical-plan.ts'
import {
  type AggregateCall,
  type ResolvedAggregate,
  type ResolvedExpand,
  type ResolvedGenerate,
  type ResolvedGroupState,
  type ResolvedJoin,
  type ResolvedObserve,
  type ResolvedPlan,
  type ResolvedSort,
  type ResolvedTimeWindow,
  type ResolvedWindow,
  resolvedChildren,
} from './resolved-plan.ts'

/** An indented tree, one node a line. */
export function treeText<N>(root: N, line: (node: N) => string, children: (node: N) => readonly N[]): string {
  const lines: string[] = []
  const visit = (node: N, indent: string, branch: string) => {
    lines.push(`${indent}${branch}${line(node)}`)
    const below = branch === '' ? indent : `${indent}${branch.startsWith('+') ? '   ' : ':  '}`
    const all = children(node)
    for (const [i, child] of all.entries()) visit(child, below, i === all.length - 1 ? '+- ' : ':- ')
  }
  visit(root, '', '')
  return lines.join('\n')
}

/** A plan as it was written. */
export function displayLogical(plan: LogicalPlan): string {
  return treeText(plan, logicalLine, planChildren)
}

function logicalLine(plan: LogicalPlan): string {
  switch (plan.kind) {
    case 'streamingRelation':
    case 'batchRelation':
      return `${plan.kind === 'streamingRelation' ? "'StreamingRelation" : "'Relation"} ${plan.format} ${plan.paths.join(', ')}`
    case 'localRelation':
      return `LocalRelation ${plan.description}`
    case 'project':
      return `'Project [${plan.expressions.map(sqlText).join(', ')}]`
    case 'withColumns':
      return `'WithColumns [${plan.columns.map((c) => `${sqlText(c.expression)} AS ${c.name}`).join(', ')}]`
    case 'withColumnsRenamed':
      return `'WithColumnsRenamed [${plan.renames.map((r) => `${r.from} AS ${r.to}`).join(', ')}]`
    case 'drop':
      return `'Drop [${plan.columns.join(', ')}]`
    case 'filter':
      return `'Filter ${sqlText(plan.condition)}`
    case 'union':
      return 'Union'
    case 'eventTimeWatermark':
      return `'EventTimeWatermark ${plan.column}, ${plan.delayMs} ms`
    case 'deduplicate':
      return `'Deduplicate${plan.withinWatermark ? 'WithinWatermark' : ''} [${plan.keys?.join(', ') ?? '*'}]`
    case 'mapRows':
      return `MapRows ${plan.fn.name}`
    case 'filterRows':
      return `FilterRows ${plan.fn.name}`
    case 'limit':
      return `Limit ${plan.count}`
    case 'subqueryAlias':
      return `SubqueryAlias ${plan.alias}`
    default:
      return laterLogicalLine(plan)
  }
}

function laterLogicalLine(
  plan: Aggregate | Pivot | Join | Sort | SetOperation | Observe | GroupState | Offset | Sample,
): string {
  switch (plan.kind) {
    case 'offset':
      return `Offset ${plan.count}`
    case 'sample':
      return `Sample ${plan.fraction}`
    case 'aggregate':
      return `'Aggregate ${plan.grouping} [${texts(plan.groupings)}], [${texts(plan.aggregates)}]${latenessText(plan)}`
    case 'pivot':
      return `'Pivot [${texts(plan.groupings)}], ${sqlText(plan.column)} [${texts(plan.values ?? [])}], [${texts(plan.aggregates)}]`
    case 'join':
      return `'${plan.asOf === undefined ? '' : 'AsOf'}Join ${plan.joinType}${plan.using === null ? '' : ` using ${plan.using.join(', ')}`}${plan.condition === null ? '' : ` ${sqlText(plan.condition)}`}`
    case 'sort':
      return `'Sort [${plan.orders.map((o) => `${sqlText(o.expression)} ${o.ascending ? 'ASC' : 'DESC'}`).join(', ')}]`
    case 'intersect':
      return `'Intersect${plan.all ? ' All' : ''}`
    case 'except':
      return `'Except${plan.all ? ' All' : ''}`
    case 'observe':
      return `'CollectMetrics ${plan.name}, [${texts(plan.metrics)}]`
    case 'groupState':
      return `'${plan.operation.kind} [${texts(plan.groupings)}]`
  }
}

function latenessText({ allowedLatenessMs }: { readonly allowedLatenessMs?: number }): string {
  return allowedLatenessMs === undefined ? '' : `, allowed lateness ${allowedLatenessMs} ms`
}

function texts(expressions: readonly Expression[]): string {
  return expressions.map(sqlText).join(', ')
}

/** A plan after analysis, with names instead of positions. */
export function displayResolved(plan: ResolvedPlan): string {
  return treeText(plan, resolvedLine, resolvedChildren)
}

function resolvedLine(plan: ResolvedPlan): string {
  switch (plan.kind) {
    case 'scan': {
      const { relation } = plan
      const what =
        relation.kind === 'localRelation'
          ? `LocalRelation ${relation.description}`
          : `${relation.kind === 'streamingRelation' ? 'StreamingRelation' : 'Relation'} ${relation.format} ${relation.paths.join(', ')}`
      return `${what} [${plan.schema.fields.map((f) => `${f.name}: ${simpleString(f.dataType)}`).join(', ')}]`
    }
    case 'project':
      return `Project [${plan.columns.map(({ name, expression }) => (expression.kind === 'bound' && expression.name === name ? name : `${sqlText(expression)} AS ${name}`)).join(', ')}]`
    case 'filter':
      return `Filter ${sqlText(plan.condition)}`
    case 'union':
      return 'Union'
    case 'eventTimeWatermark':
      return `EventTimeWatermark ${plan.schema.fields[plan.column]?.name}, ${plan.delayMs} ms`
    case 'deduplicate':
      return `Deduplicate${plan.withinWatermark ? 'WithinWatermark' : ''} [${plan.keys.map((i) => plan.schema.fields[i]?.name).join(', ')}]`
    case 'mapRows':
      return `MapRows ${plan.fn.name}`
    case 'filterRows':
      return `FilterRows ${plan.fn.name}`
    case 'limit':
      return `Limit ${plan.count}`
    case 'offset':
      return `Offset ${plan.count}`
    case 'sample':
      return `Sample ${plan.fraction}`
    default:
      return laterResolvedLine(plan)
  }
}

type LaterResolved =
  | ResolvedExpand
  | ResolvedGenerate
  | ResolvedTimeWindow
  | ResolvedAggregate
  | ResolvedJoin
  | ResolvedSort
  | ResolvedWindow
  | ResolvedObserve
  | ResolvedGroupState

function laterResolvedLine(plan: LaterResolved): string {
  switch (plan.kind) {
    case 'expand':
      return `Expand [${plan.projections.map((p) => `[${texts(p)}]`).join(', ')}]`
    case 'generate':
      return `Generate ${plan.generator}${plan.outer ? '_outer' : ''}(${columnNames(plan.child.schema, [plan.input])})`
    case 'timeWindow':
      return `TimeWindow ${columnNames(plan.child.schema, [plan.time])}, ${plan.durationMicros / 1000} ms every ${plan.slideMicros / 1000} ms`
    case 'aggregate':
      return `Aggregate [${columnNames(plan.child.schema, plan.groupings)}], [${plan.aggregates.map((call) => callText(call, plan.child.schema)).join(', ')}]${latenessText(plan)}`
    case 'join':
      return `${plan.asOf === undefined ? '' : `AsOf ${plan.asOf.direction} `}Join ${plan.joinType} [${columnNames(plan.left.schema, plan.leftKeys)}] = [${columnNames(plan.right.schema, plan.rightKeys)}]${plan.condition === null ? '' : ` ${sqlText(plan.condition)}`}`
    case 'sort':
      return `Sort [${plan.orders.map((o) => `${sqlText(o.expression)} ${o.ascending ? 'ASC' : 'DESC'}`).join(', ')}]`
    case 'window':
      return `Window [${plan.functions.map((call) => `${callText(call, plan.child.schema)} ${frameText(call.frame)}`).join(', ')}], [${columnNames(plan.child.schema, plan.partitionBy)}], [${plan.orderBy.map((o) => `${plan.child.schema.fields[o.column]?.name} ${o.ascending ? 'ASC' : 'DESC'}`).join(', ')}]`
    case 'observe':
      return `CollectMetrics ${plan.name}`
    case 'groupState':
      return `${plan.operation.kind} [${columnNames(plan.child.schema, plan.groupings)}]`
  }
}

function columnNames(schema: StructType, ordinals: readonly number[]): string {
  return ordinals.map((i) => schema.fields[i]?.name).join(', ')
}

function callText({ name, args, distinct }: AggregateCall, schema: StructType): string {
  return `${name}(${distinct ? 'DISTINCT ' : ''}${columnNames(schema, args)})`
}
