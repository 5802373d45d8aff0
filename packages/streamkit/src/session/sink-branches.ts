import { checkStreaming } from '../analysis/unsupported-operation-checker.ts'
import type { AnalyzedPlan, SinkBranchSpec } from '../api/frame-runtime.ts'
import type { Sink } from '../contracts/sink.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import { optimize } from '../optimizer/optimizer.ts'
import { isStatefulOperator, walkOperators } from '../physical/physical-plan.ts'
import { planQuery } from '../physical/planner.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { MultiSink, type SinkBranch } from './multi-sink.ts'
import { Options } from './option-reader.ts'
import { makeSink, type SinkMaking } from './sink-factory.ts'

/** Makes the sink of a query that has several, and checks that each of them takes only rows of the batch and keeps nothing. */
export function sinkBranches(
  specs: readonly SinkBranchSpec[],
  making: SinkMaking & { readonly analyze: (plan: LogicalPlan) => AnalyzedPlan },
): { readonly sink: Sink; readonly forLooking: boolean } {
  if (specs.length === 0) refuse(0, 'there is no sink at all')
  const made = specs.map((spec, i) => branchOf(spec, i, making))
  const descriptions = made.map(({ branch }) => branch.sink.description)
  for (const [i, description] of descriptions.entries()) {
    if (/\[file:/.test(description) && descriptions.indexOf(description) !== i)
      refuse(i, `${description} is the sink number ${descriptions.indexOf(description) + 1}, too`)
  }
  return {
    sink: new MultiSink(
      made.map(({ branch }) => branch),
      making.session.environment.clock,
    ),
    forLooking: made.every(({ forLooking }) => forLooking),
  }
}

function branchOf(
  spec: SinkBranchSpec,
  i: number,
  making: Parameters<typeof sinkBranches>[1],
): { readonly branch: SinkBranch; readonly forLooking: boolean } {
  const { session, outputMode } = making
  const { plan, schema } = making.analyze(spec.plan)
  checkStreaming(plan, 'append')
  const planned = planQuery(
    optimize(plan, { conf: session.conf, excludedRules: session.options.excludedOptimizerRules }),
    {
      ...session.planner,
      outputMode: 'append',
    },
  )
  if (planned.streams.length !== 1 || planned.streams[0] !== spec.rows)
    refuse(i, 'it has to take the rows that it is given, once, and no other stream')
  const stateful = [...walkOperators(planned.root)].find(isStatefulOperator)
  if (stateful !== undefined) refuse(i, `${stateful.name} keeps state: put it before writeStream`)
  const options = new Options('The sink', spec.options)
  const { sink, forLooking } = makeSink(spec.sink, {
    ...making,
    options,
    givenOptions: spec.options,
    queryName: spec.name,
    schema,
    outputMode,
    partitionBy: spec.partitionBy,
  })
  options.refuseUnknown()
  return { branch: { name: spec.name, sink, root: planned.root, schema }, forLooking }
}

function refuse(i: number, reason: string): never {
  throw new AnalysisException('INVALID_SINK_BRANCH', { number: i + 1, reason })
}
