import type { ExpressionConf } from '../expressions/expression.ts'
import { displayResolved } from '../plan/display.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import type { Rule } from './rule.ts'
import { booleanSimplification } from './rules/boolean-simplification.ts'
import { collapseProject } from './rules/collapse-project.ts'
import { columnPruning } from './rules/column-pruning.ts'
import { combineFilters } from './rules/combine-filters.ts'
import { constantFolding } from './rules/constant-folding.ts'
import { eliminateSorts } from './rules/eliminate-sorts.ts'
import { limitPushDown } from './rules/limit-push-down.ts'
import { nullPropagation } from './rules/null-propagation.ts'
import { pruneFilters } from './rules/prune-filters.ts'
import { pushFilterThroughJoin } from './rules/push-filter-through-join.ts'
import { pushFilterThroughWatermark } from './rules/push-filter-through-watermark.ts'
import { pushPredicateThroughOperators } from './rules/push-predicate-through-operators.ts'
import { removeNoopOperators } from './rules/remove-noop-operators.ts'
import { removeRedundantAliases } from './rules/remove-redundant-aliases.ts'
import { simplifyCasts } from './rules/simplify-casts.ts'
import { simplifyConditionals } from './rules/simplify-conditionals.ts'
import { simplifyIn } from './rules/simplify-in.ts'
import { simplifyLike } from './rules/simplify-like.ts'
import { unwrapCastInComparison } from './rules/unwrap-cast-in-comparison.ts'

/** What makes expressions simpler: one rule's result is another's beginning, so they run until nothing changes. */
const expressionRules: readonly Rule[] = [
  removeRedundantAliases,
  constantFolding,
  nullPropagation,
  booleanSimplification,
  simplifyConditionals,
  simplifyCasts,
  unwrapCastInComparison,
  simplifyIn,
  simplifyLike,
]

/** The rules in the order in which they run. */
const stages: readonly { readonly rules: readonly Rule[]; readonly rounds: number }[] = [
  { rules: expressionRules, rounds: 8 },
  { rules: [pushFilterThroughJoin, pushFilterThroughWatermark, pushPredicateThroughOperators], rounds: 1 },
  { rules: [...expressionRules, pruneFilters, combineFilters], rounds: 8 },
  { rules: [eliminateSorts, limitPushDown, columnPruning, collapseProject, removeNoopOperators], rounds: 1 },
  { rules: expressionRules, rounds: 8 },
]

/** Every rule once. */
export const rules: readonly Rule[] = [...new Set(stages.flatMap((stage) => stage.rules))]

export interface OptimizerOptions {
  readonly conf: ExpressionConf
  /** Names of rules that are not to run; those that a query's meaning hangs on run nevertheless. */
  readonly excludedRules?: readonly string[] | undefined
  /** Told of each rule that has changed the plan, in order. */
  readonly onChange?: (rule: string) => void
}

/** The plan after all rules but the excluded ones. */
export function optimize(plan: ResolvedPlan, options: OptimizerOptions): ResolvedPlan {
  const excluded = new Set(options.excludedRules)
  let current = plan
  for (const { rules: all, rounds } of stages) {
    const applied = all.filter(({ name, required }) => required === true || !excluded.has(name))
    for (let round = 0; round < rounds; round++) {
      const before = current
      for (const rule of applied) {
        const next = rule.apply(current, options.conf)
        if (options.onChange !== undefined && changes(current, next)) options.onChange(rule.name)
        current = next
      }
      if (current === before) break
    }
  }
  return current
}

function changes(before: ResolvedPlan, after: ResolvedPlan): boolean {
  return before !== after && displayResolved(before) !== displayResolved(after)
}
