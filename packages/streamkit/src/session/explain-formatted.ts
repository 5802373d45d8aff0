import type { PhysicalOperator } from '../physical/physical-plan.ts'
import { isStatefulOperator } from '../physical/physical-plan.ts'
import { treeText } from '../plan/display.ts'
import type { StructType } from '../types/data-type.ts'

/** The operators with numbers, from the leaves up, then what each takes, gives and does. A star marks what runs as generated code. */
export function formattedText(root: PhysicalOperator): string {
  const operators = [...childrenFirst(root)]
  const numbers = new Map(operators.map((operator, i) => [operator, i + 1]))
  const title = (operator: PhysicalOperator) => `${operator.name} (${numbers.get(operator)})`
  const tree = treeText(
    root,
    (operator) => `${isGenerated(operator) ? '* ' : ''}${title(operator)}`,
    (operator) => operator.children,
  )
  const details = operators.map((operator) => `(${numbers.get(operator)}) ${operator.name}\n${detailsOf(operator)}\n`)
  return `== Physical Plan ==\n${tree}\n\n\n${details.join('\n')}`
}

function* childrenFirst(operator: PhysicalOperator): Generator<PhysicalOperator> {
  for (const child of operator.children) yield* childrenFirst(child)
  yield operator
}

function isGenerated(operator: PhysicalOperator): boolean {
  return (operator.generatedCode?.() ?? null) !== null
}

function detailsOf(operator: PhysicalOperator): string {
  const { children, output } = operator
  const inputs = children.map(
    (child, i) =>
      `${children.length === 1 ? 'Input' : (['Left', 'Right'][i] ?? `Input ${i + 1}`)} ${columns(child.output)}`,
  )
  const description = operator.describe()
  return [
    ...inputs,
    `Output ${columns(output)}`,
    ...(description === '' ? [] : [`Arguments: ${description}`]),
    ...(isStatefulOperator(operator) ? [`State: operator ${operator.operatorId}, ${operator.operatorName}`] : []),
  ].join('\n')
}

function columns({ fields }: StructType): string {
  return `[${fields.length}]: [${fields.map(({ name }) => name).join(', ')}]`
}
