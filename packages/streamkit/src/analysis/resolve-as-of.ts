import { AnalysisException } from '../errors/streamkit-error.ts'
import type { AsOfTerms, Join } from '../plan/logical-plan.ts'
import type { ResolvedAsOf, ResolvedPlan } from '../plan/resolved-plan.ts'
import { type StructField, type StructType, sqlType } from '../types/data-type.ts'
import type { JoinSides } from './equi-join.ts'
import { ordinalOf } from './resolve-using.ts'

/** The times of an as-of join as positions. Throws EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE, UNRESOLVED_USING_COLUMN_FOR_JOIN, AS_OF_JOIN.UNSUPPORTED_DIRECTION. */
export function resolveAsOf(terms: AsOfTerms, { left, right }: JoinSides): ResolvedAsOf {
  if (!['backward', 'forward', 'nearest'].includes(terms.direction))
    throw new AnalysisException('AS_OF_JOIN.UNSUPPORTED_DIRECTION', { direction: `'${terms.direction}'` })
  return {
    ...terms,
    leftTime: timeOf(terms.leftTime, left.schema, 'left'),
    rightTime: timeOf(terms.rightTime, right.schema, 'right'),
  }
}

/** The join with these terms: a projection above it stays. */
export function withAsOf(plan: ResolvedPlan, asOf: ResolvedAsOf): ResolvedPlan {
  if (plan.kind === 'project') return { ...plan, child: withAsOf(plan.child, asOf) }
  return plan.kind === 'join' ? { ...plan, asOf } : plan
}

/** What an as-of join is, beside its keys. */
export function isAsOf(plan: Join): plan is Join & { readonly asOf: AsOfTerms } {
  return plan.asOf !== undefined
}

function timeOf(name: string, schema: StructType, side: 'left' | 'right'): number {
  const ordinal = ordinalOf(name, schema, side)
  const { dataType } = schema.fields[ordinal] as StructField
  if (dataType.kind === 'timestamp') return ordinal
  throw new AnalysisException('EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE', {
    eventName: `\`${name}\``,
    eventType: `"${sqlType(dataType)}"`,
  })
}
