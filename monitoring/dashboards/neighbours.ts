import { dashboard } from './dashboard.ts'
import type { Dashboard } from './grafana-model.ts'
import { goodFrom, sqlTable, stat, steps, timeSeries } from './panel.ts'
import { databaseVariable, datasourceVariable } from './variables.ts'

const mine = 'datname!~"template.*|"'

const postgresNow = [
  stat({
    title: 'PostgreSQL',
    description: 'Whether the exporter reaches the server.',
    unit: 'none',
    width: 4,
    thresholds: goodFrom(1),
    mappings: [{ type: 'value', options: { 0: { text: 'down', color: 'red' }, 1: { text: 'up', color: 'green' } } }],
    queries: [{ expr: 'min(pg_up)' }],
  }),
  stat({
    title: 'Connections in use',
    description: 'As a share of max_connections. Queries that get no connection fail.',
    unit: 'percentunit',
    width: 4,
    decimals: 1,
    thresholds: steps(['orange', 0.6], ['red', 0.8]),
    queries: [{ expr: 'sum(pg_stat_activity_count) / max(pg_settings_max_connections)' }],
  }),
  stat({
    title: 'Cache hits',
    description:
      'Share of the blocks that were found in shared buffers. Upserts with random keys need the index in memory.',
    unit: 'percentunit',
    width: 4,
    decimals: 2,
    thresholds: [
      { color: 'red', value: null },
      { color: 'orange', value: 0.9 },
      { color: 'green', value: 0.98 },
    ],
    queries: [
      {
        expr: `sum(pg_stat_database_blks_hit{${mine}}) / (sum(pg_stat_database_blks_hit{${mine}}) + sum(pg_stat_database_blks_read{${mine}}))`,
      },
    ],
  }),
  stat({
    title: 'Size',
    description: 'All databases on disk.',
    unit: 'bytes',
    width: 4,
    queries: [{ expr: `sum(pg_database_size_bytes{${mine}})` }],
  }),
  stat({
    title: 'Deadlocks',
    description: 'Since the statistics began. The sink tries a batch again that met one.',
    unit: 'none',
    width: 4,
    thresholds: steps(['orange', 1]),
    queries: [{ expr: `sum(pg_stat_database_deadlocks{${mine}})` }],
  }),
  stat({
    title: 'Brokers',
    description: 'Brokers of the Kafka cluster that the exporter sees.',
    unit: 'none',
    width: 4,
    thresholds: goodFrom(1),
    queries: [{ expr: 'sum(kafka_brokers)' }],
  }),
]

const postgresWork = [
  timeSeries({
    title: 'Transactions',
    description: 'Each batch of each query is one transaction of its sink; the rest is other people.',
    unit: 'ops',
    width: 8,
    queries: [
      {
        expr: `sum by (datname) (rate(pg_stat_database_xact_commit{${mine}}[$__rate_interval]))`,
        legend: '{{datname}} committed',
      },
      {
        expr: `sum by (datname) (rate(pg_stat_database_xact_rollback{${mine}}[$__rate_interval]))`,
        legend: '{{datname}} rolled back',
      },
    ],
  }),
  timeSeries({
    title: 'Rows changed',
    description: 'Rows inserted, updated and deleted, the staging tables of the sink included.',
    unit: 'rowsps',
    width: 8,
    queries: [
      { expr: `sum(rate(pg_stat_database_tup_inserted{${mine}}[$__rate_interval]))`, legend: 'inserted' },
      { expr: `sum(rate(pg_stat_database_tup_updated{${mine}}[$__rate_interval]))`, legend: 'updated' },
      { expr: `sum(rate(pg_stat_database_tup_deleted{${mine}}[$__rate_interval]))`, legend: 'deleted' },
    ],
  }),
  timeSeries({
    title: 'Connections',
    description: 'By state. "idle in transaction" for long holds locks that the sink waits for.',
    unit: 'none',
    width: 8,
    stacked: true,
    queries: [{ expr: `sum by (state) (pg_stat_activity_count{${mine}}) > 0`, legend: '{{state}}' }],
  }),
  sqlTable({
    title: 'Tables',
    description:
      'Tables of the shop and of StreamKit: their size with indexes, their rows, and rows that wait for vacuum.',
    width: 12,
    height: 8,
    sql: `select schemaname || '.' || relname as "Table",
       pg_total_relation_size(relid) as "Size",
       n_live_tup as "Rows",
       n_dead_tup as "Dead rows",
       last_autovacuum as "Last autovacuum"
from pg_stat_user_tables
where schemaname in ('shop', 'streamkit')
order by 2 desc`,
    columns: [
      { field: 'Table', title: 'Table' },
      { field: 'Size', title: 'Size', unit: 'bytes' },
      { field: 'Rows', title: 'Rows', unit: 'short' },
      { field: 'Dead rows', title: 'Dead rows', unit: 'short' },
    ],
  }),
  sqlTable({
    title: 'Who is connected',
    description: 'Connections by application and state, and how long the oldest transaction of each has been open.',
    width: 12,
    height: 8,
    sql: `select coalesce(nullif(application_name, ''), '(unnamed)') as "Application",
       coalesce(state, '(background)') as "State",
       count(*) as "Connections",
       extract(epoch from max(now() - xact_start)) as "Oldest transaction"
from pg_stat_activity
where datname = current_database()
group by 1, 2
order by 3 desc`,
    columns: [
      { field: 'Connections', title: 'Connections', unit: 'none' },
      {
        field: 'Oldest transaction',
        title: 'Oldest transaction',
        unit: 's',
        thresholds: steps(['orange', 60], ['red', 600]),
      },
    ],
  }),
]

const kafka = [
  timeSeries({
    title: 'Messages produced',
    description: 'How fast the ends of the topics move.',
    unit: 'rowsps',
    width: 8,
    queries: [
      {
        expr: 'sum by (topic) (rate(kafka_topic_partition_current_offset{topic!~"__.*"}[$__rate_interval]))',
        legend: '{{topic}}',
      },
    ],
  }),
  timeSeries({
    title: 'Lag of the queries',
    description:
      'Messages behind the end, as the queries themselves see it. StreamKit keeps offsets in its checkpoint: consumer groups would show nothing.',
    unit: 'short',
    width: 8,
    queries: [{ expr: 'sum by (query, topic) (streamkit_source_lag_rows)', legend: '{{query}} {{topic}}' }],
  }),
  timeSeries({
    title: 'Messages kept',
    description:
      'Between the oldest and the newest offset. What retention deletes before a query has read it is lost to it.',
    unit: 'short',
    width: 8,
    queries: [
      {
        expr: 'sum by (topic) (kafka_topic_partition_current_offset{topic!~"__.*"} - kafka_topic_partition_oldest_offset{topic!~"__.*"})',
        legend: '{{topic}}',
      },
    ],
  }),
  timeSeries({
    title: 'Copies in sync',
    description: 'The least in-sync replicas of any partition of a topic.',
    unit: 'none',
    width: 12,
    queries: [{ expr: 'min by (topic) (kafka_topic_partition_in_sync_replica{topic!~"__.*"})', legend: '{{topic}}' }],
  }),
  timeSeries({
    title: 'Partitions with too few copies',
    description: 'Partitions that have fewer copies in sync than they should have. Should be 0.',
    unit: 'none',
    width: 12,
    thresholds: steps(['red', 1]),
    queries: [
      { expr: 'sum by (topic) (kafka_topic_partition_under_replicated_partition{topic!~"__.*"})', legend: '{{topic}}' },
    ],
  }),
]

/** PostgreSQL and Kafka, as far as streams depend on them. */
export const neighbours: Dashboard = dashboard({
  uid: 'streamkit-neighbours',
  title: 'StreamKit / PostgreSQL and Kafka',
  description: 'The database that the streams write to and the brokers that they read from.',
  variables: [datasourceVariable, databaseVariable],
  sections: [
    { title: 'Now', panels: postgresNow },
    { title: 'PostgreSQL', panels: postgresWork },
    { title: 'Kafka', panels: kafka },
  ],
})
