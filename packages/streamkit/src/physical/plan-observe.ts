import { dataTypeOf, nullableOf } from '../expressions/expression-type.ts'
import type { ResolvedObserve } from '../plan/resolved-plan.ts'
import type { StructType } from '../types/data-type.ts'
import { compileStage } from './codegen/compile.ts'
import { aggregateBuffersFactory } from './operators/aggregate-buffers.ts'
import { ObserveExec } from './operators/observe-exec.ts'
import type { PhysicalOperator } from './physical-plan.ts'
import type { PlanningContext } from './planning-context.ts'

export function planObserve(node: ResolvedObserve, planner: PlanningContext): PhysicalOperator {
  const { conf } = planner
  const { name, inputs, aggregates, results, onMetrics } = node
  const child = planner.plan(node.child)
  const input: StructType = {
    kind: 'struct',
    fields: inputs.map(({ name: column, expression }) => {
      return { name: column, dataType: dataTypeOf(expression), nullable: nullableOf(expression) }
    }),
  }
  const totals: StructType = {
    kind: 'struct',
    fields: aggregates.map(({ dataType, nullable }, i) => ({ name: `aggregate${i}`, dataType, nullable })),
  }
  return new ObserveExec(child, {
    name,
    inputs: compileStage({ input: child.output, steps: [{ kind: 'project', columns: inputs }] }, { conf }),
    buffers: aggregateBuffersFactory(aggregates, input, conf),
    totals,
    results: compileStage({ input: totals, steps: [{ kind: 'project', columns: results }] }, { conf }),
    onMetrics,
  })
}
