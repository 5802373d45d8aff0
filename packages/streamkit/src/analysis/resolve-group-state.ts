import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression } from '../expressions/expression.ts'
import { dataTypeOf, nameOf, sqlText } from '../expressions/expression-type.ts'
import type { GroupState } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import { type DataType, type StructField, type StructType, simpleString, sqlType } from '../types/data-type.ts'
import { eventTimeOf } from './resolve-event-time.ts'
import { allColumns, type PlanScope, project, resolve, unaliased, withoutQualifiers } from './resolve-projection.ts'

/** Keys that are computed are added behind the columns of the child; the function sees the columns alone. */
export function resolveGroupState(plan: GroupState, scope: PlanScope, initialState: ResolvedPlan | null): ResolvedPlan {
  const input = grouped(plan.groupings, scope)
  const initial =
    initialState === null || plan.initialState === null
      ? null
      : grouped(plan.initialState.groupings, { child: initialState, conf: scope.conf })
  if (initial !== null) refuseOtherKeys(keyTypes(input), keyTypes(initial))
  const eventTime = eventTimeOf(scope.child.schema)
  return {
    kind: 'groupState',
    child: input.plan,
    groupings: input.groupings,
    operation: plan.operation,
    rowSchema: input.rowSchema,
    eventTime,
    initialState: initial,
    schema: outputSchema(plan, scope.child.schema, eventTime),
  }
}

interface Grouped {
  readonly plan: ResolvedPlan
  readonly groupings: readonly number[]
  readonly rowSchema: StructType
}

function grouped(groupings: readonly Expression[], scope: PlanScope): Grouped {
  const { child } = scope
  const columns = [...allColumns(child.schema)]
  const ordinals = groupings.map((grouping) => {
    const named = resolve(grouping, scope)
    const expression = unaliased(named)
    refuseWithoutEquality(dataTypeOf(expression), sqlText(expression))
    if (expression.kind === 'bound') return expression.ordinal
    columns.push({ name: nameOf(named), expression })
    return columns.length - 1
  })
  const isComputed = columns.length > child.schema.fields.length
  const plan = isComputed ? project(child, columns) : child
  return { plan, groupings: ordinals, rowSchema: withoutQualifiers(child.schema) }
}

function keyTypes({ plan, groupings }: Grouped): string {
  return groupings.map((i) => simpleString((plan.schema.fields[i] as StructField).dataType)).join(', ')
}

function refuseOtherKeys(keys: string, initial: string): void {
  if (keys === initial) return
  throw new AnalysisException('UNSUPPORTED_STREAMING_OPERATION', {
    feature: `An initial state with the key (${initial}) for groups with the key (${keys})`,
    hint: 'Group both by columns of the same types.',
  })
}

function refuseWithoutEquality(type: DataType, text: string): void {
  if (!hasMap(type)) return
  throw new AnalysisException('UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE', {
    colName: text,
    dataType: sqlType(type),
  })
}

function hasMap(type: DataType): boolean {
  switch (type.kind) {
    case 'map':
      return true
    case 'array':
      return hasMap(type.element)
    case 'struct':
      return type.fields.some((field) => hasMap(field.dataType))
    default:
      return false
  }
}

/** The event-time column of the output is as far behind as that of the input. */
function outputSchema({ operation, schema }: GroupState, input: StructType, eventTime: number | null): StructType {
  const column = operation.eventTimeColumn
  if (column === null) return schema
  const field = schema.fields.find(({ name }) => name === column)
  if (field === undefined) {
    const fieldNames = schema.fields.map(({ name }) => name).join(', ')
    throw new AnalysisException('UNRESOLVED_COLUMN_AMONG_FIELD_NAMES', { colName: column, fieldNames })
  }
  if (field.dataType.kind !== 'timestamp') {
    const eventType = sqlType(field.dataType)
    throw new AnalysisException('EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE', { eventName: column, eventType })
  }
  const watermarkDelayMs = eventTime === null ? undefined : input.fields[eventTime]?.metadata?.watermarkDelayMs
  // A bounded frame may come without a watermark; for a stream the streaming rules refuse it.
  if (watermarkDelayMs === undefined) return schema
  const fields = schema.fields.map(
    (f): StructField => (f === field ? { ...f, metadata: { ...f.metadata, watermarkDelayMs } } : f),
  )
  return { kind: 'struct', fields }
}
