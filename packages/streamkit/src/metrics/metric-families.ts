/** One family of metrics. Names are stable: dashboards and alerts depend on them. */
export interface MetricFamily {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  /** Bounded sets only: never a batch id, a file name or a run id (but for the info family). */
  readonly labels: readonly string[]
}

/** Upper bounds of every histogram, seconds. */
export const durationBuckets: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
]

/** Every family that StreamKit exports, base units, without the prefix `streamkit_`. */
export const metricFamilies = {
  query_active: { type: 'gauge', labels: ['query'], help: '1 while the query runs, 0 after it ended' },
  query_info: {
    type: 'gauge',
    labels: ['query', 'version', 'run_id'],
    help: 'Which run of the query this is; always 1',
  },
  query_restarts_total: {
    type: 'counter',
    labels: ['query'],
    help: 'Starts of the query in this process after the first',
  },
  query_failures_total: {
    type: 'counter',
    labels: ['query', 'code'],
    help: 'Runs that ended with an error, by condition',
  },
  batches_total: { type: 'counter', labels: ['query', 'outcome'], help: 'Micro-batches: succeeded or failed' },
  batch_duration_seconds: {
    type: 'histogram',
    labels: ['query'],
    help: 'Whole trigger that ran a batch',
  },
  phase_duration_seconds: {
    type: 'histogram',
    labels: ['query', 'phase'],
    help: 'Phases of a batch',
  },
  input_rows_total: { type: 'counter', labels: ['query', 'source'], help: 'Rows read' },
  output_rows_total: {
    type: 'counter',
    labels: ['query', 'sink'],
    help: 'Rows that the sink has taken, where it tells',
  },
  bad_records_total: {
    type: 'counter',
    labels: ['query', 'source', 'code'],
    help: 'Records that did not become rows, by reason',
  },
  input_rate_rows: {
    type: 'gauge',
    labels: ['query'],
    help: 'Rows per second that arrived between the last two triggers',
  },
  process_rate_rows: {
    type: 'gauge',
    labels: ['query'],
    help: 'Rows per second that the last batch was processed with',
  },
  last_batch_id: { type: 'gauge', labels: ['query'], help: 'Id of the last committed batch' },
  last_success_timestamp_seconds: {
    type: 'gauge',
    labels: ['query'],
    help: 'When the last batch was committed, seconds since 1970',
  },
  source_backlog_files: {
    type: 'gauge',
    labels: ['query', 'source'],
    help: 'Files that were found and not yet planned',
  },
  source_backlog_bytes: { type: 'gauge', labels: ['query', 'source'], help: 'Their size' },
  source_lag_rows: {
    type: 'gauge',
    labels: ['query', 'source', 'topic', 'partition'],
    help: 'Records of a partition that were there and not yet read when the last batch ended',
  },
  dead_letters_total: {
    type: 'counter',
    labels: ['query', 'source', 'reason'],
    help: 'Records that were set apart, by reason: bad records of a source, and what observe counts under the name deadLetters',
  },
  operator_rows_total: { type: 'counter', labels: ['query', 'operator'], help: 'Rows that an operator gave out' },
  operator_seconds_total: {
    type: 'counter',
    labels: ['query', 'operator'],
    help: 'Own time of an operator, without that of the operators below it',
  },
  trigger_interval_seconds: {
    type: 'gauge',
    labels: ['query'],
    help: 'Time between the starts of two batches that was asked for; 0: as soon as there is data',
  },
  trigger_overruns_total: {
    type: 'counter',
    labels: ['query'],
    help: 'Batches that took longer than the interval of their trigger',
  },
  watermark_timestamp_seconds: { type: 'gauge', labels: ['query'], help: 'The watermark, seconds since 1970' },
  watermark_delay_seconds: {
    type: 'gauge',
    labels: ['query'],
    help: 'How far the watermark was behind the clock when the last batch began',
  },
  late_rows_dropped_total: {
    type: 'counter',
    labels: ['query', 'operator'],
    help: 'Rows that came after the watermark',
  },
  state_rows: { type: 'gauge', labels: ['query', 'operator'], help: 'Keys in the state store' },
  state_bytes: { type: 'gauge', labels: ['query', 'operator'], help: 'Memory of the state store' },
  state_rows_updated_total: { type: 'counter', labels: ['query', 'operator'], help: 'Keys written' },
  state_rows_removed_total: { type: 'counter', labels: ['query', 'operator'], help: 'Keys that expired' },
  state_commit_duration_seconds: {
    type: 'histogram',
    labels: ['query', 'operator'],
    help: 'Making the state of a batch durable',
  },
  state_load_duration_seconds: {
    type: 'histogram',
    labels: ['query', 'operator'],
    help: 'Reading the state of an operator from the checkpoint: after a start',
  },
  duplicates_dropped_total: { type: 'counter', labels: ['query', 'operator'], help: 'Rows whose key was already seen' },
  sink_rows_total: {
    type: 'counter',
    labels: ['query', 'sink', 'action'],
    help: 'Rows inserted, updated or skipped, where the sink tells',
  },
  sink_retries_total: { type: 'counter', labels: ['query', 'sink'], help: 'Transactions that were tried again' },
  sink_duplicate_batches_skipped_total: {
    type: 'counter',
    labels: ['query', 'sink'],
    help: 'Batches that the sink already had',
  },
  label_values_capped_total: {
    type: 'counter',
    labels: ['family'],
    help: 'Measurements that went to the label value other, for the family had too many series',
  },
  event_loop_delay_seconds: {
    type: 'gauge',
    labels: ['percentile'],
    help: 'How late timers of the process were since the last scrape',
  },
  heap_used_bytes: { type: 'gauge', labels: [], help: 'JavaScript heap in use' },
  heap_limit_bytes: { type: 'gauge', labels: [], help: 'What the JavaScript heap may grow to' },
  resident_memory_bytes: { type: 'gauge', labels: [], help: 'Memory of the whole process' },
} as const

export type MetricName = keyof typeof metricFamilies
