import { dashboard } from './dashboard.ts'
import type { Dashboard } from './grafana-model.ts'
import { sqlBars, sqlStat, sqlTable, sqlTimeSeries, timeSeries } from './panel.ts'
import { databaseVariable, datasourceVariable } from './variables.ts'

const inTime = '$__timeFilter(event_ts)'

const figures = [
  sqlStat({
    title: 'Product views',
    description: 'Events of the time that is shown, each counted once.',
    unit: 'short',
    width: 4,
    sql: `select count(*) as views from shop.product_view_events where ${inTime}`,
  }),
  sqlStat({
    title: 'Purchases',
    description: 'Events of the time that is shown, each counted once.',
    unit: 'short',
    width: 4,
    sql: `select count(*) as purchases from shop.product_purchase_events where ${inTime}`,
  }),
  sqlStat({
    title: 'Visitors',
    description: 'Different users that looked or bought.',
    unit: 'short',
    width: 4,
    sql: `select count(distinct user_id) as visitors from shop.event_log where ${inTime}`,
  }),
  sqlStat({
    title: 'Conversion',
    description: 'Share of the sessions with a view that also have a purchase.',
    unit: 'percentunit',
    width: 4,
    decimals: 1,
    sql: `with sessions as (
  select session_id, bool_or(event_type = 'product_view') as viewed, bool_or(event_type = 'product_purchase') as bought
  from shop.event_log
  where ${inTime}
  group by session_id
)
select coalesce(avg(bought::int), 0)::float8 as conversion from sessions where viewed`,
  }),
  sqlStat({
    title: 'Pieces a purchase',
    description: 'How many pieces a purchase has on average.',
    unit: 'none',
    width: 4,
    decimals: 2,
    sql: `select coalesce(avg(quantity), 0)::float8 as pieces from shop.product_purchase_events where ${inTime}`,
  }),
  sqlStat({
    title: 'From event to table',
    description:
      'How long the median event took until it could be queried. Event time has the precision of the generator: seconds.',
    unit: 's',
    width: 4,
    decimals: 1,
    sql: `select coalesce(percentile_cont(0.5) within group (order by extract(epoch from inserted_at - event_ts)), 0)::float8 as latency
from shop.event_log
where $__timeFilter(inserted_at) and inserted_at - event_ts < interval '10 minutes'`,
  }),
]

const course = [
  sqlTimeSeries({
    title: 'Events',
    description: 'Views and purchases by the time they happened.',
    unit: 'short',
    width: 12,
    stacked: true,
    sql: `select $__timeGroup(event_ts, $__interval) as time, event_type as metric, count(*) as value
from shop.event_log
where ${inTime}
group by 1, 2
order by 1`,
  }),
  sqlTimeSeries({
    title: 'Revenue by currency',
    description: 'Price times quantity. Amounts of different currencies are never added up: each has its own bars.',
    unit: 'short',
    width: 12,
    sql: `select $__timeGroup(event_ts, $__interval) as time, currency as metric, sum(price * quantity)::float8 as value
from shop.product_purchase_events
where ${inTime}
group by 1, 2
order by 1`,
  }),
]

const assortment = [
  sqlBars({
    title: 'Best sellers',
    description: 'Products by pieces sold in the time that is shown.',
    unit: 'short',
    width: 8,
    height: 10,
    sql: `select max(product_name) as product, sum(quantity)::float8 as pieces
from shop.product_purchase_events
where ${inTime}
group by product_id
order by pieces desc, product
limit 10`,
  }),
  sqlBars({
    title: 'Conversion by category',
    description:
      'Share of the sessions viewing a category today that also bought from it (the view category_conversion_per_day).',
    unit: 'percentunit',
    width: 8,
    height: 10,
    max: 1,
    sql: `select category, coalesce(conversion, 0)::float8 as conversion
from shop.category_conversion_per_day
where day = (select max(day) from shop.category_conversion_per_day)
order by conversion desc, category`,
  }),
  sqlBars({
    title: 'How far sessions come',
    description: 'The funnel of the newest day (the view session_funnel): all sessions, then those that did more.',
    unit: 'short',
    width: 8,
    height: 10,
    sql: `select step.label, step.sessions::float8 as sessions
from (select * from shop.session_funnel order by day desc limit 1) as funnel,
     lateral (values (1, 'all sessions', sessions), (2, 'viewed a product', viewed_a_product),
                     (3, 'viewed three products', viewed_three_products), (4, 'bought', bought),
                     (5, 'bought what was viewed', bought_what_was_viewed)) as step (place, label, sessions)
order by step.place`,
  }),
]

const people = [
  sqlTable({
    title: 'Latest purchases',
    description: 'The newest ones, as soon as their batch is committed.',
    width: 14,
    height: 9,
    sql: `select event_ts as "When", product_name as "Product", quantity as "Pieces", price as "Price", currency as "Currency", payment_method as "Paid by"
from shop.product_purchase_events
where ${inTime}
order by event_ts desc
limit 20`,
    columns: [{ field: 'Pieces', title: 'Pieces', unit: 'none' }],
  }),
  sqlBars({
    title: 'Devices',
    description: 'What visitors look with.',
    unit: 'short',
    width: 5,
    height: 9,
    sql: `select device, count(*)::float8 as views from shop.product_view_events where ${inTime} group by device order by views desc, device`,
  }),
  sqlBars({
    title: 'Payment methods',
    description: 'What visitors pay with.',
    unit: 'short',
    width: 5,
    height: 9,
    sql: `select payment_method, count(*)::float8 as purchases from shop.product_purchase_events where ${inTime} group by payment_method order by purchases desc, payment_method`,
  }),
]

const quality = [
  timeSeries({
    title: 'Rows that reach the tables',
    description: 'As the streams count them: inserted, updated, and skipped because the row was there already.',
    unit: 'rowsps',
    width: 12,
    stacked: true,
    queries: [
      {
        expr: 'sum by (query, action) (rate(streamkit_sink_rows_total[$__rate_interval]))',
        legend: '{{query}} {{action}}',
      },
    ],
  }),
  timeSeries({
    title: 'Rows that do not',
    description: 'Repeated, late and broken ones. The generator makes some of each on purpose.',
    unit: 'rowsps',
    width: 12,
    queries: [
      {
        expr: 'sum by (query) (rate(streamkit_duplicates_dropped_total[$__rate_interval]))',
        legend: '{{query}} repeated',
      },
      { expr: 'sum by (query) (rate(streamkit_late_rows_dropped_total[$__rate_interval]))', legend: '{{query}} late' },
      { expr: 'sum by (query) (rate(streamkit_dead_letters_total[$__rate_interval]))', legend: '{{query}} broken' },
    ],
  }),
]

/** What the shop's people want to know, from the tables that the streams keep up to date. */
export const shop: Dashboard = dashboard({
  uid: 'streamkit-shop',
  title: 'StreamKit / The shop',
  description:
    'Views, purchases, conversion and revenue of the e-commerce example, read from its tables while the streams write them.',
  variables: [databaseVariable, datasourceVariable],
  sections: [
    { title: 'In the time that is shown', panels: figures },
    { title: 'Course', panels: course },
    { title: 'Products and sessions', panels: assortment },
    { title: 'Visitors', panels: people },
    { title: 'From the stream', panels: quality },
  ],
  from: 'now-30m',
})
