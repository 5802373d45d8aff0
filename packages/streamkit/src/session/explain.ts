import type { ExplainMode } from '../api/streaming-query.ts'
import { optimize } from '../optimizer/optimizer.ts'
import type { PhysicalOperator } from '../physical/physical-plan.ts'
import { planQuery } from '../physical/planner.ts'
import { displayLogical, displayResolved, treeText } from '../plan/display.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import type { SessionContext } from './session-context.ts'

/** How a plan is understood and run, as text. `extended` shows every step on the way. */
export function explainText(
  plan: LogicalPlan,
  resolved: ResolvedPlan,
  options: { readonly mode: ExplainMode; readonly session: SessionContext },
): string {
  const optimized = optimize(resolved, {
    conf: options.session.conf,
    excludedRules: options.session.options.excludedOptimizerRules,
  })
  const { root } = planQuery(optimized, options.session.planner)
  const physical = `== Physical Plan ==\n${displayPhysical(root)}\n`
  if (options.mode === 'simple') return physical
  return [
    `== Parsed Logical Plan ==\n${displayLogical(plan)}\n`,
    `== Analyzed Logical Plan ==\n${displayResolved(resolved)}\n`,
    `== Optimized Logical Plan ==\n${displayResolved(optimized)}\n`,
    physical,
  ].join('\n')
}

function displayPhysical(root: PhysicalOperator): string {
  return treeText(
    root,
    (operator) => `${operator.name} ${operator.describe()}`.trimEnd(),
    (operator) => operator.children,
  )
}
