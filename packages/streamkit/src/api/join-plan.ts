import { resolveColumn } from '../analysis/resolve-column.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import type { BoundReference, Expression, ExpressionConf } from '../expressions/expression.ts'
import type { Join, JoinType, LogicalPlan } from '../plan/logical-plan.ts'
import type { StructType } from '../types/data-type.ts'
import { type Column, NamedColumn, requireColumn } from './column.ts'
import { durationMs } from './duration.ts'
import type { JoinSpellings, RefreshOptions } from './join-traits.ts'

const joinTypes: JoinSpellings = {
  inner: 'inner',
  cross: 'cross',
  left: 'left_outer',
  leftouter: 'left_outer',
  left_outer: 'left_outer',
  right: 'right_outer',
  rightouter: 'right_outer',
  right_outer: 'right_outer',
  outer: 'full_outer',
  full: 'full_outer',
  fullouter: 'full_outer',
  full_outer: 'full_outer',
  semi: 'left_semi',
  leftsemi: 'left_semi',
  left_semi: 'left_semi',
  anti: 'left_anti',
  leftanti: 'left_anti',
  left_anti: 'left_anti',
}

/** One side of a join, as a frame gives it. */
export interface JoinedFrame {
  readonly logicalPlan: LogicalPlan
  readonly schema: StructType
}

/** What a join is made on: a condition, a function from the columns of both sides to one, names, or nothing. */
export type JoinOn =
  | Column<unknown>
  | ((left: never, right: never) => Column<unknown>)
  | string
  | readonly string[]
  | undefined

interface JoinPlanOptions {
  readonly how?: string | undefined
  readonly refresh?: RefreshOptions['refresh'] | undefined
  readonly conf: ExpressionConf
}

/** The plan of a join. Throws UNSUPPORTED_JOIN_TYPE, CANNOT_PARSE_INTERVAL, NEGATIVE_INTERVAL. */
export function joinPlan(
  [left, right]: readonly [JoinedFrame, JoinedFrame],
  on: JoinOn,
  { how = 'inner', refresh = 'perBatch', conf }: JoinPlanOptions,
): Join {
  return {
    kind: 'join',
    left: left.logicalPlan,
    right: right.logicalPlan,
    joinType: joinTypeOf(how),
    condition: conditionOf(on, [left.schema, right.schema], conf),
    using: typeof on === 'string' ? [on] : Array.isArray(on) ? on : null,
    staticRefreshMs: refresh === 'perBatch' ? 0 : durationMs(refresh),
  }
}

function joinTypeOf(how: string): JoinType {
  const name = how.toLowerCase()
  if (Object.hasOwn(joinTypes, name)) return joinTypes[name as keyof JoinSpellings]
  throw new AnalysisException('UNSUPPORTED_JOIN_TYPE', {
    typ: `'${how}'`,
    supported: Object.keys(joinTypes)
      .map((known) => `'${known}'`)
      .join(', '),
  })
}

function conditionOf(
  on: JoinOn,
  [left, right]: readonly [StructType, StructType],
  conf: ExpressionConf,
): Expression | null {
  if (on === undefined || typeof on === 'string' || Array.isArray(on)) return null
  if (typeof on !== 'function') return requireColumn(on as Column<unknown>).expression
  const make = on as (l: unknown, r: unknown) => Column<unknown>
  const sides = [sideColumns(left, 0, conf), sideColumns(right, left.fields.length, conf)] as const
  return requireColumn(make(...sides)).expression
}

/** The columns of one side by name, bound to their positions among those of both: a frame can be joined with itself. */
function sideColumns(schema: StructType, offset: number, conf: ExpressionConf): unknown {
  return new Proxy(Object.create(null), {
    get: (_target, name) => {
      if (typeof name === 'symbol') return undefined
      const bound = resolveColumn({ kind: 'attribute', nameParts: [name] }, { schema, conf }) as BoundReference
      return new NamedColumn(name, { ...bound, ordinal: bound.ordinal + offset })
    },
  })
}
