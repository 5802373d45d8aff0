import type { Expression } from '../expressions/expression.ts'
import type { PlanScope } from './resolve-projection.ts'

/** Expressions whose time windows are columns of the scope they are to be resolved in. */
export interface ExtractedTimeWindows {
  readonly expressions: readonly Expression[]
  readonly scope: PlanScope
  /** The expression that is a session window. */
  readonly session: number | null
}

export function extractTimeWindows(expressions: readonly Expression[], scope: PlanScope): ExtractedTimeWindows {
  return { expressions, scope, session: null }
}
