import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'
import type { OperatorCost, OperatorMeter } from '../physical/operator-meter.ts'
import { isStatefulOperator, type PhysicalOperator } from '../physical/physical-plan.ts'
import { displayResolved, treeText } from '../plan/display.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'

/** The operators of a query that runs or ran, with what each gave and took, in the last finished batch and in all. */
export function measuredText(meter: OperatorMeter, progress: StreamingQueryProgress | null): string {
  const { operators, last, total } = meter
  const numbers = new Map(operators.map((operator, i) => [operator, i]))
  const stateful = operators.filter(isStatefulOperator)
  const line = (operator: PhysicalOperator) => {
    const i = numbers.get(operator) as number
    const told = last === null ? 'not run yet' : `last batch: ${costText(last[i])}; total: ${costText(total[i])}`
    const state = isStatefulOperator(operator) ? progress?.stateOperators[stateful.indexOf(operator)] : undefined
    const rows = state === undefined ? '' : `; state: ${state.numRowsTotal} rows`
    return `${`${operator.name} ${operator.describe()}`.trimEnd()}  | ${told}${rows}`
  }
  const tree = treeText(root(meter), line, (operator) => operator.children)
  return `== Physical Plan, measured${progress === null ? '' : ` until batch ${progress.batchId}`} ==\n${tree}\n`
}

function root({ operators }: OperatorMeter): PhysicalOperator {
  return operators[0] as PhysicalOperator
}

function costText(cost: OperatorCost | undefined): string {
  return cost === undefined ? 'nothing' : `${cost.numOutputRows} rows, ${cost.timeMs.toFixed(2)} ms`
}

/** A plan that has not run: the most rows that it can give, where that is known. */
export function expectedText(plan: ResolvedPlan): string {
  const most = mostRows(plan)
  const told = most === null ? 'unknown' : `at most ${most}`
  return `== Optimized Logical Plan ==\n${displayResolved(plan)}\nStatistics: rows ${told}; nothing is measured before a query has run\n`
}

function mostRows(plan: ResolvedPlan): number | null {
  switch (plan.kind) {
    case 'limit':
      return Math.min(plan.count, mostRows(plan.child) ?? plan.count)
    case 'scan':
      return plan.relation.kind === 'localRelation' && plan.relation.description === '<empty>' ? 0 : null
    case 'aggregate':
      return plan.groupings.length === 0 ? 1 : mostRows(plan.child)
    case 'union':
      return plan.children.reduce<number | null>((sum, child) => {
        const rows = mostRows(child)
        return sum === null || rows === null ? null : sum + rows
      }, 0)
    case 'project':
    case 'filter':
    case 'sort':
    case 'deduplicate':
    case 'sample':
    case 'offset':
    case 'eventTimeWatermark':
      return mostRows(plan.child)
    default:
      return null
  }
}
