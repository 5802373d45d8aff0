import { AnalysisException } from '../errors/streamkit-error.ts'
import type { SetOperation } from '../plan/logical-plan.ts'
import type { ResolvedJoin, ResolvedPlan } from '../plan/resolved-plan.ts'
import { sqlType } from '../types/data-type.ts'
import type { JoinSides } from './equi-join.ts'
import { hasMap } from './has-map.ts'
import { resolveUnion } from './resolve-union.ts'

/**
 * `intersect` and `except` are a semi and an anti join on all columns, where null equals null, and then each row once; with `all` nothing is dropped but the rows are counted. Columns meet by position and
 * types are widened as in a union.
 */
export function resolveSetOperation(plan: SetOperation, { left, right, conf }: JoinSides): ResolvedPlan {
  const union = resolveUnion([left, right], conf)
  if (union.kind !== 'union') return union
  for (const { name, dataType } of union.schema.fields) {
    if (!hasMap(dataType)) continue
    throw new AnalysisException('UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE', {
      colName: name,
      dataType: sqlType(dataType),
    })
  }
  const [first, second] = union.children as readonly [ResolvedPlan, ResolvedPlan]
  const ordinals = first.schema.fields.map((_, i) => i)
  const join: ResolvedJoin = {
    kind: 'join',
    left: first,
    right: second,
    joinType: plan.kind === 'intersect' ? 'left_semi' : 'left_anti',
    leftKeys: ordinals,
    rightKeys: ordinals,
    nullSafe: ordinals.map(() => true),
    condition: null,
    staticRefreshMs: 0,
    setOperation: { kind: plan.kind, all: plan.all },
    schema: first.schema,
  }
  if (plan.all) return join
  return {
    kind: 'deduplicate',
    child: join,
    keys: ordinals,
    withinWatermark: false,
    eventTime: null,
    schema: first.schema,
  }
}
