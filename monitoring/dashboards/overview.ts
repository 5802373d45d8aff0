import { dashboard } from './dashboard.ts'
import type { Dashboard } from './grafana-model.ts'
import { goodFrom, stat, steps, table, timeSeries } from './panel.ts'
import { datasourceVariable, queryVariable } from './variables.ts'

const chosen = 'query=~"$query"'
const activeMapping = [
  { type: 'value', options: { 0: { text: 'ended', color: 'red' }, 1: { text: 'running', color: 'green' } } },
]

const now = [
  stat({
    title: 'Queries that run',
    description: 'Queries whose process answers and that have not ended.',
    unit: 'none',
    width: 4,
    thresholds: goodFrom(1),
    queries: [{ expr: `sum(streamkit_query_active{${chosen}})` }],
  }),
  stat({
    title: 'Queries that ended',
    description: 'Queries that are not running any more, though their process is. Anything but 0 wants a look.',
    unit: 'none',
    width: 4,
    thresholds: steps(['red', 1]),
    queries: [{ expr: `count(streamkit_query_active{${chosen}}) - sum(streamkit_query_active{${chosen}})` }],
  }),
  stat({
    title: 'Rows in',
    description: 'Rows that the sources read, of all chosen queries.',
    unit: 'rowsps',
    width: 4,
    queries: [{ expr: `sum(rate(streamkit_input_rows_total{${chosen}}[$__rate_interval]))` }],
  }),
  stat({
    title: 'Rows out',
    description: 'Rows that the sinks have taken. Fewer than rows in: duplicates, late rows, filters, aggregations.',
    unit: 'rowsps',
    width: 4,
    queries: [{ expr: `sum(rate(streamkit_output_rows_total{${chosen}}[$__rate_interval]))` }],
  }),
  stat({
    title: 'Oldest success',
    description:
      'How long ago the query that is furthest behind committed a batch. A query without input commits none.',
    unit: 's',
    width: 4,
    decimals: 0,
    thresholds: steps(['orange', 60], ['red', 600]),
    queries: [{ expr: `max(time() - streamkit_last_success_timestamp_seconds{${chosen}})` }],
  }),
  stat({
    title: 'Failures in the last hour',
    description: 'Runs of queries that ended with an error.',
    unit: 'none',
    width: 4,
    decimals: 0,
    thresholds: steps(['red', 0.5]),
    queries: [{ expr: `sum(increase(streamkit_query_failures_total{${chosen}}[1h])) or vector(0)` }],
  }),
]

const queries = [
  table({
    title: 'Queries',
    description:
      'One line for each query: whether it runs, how fast rows come and go, how long batches take, and what it keeps.',
    width: 16,
    height: 9,
    queries: [
      { expr: `max by (query) (streamkit_query_active{${chosen}})` },
      { expr: `sum by (query) (query:streamkit_input_rows:rate1m{${chosen}})` },
      { expr: `sum by (query) (query:streamkit_output_rows:rate1m{${chosen}})` },
      { expr: `max by (query) (query:streamkit_batch_duration_seconds:p95_5m{${chosen}})` },
      { expr: `max by (query) (query:streamkit_last_success_age:seconds{${chosen}})` },
      { expr: `sum by (query) (query:streamkit_state_rows:sum{${chosen}})` },
    ],
    columns: [
      { field: 'query', title: 'Query' },
      { field: 'Value #A', title: 'State', mappings: activeMapping, thresholds: goodFrom(1) },
      { field: 'Value #B', title: 'Rows in', unit: 'rowsps' },
      { field: 'Value #C', title: 'Rows out', unit: 'rowsps' },
      { field: 'Value #D', title: 'Batch p95', unit: 's', thresholds: steps(['orange', 5], ['red', 30]) },
      { field: 'Value #E', title: 'Last success', unit: 's', thresholds: steps(['orange', 60], ['red', 600]) },
      { field: 'Value #F', title: 'Keys in state', unit: 'short' },
    ],
  }),
  table({
    title: 'Alerts that fire',
    description:
      'What the rules of monitoring/prometheus/rules/alerts.yml report now. docs/guide/alerts.md says what to do.',
    width: 8,
    height: 9,
    queries: [{ expr: `max by (alertname, severity, query) (ALERTS{alertstate="firing"})` }],
    columns: [
      { field: 'alertname', title: 'Alert' },
      { field: 'severity', title: 'Severity' },
      { field: 'query', title: 'Query' },
      { field: 'Value', title: 'Firing' },
    ],
  }),
]

const throughput = [
  timeSeries({
    title: 'Rows in by query',
    description: 'Rows that the sources read, per second.',
    unit: 'rowsps',
    width: 12,
    queries: [
      { expr: `sum by (query) (rate(streamkit_input_rows_total{${chosen}}[$__rate_interval]))`, legend: '{{query}}' },
    ],
  }),
  timeSeries({
    title: 'Rows out by query',
    description: 'Rows that the sinks have taken, per second.',
    unit: 'rowsps',
    width: 12,
    queries: [
      { expr: `sum by (query) (rate(streamkit_output_rows_total{${chosen}}[$__rate_interval]))`, legend: '{{query}}' },
    ],
  }),
  timeSeries({
    title: 'Batch duration, 95th percentile',
    description: 'Nineteen of twenty batches were at least as quick. The first figure to look at when rows come late.',
    unit: 's',
    width: 12,
    queries: [
      { expr: `max by (query) (query:streamkit_batch_duration_seconds:p95_5m{${chosen}})`, legend: '{{query}}' },
    ],
  }),
  timeSeries({
    title: 'Waiting input',
    description:
      'Files that were found and not yet processed, and messages behind the end of their topics. It should go back to 0.',
    unit: 'short',
    width: 12,
    queries: [
      { expr: `sum by (query) (streamkit_source_backlog_files{${chosen}})`, legend: '{{query}} files' },
      { expr: `sum by (query) (streamkit_source_lag_rows{${chosen}})`, legend: '{{query}} messages' },
    ],
  }),
]

const rowsLost = [
  timeSeries({
    title: 'Dead letters',
    description:
      'Records that did not become rows, by reason. They are kept where the query says (badRecordsPath, dead-letter table).',
    unit: 'rowsps',
    width: 8,
    queries: [
      {
        expr: `sum by (query, reason) (rate(streamkit_dead_letters_total{${chosen}}[$__rate_interval]))`,
        legend: '{{query}} {{reason}}',
      },
    ],
  }),
  timeSeries({
    title: 'Late rows',
    description: 'Rows that came after the watermark and were dropped, as withWatermark asks for.',
    unit: 'rowsps',
    width: 8,
    queries: [
      {
        expr: `sum by (query) (rate(streamkit_late_rows_dropped_total{${chosen}}[$__rate_interval]))`,
        legend: '{{query}}',
      },
    ],
  }),
  timeSeries({
    title: 'Failures and restarts',
    description: 'Runs that ended with an error, by condition, and starts after the first, in five minutes.',
    unit: 'none',
    width: 8,
    queries: [
      {
        expr: `sum by (query, code) (increase(streamkit_query_failures_total{${chosen}}[5m]))`,
        legend: '{{query}} {{code}}',
      },
      {
        expr: `sum by (query) (increase(streamkit_query_restarts_total{${chosen}}[5m]))`,
        legend: '{{query}} restarts',
      },
    ],
  }),
]

const processes = [
  timeSeries({
    title: 'Event-loop delay',
    description: 'How late the one thread of a process comes to its next task. All queries of the process wait for it.',
    unit: 's',
    width: 8,
    queries: [
      { expr: 'streamkit_event_loop_delay_seconds{percentile=~"50|99"}', legend: '{{instance}} p{{percentile}}' },
    ],
    thresholds: steps(['red', 1]),
  }),
  timeSeries({
    title: 'Heap',
    description: 'What V8 uses, and its limit. State and columns lie outside of it, in the resident memory.',
    unit: 'bytes',
    width: 8,
    queries: [
      { expr: 'streamkit_heap_used_bytes', legend: '{{instance}} used' },
      { expr: 'streamkit_heap_limit_bytes', legend: '{{instance}} limit' },
    ],
  }),
  timeSeries({
    title: 'Resident memory',
    description: 'All memory of the process. It should come to rest once the state has.',
    unit: 'bytes',
    width: 8,
    queries: [{ expr: 'streamkit_resident_memory_bytes', legend: '{{instance}}' }],
  }),
  stat({
    title: 'Measurements under the label "other"',
    description:
      'A family had too many series (many partitions, sources or reasons), and further values share one. Their sums are right, the single ones are not to be told apart.',
    unit: 'none',
    width: 24,
    height: 3,
    thresholds: steps(['orange', 1]),
    queries: [{ expr: 'sum by (family) (streamkit_label_values_capped_total)', legend: '{{family}}' }],
  }),
]

/** All queries at a glance. */
export const overview: Dashboard = dashboard({
  uid: 'streamkit-overview',
  title: 'StreamKit / Overview',
  description: 'All queries at a glance: do they run, do they keep up, do they lose rows.',
  variables: [datasourceVariable, queryVariable({ multi: true })],
  sections: [
    { title: 'Now', panels: now },
    { title: 'Queries', panels: queries },
    { title: 'Throughput and latency', panels: throughput },
    { title: 'Rows that did not arrive', panels: rowsLost },
    { title: 'Processes', panels: processes },
  ],
})
