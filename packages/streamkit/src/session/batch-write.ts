import type { AnalyzedPlan, BatchWriteSpec } from '../api/frame-runtime.ts'
import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { Sink } from '../contracts/sink.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import type { StructType } from '../types/data-type.ts'
import { consoleSink } from './console-sink.ts'
import type { BatchFrameFactory } from './foreach-batch-sink.ts'
import { Options } from './option-reader.ts'
import { refuseReadingTarget } from './refuse-reading-target.ts'
import type { SessionContext } from './session-context.ts'
import { refusePartitions } from './sink-factory.ts'

export interface BatchWriting {
  readonly session: SessionContext
  readonly execute: (plan: ResolvedPlan) => AsyncIterable<ColumnBatch>
  readonly frameOf: BatchFrameFactory
}

/** Writes a bounded plan through a sink, as the only batch of a query that ends with it. */
export async function writeBatch(
  spec: BatchWriteSpec,
  { plan, schema }: AnalyzedPlan,
  writing: BatchWriting,
): Promise<void> {
  const { session } = writing
  const options = new Options(spec.format, spec.options)
  refuseReadingTarget(spec, plan, options)
  const sink = sinkOf(spec, { ...writing, options, schema })
  options.refuseUnknown()
  const signal = new AbortController().signal
  const runId = session.environment.entropy.uuid()
  const query = {
    queryId: runId,
    runId,
    name: null,
    outputMode: 'append',
    schema,
    lastCommittedBatchId: -1,
    signal,
  } as const
  try {
    await sink.prepare(query)
    await sink.addBatch({
      batchId: 0,
      schema,
      chunks: () => writing.execute(plan),
      query,
      batchTimestampMs: session.environment.clock.now(),
      signal,
    })
  } finally {
    await sink.stop()
  }
}

interface SinkMaking extends BatchWriting {
  readonly options: Options
  readonly schema: StructType
}

function sinkOf(spec: BatchWriteSpec, { session, frameOf, options, schema }: SinkMaking): Sink {
  const { path, mode: saveMode, partitionBy } = spec
  if (spec.format.toLowerCase() === 'console') {
    refusePartitions(spec.format, partitionBy)
    return consoleSink(options, frameOf, (line) => process.stdout.write(`${line}\n`))
  }
  const provider = session.formats.provider(spec.format, 'write')
  if (provider.partitions !== true) refusePartitions(spec.format, partitionBy)
  return provider.writer({
    ...session.connectorContext,
    options,
    path,
    saveMode,
    partitionBy,
    schema,
    outputMode: 'append',
  })
}
