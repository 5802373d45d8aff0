import { isStreamingPlan, type ResolvedAggregate, type ResolvedExpand } from '../plan/resolved-plan.ts'
import { type StructField, simpleString } from '../types/data-type.ts'
import { compileStage } from './codegen/compile.ts'
import { bufferSegments } from './operators/aggregate-buffer-segments.ts'
import { aggregateBuffersFactory } from './operators/aggregate-buffers.ts'
import { AggregateExec } from './operators/aggregate-exec.ts'
import { AllowedLatenessAggregateExec } from './operators/allowed-lateness-aggregate-exec.ts'
import { type AggregateInit, BatchAggregateExec } from './operators/batch-aggregate-exec.ts'
import { ExpandExec } from './operators/expand-exec.ts'
import { Grouping } from './operators/grouped-rows.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import { planSessionAggregate } from './plan-session-aggregate.ts'
import type { PlanningContext } from './planning-context.ts'

export function planAggregate(node: ResolvedAggregate, planner: PlanningContext): PhysicalOperator {
  if (node.session !== null) return planSessionAggregate(node, planner)
  const input = node.child.schema
  const init: AggregateInit = {
    grouping: new Grouping(node.groupings, input),
    buffers: aggregateBuffersFactory(node.aggregates, input, planner.conf),
    output: node.schema,
    description: describe(node),
  }
  if (!isStreamingPlan(node)) return new BatchAggregateExec(planner.plan(node.child), init)
  const operatorId = planner.nextOperatorId()
  const { eventTime, allowedLatenessMs } = node
  const child = planner.plan(node.child)
  const streaming = {
    ...init,
    operatorId,
    outputMode: planner.outputMode ?? 'append',
    stateSchema: stateSchemaOf(node),
    bufferSegments: bufferSegments(node.aggregates, input),
  }
  if (allowedLatenessMs !== undefined && eventTime !== null && streaming.outputMode !== 'complete')
    return new AllowedLatenessAggregateExec(child, { ...streaming, eventTime, latenessMs: allowedLatenessMs })
  return new AggregateExec(child, { ...streaming, eventTime })
}

export function planExpand(node: ResolvedExpand, planner: PlanningContext): PhysicalOperator {
  const child = planner.plan(node.child)
  const stages = node.projections.map((projection) => {
    const columns = projection.map((expression, i) => ({
      name: (node.schema.fields[i] as StructField).name,
      expression,
    }))
    return compileStage({ input: child.output, steps: [{ kind: 'project', columns }] }, { conf: planner.conf })
  })
  return new ExpandExec(child, node.schema, stages)
}

/** What a checkpoint must agree with: the types of keys and aggregates, not their names. */
function stateSchemaOf({
  child,
  groupings,
  aggregates,
  eventTime,
}: ResolvedAggregate): Readonly<Record<string, unknown>> {
  const typeOf = (i: number) => simpleString((child.schema.fields[i] as StructField).dataType)
  return {
    operator: 'stateStoreSave',
    format: 1,
    key: groupings.map(typeOf),
    aggregates: aggregates.map(({ name, args, dataType, constants, parameters, userAggregate }) => ({
      name,
      args: args.map(typeOf),
      // A constant can decide the form of a buffer: the accuracy of an estimate does.
      ...(constants.every((constant) => constant === undefined)
        ? {}
        : { constants: constants.map((constant) => constant ?? null) }),
      ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
      ...(userAggregate === undefined ? {} : { state: simpleString(userAggregate.state) }),
      result: simpleString(dataType),
    })),
    expires: eventTime !== null,
  }
}

function describe({ child, groupings, aggregates }: ResolvedAggregate): string {
  const names = (ordinals: readonly number[]) => ordinals.map((i) => child.schema.fields[i]?.name).join(', ')
  const calls = aggregates.map(({ name, args, distinct }) => `${name}(${distinct ? 'DISTINCT ' : ''}${names(args)})`)
  return `[${names(groupings)}], [${calls.join(', ')}]`
}
