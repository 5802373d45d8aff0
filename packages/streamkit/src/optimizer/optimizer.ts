import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import type { Rule } from './rule.ts'
import { columnPruning } from './rules/column-pruning.ts'
import { pushFilterThroughJoin } from './rules/push-filter-through-join.ts'
import { pushFilterThroughWatermark } from './rules/push-filter-through-watermark.ts'

/** The rules in the order in which they run. */
export const rules: readonly Rule[] = [pushFilterThroughJoin, pushFilterThroughWatermark, columnPruning]

/** The plan after all rules but the excluded ones. */
export function optimize(plan: ResolvedPlan, excludedRules: readonly string[] = []): ResolvedPlan {
  const excluded = new Set(excludedRules)
  const applied = rules.filter(({ name, required }) => required === true || !excluded.has(name))
  return applied.reduce((current, rule) => rule.apply(current), plan)
}
