import type { ExplainMode } from '../api/streaming-query.ts'
import type { OutputMode } from '../contracts/sink.ts'
import { optimize } from '../optimizer/optimizer.ts'
import type { PhysicalOperator } from '../physical/physical-plan.ts'
import { planQuery } from '../physical/planner.ts'
import { displayLogical, displayResolved, treeText } from '../plan/display.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import { codegenText } from './explain-codegen.ts'
import { expectedText } from './explain-cost.ts'
import { formattedText } from './explain-formatted.ts'
import type { SessionContext } from './session-context.ts'

export interface ExplainOptions {
  readonly mode: ExplainMode
  readonly session: SessionContext
  /** Of a streaming query; null for a frame. */
  readonly outputMode: OutputMode | null
}

/** How a plan is understood and run, as text. */
export function explainText(
  plan: LogicalPlan,
  resolved: ResolvedPlan,
  { mode, session, outputMode }: ExplainOptions,
): string {
  const changedBy: string[] = []
  const optimized = optimize(resolved, {
    conf: session.conf,
    excludedRules: session.options.excludedOptimizerRules,
    ...(mode === 'extended' ? { onChange: (rule: string) => changedBy.push(rule) } : {}),
  })
  const { root } = planQuery(optimized, { ...session.planner, outputMode })
  const physical = `== Physical Plan ==\n${displayPhysical(root)}\n`
  switch (mode) {
    case 'simple':
      return physical
    case 'formatted':
      return formattedText(root)
    case 'codegen':
      return codegenText(root)
    case 'cost':
      return `${expectedText(optimized)}\n${physical}`
    case 'extended':
      return [
        `== Parsed Logical Plan ==\n${displayLogical(plan)}\n`,
        `== Analyzed Logical Plan ==\n${displayResolved(resolved)}\n`,
        `== Optimized Logical Plan ==\n${displayResolved(optimized)}\n`,
        `== Optimizer Rules That Changed the Plan ==\n${changedBy.join('\n') || 'none'}\n`,
        physical,
      ].join('\n')
  }
}

function displayPhysical(root: PhysicalOperator): string {
  return treeText(
    root,
    (operator) => `${operator.name} ${operator.describe()}`.trimEnd(),
    (operator) => operator.children,
  )
}
