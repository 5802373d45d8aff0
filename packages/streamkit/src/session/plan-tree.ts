import type { OperatorCost, OperatorMeter } from '../physical/operator-meter.ts'
import { isStatefulOperator, type PhysicalOperator } from '../physical/physical-plan.ts'
import type { OperatorWork, PlanNode } from '../ui/watched-session.ts'

/** The operators of a query as a tree, with what each has done. */
export function planTree({ operators, last, total }: OperatorMeter): PlanNode {
  const stateful = operators.filter(isStatefulOperator)
  const numbers = new Map(operators.map((operator, i) => [operator, i]))
  const node = (operator: PhysicalOperator): PlanNode => {
    const i = numbers.get(operator) as number
    return {
      name: operator.name,
      detail: operator.describe(),
      lastBatch: last === null ? null : work(last[i]),
      total: work(total[i]),
      stateIndex: isStatefulOperator(operator) ? stateful.indexOf(operator) : null,
      children: operator.children.map(node),
    }
  }
  return node(operators[0] as PhysicalOperator)
}

function work(cost: OperatorCost | undefined): OperatorWork {
  const { numOutputRows = 0, timeMs = 0 } = cost ?? {}
  return { rows: numOutputRows, timeMs: Math.round(timeMs * 100) / 100 }
}
