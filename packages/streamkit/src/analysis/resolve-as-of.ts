import { AnalysisException } from '../errors/streamkit-error.ts'
import type { AsOfTerms, Join } from '../plan/logical-plan.ts'
import { isStreamingPlan, type ResolvedAsOf, type ResolvedJoin, type ResolvedPlan } from '../plan/resolved-plan.ts'
import { type StructField, type StructType, sqlType } from '../types/data-type.ts'
import type { JoinSides } from './equi-join.ts'
import { project } from './plan-columns.ts'
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
  if (plan.kind === 'project') return project(withAsOf(plan.child, asOf), plan.columns)
  return plan.kind === 'join' ? { ...plan, asOf, schema: asOfSchema(plan, asOf) } : plan
}

/**
 * The columns of a join with these terms. Of two streams the time of the left side is the one event time that is left: rows come out when the watermark has reached it, beside versions that may be as old as they like.
 */
export function asOfSchema({ left, right, schema }: ResolvedJoin, { leftTime }: ResolvedAsOf): StructType {
  if (!isStreamingPlan(left) || !isStreamingPlan(right)) return schema
  const fields = schema.fields.map((field, i): StructField => {
    if (i === leftTime || field.metadata?.watermarkDelayMs === undefined) return field
    const { watermarkDelayMs: _, ...metadata } = field.metadata
    return { ...field, metadata }
  })
  return { kind: 'struct', fields }
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
