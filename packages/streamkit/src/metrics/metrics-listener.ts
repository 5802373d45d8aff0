import type { StreamingQueryListener } from '../contracts/streaming-query-listener.ts'
import type {
  SinkProgress,
  SourceProgress,
  StateOperatorProgress,
  StreamingQueryProgress,
} from '../contracts/streaming-query-progress.ts'
import type { MetricName } from './metric-families.ts'

type Labels = Readonly<Record<string, string>>

/** Where measurements go: one registry of one metrics library. */
export interface MetricSink {
  add(name: MetricName, labels: Labels, value: number): void
  set(name: MetricName, labels: Labels, value: number): void
  observe(name: MetricName, labels: Labels, value: number): void
  remove(name: MetricName, labels: Labels): void
}

/** The prefix of the source metrics that count rejected input, followed by the reason. */
const badRecordsPrefix = 'badRecords.'

/** Turns the events of queries into measurements. A query goes by its name, or by its id if it has none. */
export function metricsListener(sink: MetricSink, now: () => number): StreamingQueryListener {
  const names = new Map<string, string>()
  const starts = new Map<string, number>()
  const infos = new Map<string, Labels>()
  return {
    onQueryStarted({ id, runId, name }) {
      const query = name ?? id
      names.set(runId, query)
      const before = starts.get(query) ?? 0
      starts.set(query, before + 1)
      sink.add('query_restarts_total', { query }, before === 0 ? 0 : 1)
      const stale = infos.get(query)
      if (stale !== undefined) sink.remove('query_info', stale)
      const info = { query, version: '0.1.0', run_id: runId }
      infos.set(query, info)
      sink.set('query_info', info, 1)
      sink.set('query_active', { query }, 1)
    },
    onQueryProgress({ progress }) {
      recordProgress(sink, progress, now)
    },
    onQueryTerminated({ id, runId, exception, errorClassOnException }) {
      const query = names.get(runId) ?? id
      names.delete(runId)
      sink.set('query_active', { query }, 0)
      if (exception === null) return
      sink.add('query_failures_total', { query, code: errorClassOnException ?? 'UNKNOWN' }, 1)
      sink.add('batches_total', { query, outcome: 'failed' }, 1)
    },
  }
}

function recordProgress(sink: MetricSink, progress: StreamingQueryProgress, now: () => number): void {
  const query = progress.name ?? progress.id
  sink.add('batches_total', { query, outcome: 'succeeded' }, 1)
  const { triggerExecution = 0, ...phases } = progress.durationMs
  sink.observe('batch_duration_seconds', { query }, triggerExecution / 1000)
  for (const [phase, ms] of Object.entries(phases)) sink.observe('phase_duration_seconds', { query, phase }, ms / 1000)
  sink.set('input_rate_rows', { query }, progress.inputRowsPerSecond)
  sink.set('process_rate_rows', { query }, progress.processedRowsPerSecond)
  sink.set('last_batch_id', { query }, progress.batchId)
  sink.set('last_success_timestamp_seconds', { query }, now() / 1000)
  if (progress.eventTime?.watermark !== undefined) {
    const watermarkMs = Date.parse(progress.eventTime.watermark)
    sink.set('watermark_timestamp_seconds', { query }, watermarkMs / 1000)
    // Before the first event time the watermark stands at 1970: how far that is behind says nothing.
    if (watermarkMs > 0)
      sink.set('watermark_delay_seconds', { query }, (Date.parse(progress.timestamp) - watermarkMs) / 1000)
  }
  for (const source of progress.sources) recordSource(sink, query, source)
  for (const [index, operator] of progress.stateOperators.entries())
    recordState(sink, { query, operator: `${operator.operatorName}-${index}` }, operator)
  recordSink(sink, query, progress.sink)
}

function recordSource(sink: MetricSink, query: string, source: SourceProgress): void {
  const labels = { query, source: source.description }
  sink.add('input_rows_total', labels, source.numInputRows)
  for (const [name, value] of Object.entries(source.metrics ?? {})) {
    const number = Number(value)
    if (!Number.isFinite(number)) continue
    if (name === 'numFilesOutstanding') sink.set('source_backlog_files', labels, number)
    else if (name === 'numBytesOutstanding') sink.set('source_backlog_bytes', labels, number)
    else if (name.startsWith(badRecordsPrefix))
      sink.add('bad_records_total', { ...labels, code: name.slice(badRecordsPrefix.length) }, number)
  }
}

function recordState(sink: MetricSink, labels: Labels, state: StateOperatorProgress): void {
  sink.set('state_rows', labels, state.numRowsTotal)
  sink.set('state_bytes', labels, state.memoryUsedBytes)
  sink.add('state_rows_updated_total', labels, state.numRowsUpdated)
  sink.add('state_rows_removed_total', labels, state.numRowsRemoved)
  sink.add('late_rows_dropped_total', labels, state.numRowsDroppedByWatermark)
  sink.add('duplicates_dropped_total', labels, state.customMetrics.numDroppedDuplicateRows ?? 0)
  sink.observe('state_commit_duration_seconds', labels, state.commitTimeMs / 1000)
}

const rowActions: Readonly<Record<string, string>> = {
  rowsInserted: 'inserted',
  rowsUpdated: 'updated',
  rowsUnchanged: 'skipped',
}

function recordSink(sink: MetricSink, query: string, progress: SinkProgress): void {
  const labels = { query, sink: progress.description }
  if (progress.numOutputRows >= 0) sink.add('output_rows_total', labels, progress.numOutputRows)
  for (const [name, value] of Object.entries(progress.metrics ?? {})) {
    const number = Number(value)
    if (!Number.isFinite(number)) continue
    const action = rowActions[name]
    if (action !== undefined) sink.add('sink_rows_total', { ...labels, action }, number)
    else if (name === 'retries') sink.add('sink_retries_total', labels, number)
    else if (name === 'batchesSkipped') sink.add('sink_duplicate_batches_skipped_total', labels, number)
  }
}
