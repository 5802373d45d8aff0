import { checkStreaming } from '../analysis/unsupported-operation-checker.ts'
import type { OutputMode, Sink } from '../contracts/sink.ts'
import type { Source } from '../contracts/source.ts'
import type { StateStoreProvider } from '../contracts/state-store.ts'
import type { MicroBatchQuery } from '../execution/micro-batch-query.ts'
import { defaultStreamConf, type StreamConf } from '../execution/stream-conf.ts'
import type { TriggerSpec } from '../execution/trigger-executor.ts'
import { optimize } from '../optimizer/optimizer.ts'
import { OperatorMeter } from '../physical/operator-meter.ts'
import { isStatefulOperator, walkOperators } from '../physical/physical-plan.ts'
import { type PlannedQuery, planQuery } from '../physical/planner.ts'
import type { StreamingRelation } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import { localPath } from './checkpoint-folder.ts'
import { Options } from './option-reader.ts'
import type { SessionContext } from './session-context.ts'
import { CountedSource } from './source-counters.ts'

/** A streaming query as its writer describes it, with its sink made. */
export interface StreamQuerySpec {
  readonly plan: ResolvedPlan
  readonly name: string | null
  readonly outputMode: OutputMode
  readonly trigger: TriggerSpec
  readonly sink: Sink
  readonly checkpoint: string
  readonly recoverTornTail: boolean
  /** Takes late rows; null: they are counted and gone. */
  readonly onLateRows: NonNullable<MicroBatchQuery['onLateRows']> | null
  readonly stateStore: StateStoreProvider
}

export interface PlannedStreamQuery {
  readonly query: MicroBatchQuery
  readonly planned: PlannedQuery
  readonly meter: OperatorMeter
}

/** Checks and plans a streaming query: everything that is wrong with the plan or the options of its sources is found here. */
export function planStreamQuery(spec: StreamQuerySpec, session: SessionContext): PlannedStreamQuery {
  checkStreaming(spec.plan, spec.outputMode)
  const optimized = optimize(spec.plan, {
    conf: session.conf,
    excludedRules: session.options.excludedOptimizerRules,
  })
  const planned = planQuery(optimized, { ...session.planner, outputMode: spec.outputMode })
  const sources = planned.streams.map((relation, i) => openSource(relation, `${spec.checkpoint}/sources/${i}`, session))
  const meter = new OperatorMeter(planned.root)
  return { planned, meter, query: microBatchQuery(spec, { planned, meter, sources, session }) }
}

interface Prepared {
  readonly planned: PlannedQuery
  readonly meter: OperatorMeter
  readonly sources: readonly CountedSource[]
  readonly session: SessionContext
}

function microBatchQuery(spec: StreamQuerySpec, { planned, meter, sources, session }: Prepared): MicroBatchQuery {
  const conf: StreamConf = {
    ...defaultStreamConf,
    noDataMicroBatches: session.options.noDataMicroBatches ?? defaultStreamConf.noDataMicroBatches,
    allowMultipleStatefulOperators:
      session.options.allowMultipleStatefulOperators ?? defaultStreamConf.allowMultipleStatefulOperators,
    multipleWatermarkPolicy: session.options.multipleWatermarkPolicy ?? defaultStreamConf.multipleWatermarkPolicy,
    recoverTornTail: spec.recoverTornTail,
  }
  return {
    name: spec.name,
    runId: session.environment.entropy.uuid(),
    checkpoint: spec.checkpoint,
    root: planned.root,
    openSources: () => sources,
    sink: spec.sink,
    outputMode: spec.outputMode,
    trigger: spec.trigger,
    stateStoreProvider: spec.stateStore,
    conf,
    planFingerprint: {
      sources: planned.streams.map(sourceText),
      stateful: [...walkOperators(planned.root)]
        .filter(isStatefulOperator)
        .map((operator) => JSON.stringify({ operator: operator.operatorName, ...operator.stateSchema })),
    },
    onInputEvent: (event) => sources[event.source]?.count(event),
    takeOperatorCosts: (batchId) => meter.take(batchId),
    ...(spec.onLateRows === null ? {} : { onLateRows: spec.onLateRows }),
  }
}

/** What a source is to a checkpoint: another folder is another source, since what was read is remembered by its path. */
function sourceText({ format, paths }: StreamingRelation): string {
  return [format, ...paths.map(localPath)].join(' ')
}

function openSource(relation: StreamingRelation, metadataPath: string, session: SessionContext): CountedSource {
  const options = new Options(relation.format, relation.options)
  const source: Source = session.formats.provider(relation.format, 'readStream').source({
    ...session.connectorContext,
    options,
    userSchema: relation.userSchema,
    paths: relation.paths,
    metadataPath,
    schema: relation.schema,
  })
  options.refuseUnknown()
  return new CountedSource(source)
}
