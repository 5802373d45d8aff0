import { conjunctsOf, isDeterministic, referencesOf, remap } from '../expressions/bound-references.ts'
import type { ResolvedExpression } from '../expressions/expression.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'

/** What is known to be true of every row of a plan, over its columns: the filters at its top, through watermarks and projections that pass the columns on. */
export function constraintsOf(plan: ResolvedPlan): readonly ResolvedExpression[] {
  switch (plan.kind) {
    case 'filter':
      return [...conjunctsOf(plan.condition).filter(isDeterministic), ...constraintsOf(plan.child)]
    case 'eventTimeWatermark':
      return constraintsOf(plan.child)
    case 'project': {
      const moved = new Map<number, number>()
      plan.columns.forEach(({ expression }, i) => {
        if (expression.kind === 'bound' && !moved.has(expression.ordinal)) moved.set(expression.ordinal, i)
      })
      return constraintsOf(plan.child)
        .filter((constraint) => [...referencesOf(constraint)].every((ordinal) => moved.has(ordinal)))
        .map((constraint) => remap(constraint, moved))
    }
    default:
      return []
  }
}
