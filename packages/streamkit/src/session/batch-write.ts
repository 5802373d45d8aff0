import type { AnalyzedPlan, BatchWriteSpec } from '../api/frame-runtime.ts'
import type { ColumnBatch } from '../columnar/column-batch.ts'
import type { Sink } from '../contracts/sink.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import { consoleSink } from './console-sink.ts'
import type { BatchFrameFactory } from './foreach-batch-sink.ts'
import { Options } from './option-reader.ts'
import type { SessionContext } from './session-context.ts'

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
  const sink = sinkOf(spec, options, writing)
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

function sinkOf(spec: BatchWriteSpec, options: Options, { session, frameOf }: BatchWriting): Sink {
  if (spec.format.toLowerCase() === 'console')
    return consoleSink(options, frameOf, (line) => process.stdout.write(`${line}\n`))
  const provider = session.formats.provider(spec.format, 'write')
  return provider.writer({ ...session.connectorContext, options, path: spec.path, saveMode: spec.mode })
}
