import { childrenOf, type Expression, withChildren } from '../expressions/expression.ts'
import { isSeedlessRandom } from '../expressions/functions/random-functions.ts'
import type { StageStep } from './stage.ts'

/** The step with a number for each call of `rand`, `randn` and `uuid` that has no seed: two of them are not to give the same values. The numbers are those of the plan, so that a batch that runs again has them too. */
export function withRandomStreams(step: StageStep, next: () => number): StageStep {
  if (step.kind === 'filter') return { ...step, condition: numbered(step.condition, next) }
  return { ...step, columns: step.columns.map((c) => ({ ...c, expression: numbered(c.expression, next) })) }
}

function numbered(e: Expression, next: () => number): Expression {
  if (e.kind === 'call' && isSeedlessRandom(e.name, e.args)) {
    return { ...e, parameters: { ...e.parameters, stream: 1 + next() } }
  }
  const children = childrenOf(e)
  const all = children.map((child) => numbered(child, next))
  return all.every((child, i) => child === children[i]) ? e : withChildren(e, all)
}
