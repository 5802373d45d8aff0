import { ExecutionException } from '../errors/streamkit-error.ts'
import type { SetOperation } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import type { JoinSides } from './resolve-join.ts'

export function resolveSetOperation(plan: SetOperation, sides: JoinSides): ResolvedPlan {
  throw new ExecutionException('INTERNAL_ERROR', {
    message: `not built yet: resolveSetOperation ${String([plan, sides])}`,
  })
}
