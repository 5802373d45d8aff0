import type { ExpressionConf } from '../expressions/expression.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'

/** Makes a plan of the same meaning: same rows, same names, same order of columns. Gives the very same plan if there is nothing to do. */
export interface Rule {
  readonly name: string
  /** The rule decides what a query means (which rows move the watermark), not how fast it is: it cannot be left out. */
  readonly required?: true
  apply(plan: ResolvedPlan, conf: ExpressionConf): ResolvedPlan
}
