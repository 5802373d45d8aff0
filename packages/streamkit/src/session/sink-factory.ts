import type { SingleSinkSpec } from '../api/frame-runtime.ts'
import { MemoryTable, memorySink } from '../connectors/memory/memory-sink.ts'
import type { OutputMode, Sink } from '../contracts/sink.ts'
import { AnalysisException, IllegalArgumentException } from '../errors/streamkit-error.ts'
import type { StructType } from '../types/data-type.ts'
import { consoleSink } from './console-sink.ts'
import { type BatchFrameFactory, foreachBatchSink } from './foreach-batch-sink.ts'
import { foreachSink } from './foreach-sink.ts'
import type { Options } from './option-reader.ts'
import type { SessionContext } from './session-context.ts'
import { type TableCatalog, tableOf } from './table-catalog.ts'
import { tableSink } from './table-sink.ts'

/** What making a sink takes beside its description. */
export interface SinkMaking {
  readonly session: SessionContext
  readonly options: Options
  readonly givenOptions: Readonly<Record<string, unknown>>
  readonly queryName: string | null
  readonly schema: StructType
  readonly outputMode: OutputMode
  readonly partitionBy: readonly string[]
  readonly frameOf: BatchFrameFactory
  /** Tables of the memory sink by query name. */
  readonly tables: Map<string, MemoryTable>
  readonly catalog: TableCatalog
}

/** The sink of a query. `forLooking`: its queries may go without a checkpoint of their own. */
export function makeSink(
  spec: SingleSinkSpec,
  making: SinkMaking,
): { readonly sink: Sink; readonly forLooking: boolean } {
  const { session, options, schema, outputMode, partitionBy } = making
  if (spec.kind !== 'format' && spec.kind !== 'table') refusePartitions(spec.kind, partitionBy)
  switch (spec.kind) {
    case 'foreachBatch':
      return { sink: foreachBatchSink(spec.fn, making.frameOf), forLooking: true }
    case 'foreach':
      return { sink: foreachSink(spec.writer), forLooking: true }
    case 'table':
      return { sink: tableSinkOf(spec, making), forLooking: false }
    case 'format':
      break
  }
  const isOurs = ['console', 'memory'].includes(spec.format.toLowerCase())
  if (isOurs) refusePartitions(spec.format, partitionBy)
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
      if (provider.partitions !== true) refusePartitions(spec.format, partitionBy)
      const { path } = spec
      return {
        sink: provider.sink({ ...session.connectorContext, options, path, schema, outputMode, partitionBy }),
        forLooking: spec.format === 'noop',
      }
    }
  }
}

/** Refuses `partitionBy` where it means nothing: Spark ignores it in part. */
export function refusePartitions(sink: string, partitionBy: readonly string[]): void {
  if (partitionBy.length === 0) return
  throw new AnalysisException('UNSUPPORTED_FEATURE', {
    feature: `partitionBy with the sink ${sink}`,
    hint: 'It is for formats of files.',
  })
}

function tableSinkOf(spec: SingleSinkSpec & { readonly kind: 'table' }, making: SinkMaking): Sink {
  const { session, options, schema, outputMode, partitionBy, catalog } = making
  const table = tableOf({ ...spec, schema, partitionBy, options: making.givenOptions })
  const path = catalog.folderOf(spec.name)
  const provider = session.formats.provider(spec.format, 'writeStream')
  if (provider.partitions !== true) refusePartitions(spec.format, partitionBy)
  const sink = provider.sink({ ...session.connectorContext, options, path, schema, outputMode, partitionBy })
  return tableSink(sink, table, catalog)
}

function memoryTable({ queryName, tables }: SinkMaking): MemoryTable {
  if (queryName === null) throw new IllegalArgumentException('QUERY_NAME_REQUIRED', {})
  const table = new MemoryTable()
  tables.set(queryName, table)
  return table
}
