import type { BatchTiming, StreamingQueryListener } from '../contracts/streaming-query-listener.ts'
import type {
  SinkProgress,
  SourceProgress,
  StateOperatorProgress,
  StreamingQueryProgress,
} from '../contracts/streaming-query-progress.ts'
import type { Labels, MetricSink } from './metric-sink.ts'

/** The prefix of the source metrics that count rejected input, followed by the reason. */
const badRecordsPrefix = 'badRecords.'

/** The prefix of the source metrics that tell how many records of a partition wait, followed by topic, a dash and the partition. */
const lagPrefix = 'offsetsBehindLatest.'

/** The name given to `observe` under which a query counts its dead letters, a metric a reason. */
const deadLettersName = 'deadLetters'

export interface MetricsListenerOptions {
  /** The clock for "now". */
  readonly now: () => number
  readonly version: string
}

/** Turns the events of queries into measurements. A query goes by its name, or by its id if it has none. */
export function metricsListener(sink: MetricSink, { now, version }: MetricsListenerOptions): StreamingQueryListener {
  const names = new Map<string, string>()
  const starts = new Map<string, number>()
  const infos = new Map<string, Labels>()
  const intervals = new Map<string, number>()
  return {
    onQueryStarted({ id, runId, name, triggerIntervalMs }) {
      const query = name ?? id
      names.set(runId, query)
      const before = starts.get(query) ?? 0
      starts.set(query, before + 1)
      sink.add('query_restarts_total', { query }, before === 0 ? 0 : 1)
      const stale = infos.get(query)
      if (stale !== undefined) sink.remove('query_info', stale)
      const info = { query, version, run_id: runId }
      infos.set(query, info)
      sink.set('query_info', info, 1)
      sink.set('query_active', { query }, 1)
      intervals.set(runId, triggerIntervalMs ?? 0)
      sink.set('trigger_interval_seconds', { query }, (triggerIntervalMs ?? 0) / 1000)
      // There from the start: a rate needs a first value.
      sink.add('trigger_overruns_total', { query }, 0)
      sink.add('batches_total', { query, outcome: 'failed' }, 0)
    },
    onQueryProgress({ progress, timing }) {
      recordProgress(sink, progress, now)
      recordTiming(sink, progress, timing)
      const intervalMs = intervals.get(progress.runId) ?? 0
      const overran = intervalMs > 0 && timing.endMs - timing.startMs > intervalMs
      sink.add('trigger_overruns_total', { query: progress.name ?? progress.id }, overran ? 1 : 0)
    },
    onQueryTerminated({ id, runId, exception, errorClassOnException }) {
      const query = names.get(runId) ?? id
      names.delete(runId)
      intervals.delete(runId)
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
  for (const [reason, count] of Object.entries(progress.observedMetrics?.[deadLettersName] ?? {}))
    if (typeof count === 'number') sink.add('dead_letters_total', { query, source: 'observed', reason }, count)
}

/** Durations with fractions of a millisecond: whole ones would make zeros of most phases. */
function recordTiming(sink: MetricSink, progress: StreamingQueryProgress, timing: BatchTiming): void {
  const query = progress.name ?? progress.id
  sink.observe('batch_duration_seconds', { query }, (timing.endMs - timing.startMs) / 1000)
  const phases = new Map<string, number>()
  for (const { phase, startMs, endMs } of timing.phases) phases.set(phase, (phases.get(phase) ?? 0) + endMs - startMs)
  // What was done ahead of the trigger has no span, but a duration.
  for (const [phase, ms] of Object.entries(progress.durationMs))
    if (phase !== 'triggerExecution' && !phases.has(phase)) phases.set(phase, ms)
  for (const [phase, ms] of phases) sink.observe('phase_duration_seconds', { query, phase }, ms / 1000)
  for (const [index, ms] of timing.stateLoadMs.entries()) {
    const operator = progress.stateOperators[index]
    if (operator === undefined || ms === 0) continue
    sink.observe('state_load_duration_seconds', { query, operator: `${operator.operatorName}-${index}` }, ms / 1000)
  }
  for (const [index, { name, numOutputRows, timeMs }] of (progress.operators ?? []).entries()) {
    const labels = { query, operator: `${index}-${name}` }
    sink.add('operator_rows_total', labels, numOutputRows)
    sink.add('operator_seconds_total', labels, timeMs / 1000)
  }
}

function recordSource(sink: MetricSink, query: string, source: SourceProgress): void {
  const labels = { query, source: source.description }
  sink.add('input_rows_total', labels, source.numInputRows)
  for (const [name, value] of Object.entries(source.metrics ?? {})) {
    const number = Number(value)
    if (!Number.isFinite(number)) continue
    if (name === 'numFilesOutstanding') sink.set('source_backlog_files', labels, number)
    else if (name === 'numBytesOutstanding') sink.set('source_backlog_bytes', labels, number)
    else if (name.startsWith(lagPrefix)) recordLag(sink, labels, { partition: name.slice(lagPrefix.length), number })
    else if (name.startsWith(badRecordsPrefix)) {
      const reason = name.slice(badRecordsPrefix.length)
      sink.add('bad_records_total', { ...labels, code: reason }, number)
      sink.add('dead_letters_total', { ...labels, reason }, number)
    }
  }
}

/** `orders-3`: a topic may have dashes of its own. */
function recordLag(
  sink: MetricSink,
  labels: Labels,
  { partition, number }: { readonly partition: string; readonly number: number },
): void {
  const dash = partition.lastIndexOf('-')
  const place = { topic: partition.slice(0, Math.max(0, dash)), partition: partition.slice(dash + 1) }
  sink.set('source_lag_rows', { ...labels, ...place }, number)
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
