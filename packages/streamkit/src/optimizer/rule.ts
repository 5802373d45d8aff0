import type { ResolvedPlan } from '../plan/resolved-plan.ts'

/** Makes a plan of the same meaning: same rows, same names, same order of columns. Gives the very same plan if there is nothing to do. */
export interface Rule {
  readonly name: string
  apply(plan: ResolvedPlan): ResolvedPlan
}
