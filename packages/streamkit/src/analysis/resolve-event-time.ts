import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Deduplicate, EventTimeWatermark } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import { type StructField, type StructType, sqlType } from '../types/data-type.ts'
import { hasMap } from './has-map.ts'
import { fold } from './resolve-projection.ts'

/** Marks the column as event time. It is the only one from here on: another mark further up the path is taken away, as in Spark. */
export function resolveWatermark(plan: EventTimeWatermark, child: ResolvedPlan): ResolvedPlan {
  const column = ordinalOf(plan.column, child.schema)
  const field = child.schema.fields[column] as StructField
  if (field.dataType.kind !== 'timestamp') {
    throw new AnalysisException('EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE', {
      eventName: plan.column,
      eventType: sqlType(field.dataType),
    })
  }
  const fields = child.schema.fields.map((f, i): StructField => {
    const { watermarkDelayMs: _, ...metadata } = f.metadata ?? {}
    return { ...f, metadata: i === column ? { ...metadata, watermarkDelayMs: plan.delayMs } : metadata }
  })
  const { delayMs, idleTimeoutMs } = plan
  return { kind: 'eventTimeWatermark', child, column, delayMs, idleTimeoutMs, schema: { kind: 'struct', fields } }
}

export function resolveDeduplicate(plan: Deduplicate, child: ResolvedPlan): ResolvedPlan {
  const { schema } = child
  const ordinals =
    plan.keys === null ? schema.fields.map((_, i) => i) : plan.keys.flatMap((name) => ordinalsOf(name, schema))
  const keys = [...new Set(ordinals)].sort((a, b) => a - b)
  for (const key of keys) {
    const field = schema.fields[key] as StructField
    if (hasMap(field.dataType)) {
      throw new AnalysisException('UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE', {
        colName: field.name,
        dataType: sqlType(field.dataType),
      })
    }
  }
  return {
    kind: 'deduplicate',
    child,
    keys,
    withinWatermark: plan.withinWatermark,
    eventTime: eventTimeOf(schema),
    schema,
  }
}

/** The event-time column of a schema, null if it has none. That a stream has only one where one is needed is a rule of its own (streaming-rules/watermark-rules). */
export function eventTimeOf(schema: StructType): number | null {
  return eventTimesOf(schema)[0] ?? null
}

/** All event-time columns of a schema: a join of streams has those of both sides. */
export function eventTimesOf(schema: StructType): readonly number[] {
  return schema.fields.flatMap((field, i) => (field.metadata?.watermarkDelayMs === undefined ? [] : [i]))
}

function ordinalsOf(name: string, schema: StructType): readonly number[] {
  const found = schema.fields.flatMap((field, i) => (fold(field.name) === fold(name) ? [i] : []))
  if (found.length === 0) {
    throw new AnalysisException('UNRESOLVED_COLUMN_AMONG_FIELD_NAMES', {
      colName: name,
      fieldNames: schema.fields.map((f) => f.name).join(', '),
    })
  }
  return found
}

function ordinalOf(name: string, schema: StructType): number {
  const found = ordinalsOf(name, schema)
  if (found.length > 1)
    throw new AnalysisException('AMBIGUOUS_REFERENCE', {
      name,
      referenceNames: found.map((i) => `column ${i + 1}`).join(', '),
    })
  return found[0] as number
}
