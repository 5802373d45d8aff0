import { dashboard } from './dashboard.ts'
import type { Dashboard } from './grafana-model.ts'
import { goodFrom, heatmap, stat, steps, timeSeries } from './panel.ts'
import { datasourceVariable, queryVariable } from './variables.ts'

const q = 'query="$query"'
const rate = (family: string, by: string) => `sum by (${by}) (rate(${family}{${q}}[$__rate_interval]))`
const quantile = (p: number, family: string, by = 'le') =>
  `histogram_quantile(${p}, sum by (${by}) (rate(${family}_bucket{${q}}[$__rate_interval])))`

const now = [
  stat({
    title: 'State',
    description: 'Whether the query runs.',
    unit: 'none',
    width: 4,
    thresholds: goodFrom(1),
    mappings: [
      { type: 'value', options: { 0: { text: 'ended', color: 'red' }, 1: { text: 'running', color: 'green' } } },
    ],
    queries: [{ expr: `max(streamkit_query_active{${q}})` }],
  }),
  stat({
    title: 'Last batch',
    description: 'The id of the last committed batch.',
    unit: 'none',
    width: 4,
    decimals: 0,
    queries: [{ expr: `max(streamkit_last_batch_id{${q}})` }],
  }),
  stat({
    title: 'Last success',
    description: 'How long ago the last batch was committed. A query without input commits none.',
    unit: 's',
    width: 4,
    decimals: 0,
    thresholds: steps(['orange', 60], ['red', 600]),
    queries: [{ expr: `max(time() - streamkit_last_success_timestamp_seconds{${q}})` }],
  }),
  stat({
    title: 'Runs in 15 minutes',
    description: 'How often it was started in the last quarter of an hour, in this process or a new one.',
    unit: 'none',
    width: 4,
    thresholds: steps(['orange', 2], ['red', 5]),
    queries: [{ expr: `sum(query:streamkit_runs:count15m{${q}})` }],
  }),
  stat({
    title: 'Failures',
    description: 'Runs that ended with an error since the process began, by condition.',
    unit: 'none',
    width: 4,
    thresholds: steps(['red', 1]),
    queries: [{ expr: `sum(streamkit_query_failures_total{${q}}) or vector(0)` }],
  }),
  stat({
    title: 'Version',
    description: 'The version of StreamKit that runs the query.',
    unit: 'none',
    width: 4,
    queries: [{ expr: `max by (version) (streamkit_query_info{${q}})`, legend: '{{version}}' }],
  }),
]

const rates = [
  timeSeries({
    title: 'Input and processing rate',
    description:
      'Rows that arrive per second between two triggers, and rows per second while a batch is processed. Input above processing for long is the sign of a query that falls behind.',
    unit: 'rowsps',
    width: 12,
    queries: [
      { expr: `streamkit_input_rate_rows{${q}}`, legend: 'arrives' },
      { expr: `streamkit_process_rate_rows{${q}}`, legend: 'can be processed' },
    ],
  }),
  timeSeries({
    title: 'Rows by source',
    description: 'Rows that each source read, per second.',
    unit: 'rowsps',
    width: 12,
    stacked: true,
    queries: [{ expr: rate('streamkit_input_rows_total', 'source'), legend: '{{source}}' }],
  }),
  timeSeries({
    title: 'Batch duration',
    description:
      'Quantiles of whole triggers, beside the interval of the trigger. Above the interval, triggers are skipped.',
    unit: 's',
    width: 12,
    queries: [
      { expr: quantile(0.5, 'streamkit_batch_duration_seconds'), legend: 'p50' },
      { expr: quantile(0.95, 'streamkit_batch_duration_seconds'), legend: 'p95' },
      { expr: quantile(0.99, 'streamkit_batch_duration_seconds'), legend: 'p99' },
      { expr: `max(streamkit_trigger_interval_seconds{${q}})`, legend: 'interval' },
    ],
  }),
  timeSeries({
    title: 'Where a batch spends its time',
    description:
      'Mean duration of each phase, stacked: together they are a batch. addBatch is reading, computing and writing; walCommit and commitOffsets are syncs of small files.',
    unit: 's',
    width: 12,
    stacked: true,
    queries: [
      { expr: `avg by (phase) (query_phase:streamkit_phase_duration_seconds:mean5m{${q}})`, legend: '{{phase}}' },
    ],
  }),
  heatmap({
    title: 'All batches',
    description:
      'How many batches took how long. Two bands mean two kinds of batches, for example with and without new files.',
    unit: 's',
    width: 12,
    queries: [
      {
        expr: `sum by (le) (increase(streamkit_batch_duration_seconds_bucket{${q}}[$__rate_interval]))`,
        legend: '{{le}}',
      },
    ],
  }),
  timeSeries({
    title: 'Batches and overruns',
    description:
      'Committed and failed batches per second, and triggers that came while the batch before was still running.',
    unit: 'ops',
    width: 12,
    queries: [
      { expr: rate('streamkit_batches_total', 'outcome'), legend: '{{outcome}}' },
      { expr: `sum(rate(streamkit_trigger_overruns_total{${q}}[$__rate_interval]))`, legend: 'overruns' },
    ],
  }),
]

const sources = [
  timeSeries({
    title: 'Waiting files',
    description: 'Files that were found and wait for a later batch.',
    unit: 'short',
    width: 8,
    queries: [{ expr: `sum by (source) (streamkit_source_backlog_files{${q}})`, legend: '{{source}}' }],
  }),
  timeSeries({
    title: 'Waiting bytes',
    description: 'The size of the files that wait.',
    unit: 'bytes',
    width: 8,
    queries: [{ expr: `sum by (source) (streamkit_source_backlog_bytes{${q}})`, legend: '{{source}}' }],
  }),
  timeSeries({
    title: 'Lag by partition',
    description: 'Messages between what the query has committed and the end of each partition.',
    unit: 'short',
    width: 8,
    queries: [
      { expr: `sum by (topic, partition) (streamkit_source_lag_rows{${q}})`, legend: '{{topic}} {{partition}}' },
    ],
  }),
  timeSeries({
    title: 'Dead letters by reason',
    description: 'Records that did not become rows, per second, and of them those that the reader of a file rejected.',
    unit: 'rowsps',
    width: 12,
    queries: [
      { expr: rate('streamkit_dead_letters_total', 'source, reason'), legend: '{{reason}} {{source}}' },
      { expr: rate('streamkit_bad_records_total', 'source, code'), legend: '{{code}} in {{source}}' },
    ],
  }),
  timeSeries({
    title: 'Share of dead letters and late rows',
    description: 'Of 1, as the alerts see it. Above 0.05 they fire.',
    unit: 'percentunit',
    width: 12,
    thresholds: steps(['red', 0.05]),
    queries: [
      { expr: `query:streamkit_dead_letters:share5m{${q}}`, legend: 'dead letters' },
      { expr: `query:streamkit_late_rows:share5m{${q}}`, legend: 'late rows' },
    ],
  }),
]

const state = [
  timeSeries({
    title: 'Watermark behind the clock',
    description: 'How old event time is. It follows the data: it grows when no rows come, or when they come late.',
    unit: 's',
    width: 8,
    queries: [
      { expr: `query:streamkit_watermark_age:seconds{${q}}`, legend: 'now' },
      { expr: `streamkit_watermark_delay_seconds{${q}}`, legend: 'when the last batch began' },
    ],
  }),
  timeSeries({
    title: 'Keys in state',
    description: 'Keys that each operator remembers. They should come to rest once the first have expired.',
    unit: 'short',
    width: 8,
    queries: [{ expr: `sum by (operator) (streamkit_state_rows{${q}})`, legend: '{{operator}}' }],
  }),
  timeSeries({
    title: 'Memory of the state',
    description: 'What the stores take. It grows in steps, because tables are doubled.',
    unit: 'bytes',
    width: 8,
    queries: [{ expr: `sum by (operator) (streamkit_state_bytes{${q}})`, legend: '{{operator}}' }],
  }),
  timeSeries({
    title: 'Keys written and expired',
    description: 'In balance once the state is full.',
    unit: 'ops',
    width: 8,
    queries: [
      { expr: rate('streamkit_state_rows_updated_total', 'operator'), legend: '{{operator}} written' },
      { expr: rate('streamkit_state_rows_removed_total', 'operator'), legend: '{{operator}} expired' },
    ],
  }),
  timeSeries({
    title: 'Rows dropped: duplicates and late ones',
    description: 'Rows whose key was seen before, and rows behind the watermark.',
    unit: 'rowsps',
    width: 8,
    queries: [
      { expr: rate('streamkit_duplicates_dropped_total', 'operator'), legend: '{{operator}} duplicates' },
      { expr: rate('streamkit_late_rows_dropped_total', 'operator'), legend: '{{operator}} late' },
    ],
  }),
  timeSeries({
    title: 'Commit and load of the state',
    description: '99th percentile of making the state of a batch durable, and of reading it after a start.',
    unit: 's',
    width: 8,
    queries: [
      {
        expr: quantile(0.99, 'streamkit_state_commit_duration_seconds', 'operator, le'),
        legend: '{{operator}} commit',
      },
      {
        expr: `sum by (operator) (streamkit_state_load_duration_seconds_sum{${q}}) / sum by (operator) (streamkit_state_load_duration_seconds_count{${q}})`,
        legend: '{{operator}} load, mean',
      },
    ],
  }),
]

const work = [
  timeSeries({
    title: 'Rows by operator',
    description: 'Rows that each operator of the plan puts out, per second.',
    unit: 'rowsps',
    width: 12,
    queries: [{ expr: rate('streamkit_operator_rows_total', 'operator'), legend: '{{operator}}' }],
  }),
  timeSeries({
    title: 'Time by operator',
    description: 'Seconds of each second that an operator of the plan works.',
    unit: 'percentunit',
    width: 12,
    stacked: true,
    queries: [{ expr: rate('streamkit_operator_seconds_total', 'operator'), legend: '{{operator}}' }],
  }),
  timeSeries({
    title: 'What the sink did with rows',
    description: 'Rows inserted, updated, and skipped because nothing changed, where the sink tells.',
    unit: 'rowsps',
    width: 8,
    stacked: true,
    queries: [{ expr: rate('streamkit_sink_rows_total', 'action'), legend: '{{action}}' }],
  }),
  timeSeries({
    title: 'Rows out',
    description: 'Rows that the sink has taken, per second.',
    unit: 'rowsps',
    width: 8,
    queries: [{ expr: rate('streamkit_output_rows_total', 'sink'), legend: '{{sink}}' }],
  }),
  timeSeries({
    title: 'Retries and skipped batches',
    description:
      'Transactions that were tried again, and batches that the sink already had after a crash, in five minutes.',
    unit: 'none',
    width: 8,
    queries: [
      { expr: `sum by (sink) (increase(streamkit_sink_retries_total{${q}}[5m]))`, legend: 'retries {{sink}}' },
      {
        expr: `sum by (sink) (increase(streamkit_sink_duplicate_batches_skipped_total{${q}}[5m]))`,
        legend: 'skipped {{sink}}',
      },
    ],
  }),
]

/** Everything about one query, in the order in which one looks. */
export const oneQuery: Dashboard = dashboard({
  uid: 'streamkit-query',
  title: 'StreamKit / One query',
  description: 'One query in depth: rates, phases of its batches, sources, watermark, state, operators, sink.',
  variables: [datasourceVariable, queryVariable({ multi: false })],
  sections: [
    { title: 'Now', panels: now },
    { title: 'Rates and batches', panels: rates },
    { title: 'Sources', panels: sources },
    { title: 'Event time and state', panels: state },
    { title: 'Operators and sink', panels: work },
  ],
})
