import type { StreamingSinkSpec } from '../api/frame-runtime.ts'
import { MemoryTable, memorySink } from '../connectors/memory/memory-sink.ts'
import type { Sink } from '../contracts/sink.ts'
import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import { consoleSink } from './console-sink.ts'
import { type BatchFrameFactory, foreachBatchSink } from './foreach-batch-sink.ts'
import { foreachSink } from './foreach-sink.ts'
import type { Options } from './option-reader.ts'
import type { SessionContext } from './session-context.ts'

/** What making a sink takes beside its description. */
export interface SinkMaking {
  readonly session: SessionContext
  readonly options: Options
  readonly queryName: string | null
  readonly frameOf: BatchFrameFactory
  /** Tables of the memory sink by query name. */
  readonly tables: Map<string, MemoryTable>
}

/** The sink of a query. `forLooking`: its queries may go without a checkpoint of their own. */
export function makeSink(
  spec: StreamingSinkSpec,
  making: SinkMaking,
): { readonly sink: Sink; readonly forLooking: boolean } {
  const { session, options } = making
  switch (spec.kind) {
    case 'foreachBatch':
      return { sink: foreachBatchSink(spec.fn, making.frameOf), forLooking: true }
    case 'foreach':
      return { sink: foreachSink(spec.writer), forLooking: true }
    case 'format':
      break
  }
  switch (spec.format.toLowerCase()) {
    case 'console':
      return {
        sink: consoleSink(options, making.frameOf, (line) => process.stdout.write(`${line}\n`)),
        forLooking: true,
      }
    case 'memory':
      return { sink: memorySink(memoryTable(making)), forLooking: true }
    default: {
      const provider = session.formats.provider(spec.format, 'writeStream')
      return {
        sink: provider.sink({ ...session.connectorContext, options, path: spec.path }),
        forLooking: spec.format === 'noop',
      }
    }
  }
}

function memoryTable({ queryName, tables }: SinkMaking): MemoryTable {
  if (queryName === null) throw new IllegalArgumentException('QUERY_NAME_REQUIRED', {})
  const table = new MemoryTable()
  tables.set(queryName, table)
  return table
}
