import { sqlText } from '../expressions/expression-type.ts'
import { simpleString } from '../types/data-type.ts'
import type { LogicalPlan } from './logical-plan.ts'
import { planChildren } from './logical-plan.ts'
import { type ResolvedPlan, resolvedChildren } from './resolved-plan.ts'

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
  }
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
  }
}
