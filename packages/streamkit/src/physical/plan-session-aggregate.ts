import type { StatePart } from '../contracts/state-layout.ts'
import { isStreamingPlan, type ResolvedAggregate } from '../plan/resolved-plan.ts'
import { type StructField, simpleString, structField } from '../types/data-type.ts'
import { bufferSegments } from './operators/aggregate-buffer-segments.ts'
import { aggregateBuffersFactory } from './operators/aggregate-buffers.ts'
import { BatchSessionAggregateExec, type SessionAggregateInit } from './operators/batch-session-aggregate-exec.ts'
import { SessionGrouping } from './operators/session-rows.ts'
import { SessionWindowAggregateExec } from './operators/session-window-aggregate-exec.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

/** The operators of an aggregation with a session window among its keys. */
export function planSessionAggregate(node: ResolvedAggregate, planner: PlanningContext): PhysicalOperator {
  const input = node.child.schema
  const session = node.session as number
  const init: SessionAggregateInit = {
    grouping: new SessionGrouping(node.groupings, session, input),
    buffers: aggregateBuffersFactory(node.aggregates, input, planner.conf),
    output: node.schema,
    description: describe(node),
  }
  if (!isStreamingPlan(node)) return new BatchSessionAggregateExec(planner.plan(node.child), init)
  const operatorId = planner.nextOperatorId()
  return new SessionWindowAggregateExec(planner.plan(node.child), {
    ...init,
    operatorId,
    outputMode: planner.outputMode ?? 'append',
    hasWatermark: node.eventTime === session,
    stateSchema: stateSchemaOf(node),
    stateParts: sessionStateParts(node),
  })
}

/** What a checkpoint must agree with: the types of keys and aggregates, not their names. */
function stateSchemaOf({
  child,
  groupings,
  aggregates,
  session,
  eventTime,
}: ResolvedAggregate): Readonly<Record<string, unknown>> {
  const typeOf = (i: number) => simpleString((child.schema.fields[i] as StructField).dataType)
  return {
    operator: 'sessionWindowStateStoreSaveExec',
    format: 1,
    key: groupings.filter((_, i) => i !== session).map(typeOf),
    session: typeOf(groupings[session as number] as number),
    aggregates: aggregates.map(({ name, args, dataType }) => ({
      name,
      args: args.map(typeOf),
      result: simpleString(dataType),
    })),
    expires: eventTime === session,
  }
}

/** Under the names that Spark gives to columns of sessions. */
function sessionStateParts({ child, groupings, aggregates, session }: ResolvedAggregate): readonly StatePart[] {
  const fields = groupings.map((i) => child.schema.fields[i] as StructField)
  const keys = fields.filter((_, i) => i !== session).map(({ name, dataType }) => structField(name, dataType))
  const { dataType } = fields[session as number] as StructField
  return [
    {
      name: 'default',
      prefix: [],
      shape: 'sessions',
      key: [{ kind: 'values', fields: keys }],
      value: [
        { kind: 'window', field: structField('session_window', dataType, false) },
        { kind: 'skip', bytes: 4 },
        ...bufferSegments(aggregates, child.schema),
      ],
    },
  ]
}

function describe({ child, groupings, aggregates }: ResolvedAggregate): string {
  const names = (ordinals: readonly number[]) => ordinals.map((i) => child.schema.fields[i]?.name).join(', ')
  return `[${names(groupings)}], [${aggregates.map(({ name, args }) => `${name}(${names(args)})`).join(', ')}]`
}
