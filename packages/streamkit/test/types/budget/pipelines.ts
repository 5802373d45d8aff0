/** Pipelines as users write them: what the compiler has to do for them is counted, nothing runs. */
import { z } from 'zod'
import {
  avg,
  col,
  concat,
  count,
  createSession,
  decimal,
  desc,
  explode,
  interval,
  max,
  sessionWindow,
  split,
  sum,
  toTimestamp,
  upper,
  when,
  window,
  windowTime,
} from '../../../src/index.ts'

const session = createSession({ appName: 'budget' })
const Purchase = z.object({
  event_id: z.uuid(),
  user_id: z.int(),
  product_id: z.int(),
  category: z.string().nullable(),
  price: decimal(10, 2),
  quantity: z.int32(),
  discount: z.number().nullable(),
  currency: z.string(),
  event_date: z.iso.date(),
  event_time: z.iso.time(),
})
const purchases = session
  .readStream()
  .format('csv')
  .schema(Purchase)
  .load('purchases')
  .withColumn('event_ts', ($) => toTimestamp(concat($.event_date, ' ', $.event_time)))
  .filter(($) => $.event_ts.isNotNull().and($.quantity.gt(0)))
  .withWatermark('event_ts', '10 minutes')
  .dropDuplicates('event_id', 'event_ts')
const users = session
  .read()
  .format('csv')
  .schema('user_id BIGINT NOT NULL, name STRING, country STRING, tags ARRAY<STRING>, joined TIMESTAMP')
  .load('users')
const views = session
  .readStream()
  .format('csv')
  .schema('view_id STRING NOT NULL, viewer INT NOT NULL, page STRING, seen_at TIMESTAMP NOT NULL')
  .load('views')
  .withWatermark('seen_at', '5 minutes')

/** A table of cleaned rows. */
export const cleaned: unknown = purchases
  .withColumns(($) => ({ total: $.price.mul($.quantity), kind: upper($.category) }))
  .withColumn('size', ($) => when($.quantity.gt(10), 'large').otherwise('small'))
  .withColumnRenamed('category', 'department')
  .drop('event_date', 'event_time')
  .select('event_id', 'user_id', 'total', 'kind', 'size', 'event_ts')
  .writeStream.outputMode('append')
  .foreachBatch(async (batch) => {
    const rows = await batch
      .filter(($) => $.total.gt(100))
      .orderBy('total')
      .collect()
    return void rows.map((row) => row.event_id)
  })

/** Windows, and windows of windows. */
export const perHour: unknown = purchases
  .groupBy(window('event_ts', '5 minutes'), 'category', 'currency')
  .agg(($) => ({ n: count(), total: sum($.price), mean: avg($.discount), highest: max($.price) }))
  .groupBy(window(windowTime('window'), '1 hour'), 'category')
  .agg(($) => ({ n: sum($.n), highest: max($.highest) }))
  .select(($) => ({ hour: $.window.getField('start'), category: $.category, n: $.n, highest: $.highest }))
  .writeStream.outputMode('append')
  .format('console')

/** Sessions of users. */
export const sessions: unknown = purchases
  .groupBy('user_id', sessionWindow('event_ts', '30 minutes'))
  .agg(($) => ({ purchases: count(), spent: sum($.price) }))
  .filter(($) => $.purchases.gt(3))
  .writeStream.outputMode('append')
  .format('memory')

/** A table beside a stream, and two streams. */
export const joined: unknown = purchases
  .join(users, ($p, $u) => $p.user_id.eq($u.joined.isNull().cast('int')), { how: 'left', refresh: '10 minutes' })
  .select('event_id', 'name', 'country', 'event_ts')
  .join(views, ($p, $v) =>
    $p.event_id.eq($v.view_id).and($v.seen_at.between($p.event_ts, $p.event_ts.plus(interval('1 hour')))),
  )
  .groupBy(window('event_ts', '1 minute'), 'country')
  .count()
  .writeStream.outputMode('append')

/** A function with state. */
export const counted: unknown = purchases
  .groupByKey('user_id')
  .flatMapGroupsWithState(
    { state: 'n INT NOT NULL', output: 'user_id BIGINT, n INT NOT NULL', outputMode: 'append' },
    function* (user_id, rows, state) {
      const n = (state.getOption()?.n ?? 0) + [...rows].length
      state.update({ n })
      yield { user_id: BigInt(user_id), n }
    },
  )
  .writeStream.outputMode('append')

/** Bounded frames. */
export const report: unknown = users
  .select(($) => ['user_id', 'country', explode($.tags).as('tag')])
  .unionByName(users.select(($) => ['user_id', 'country', explode(split($.name, ' ')).as('tag')]))
  .groupBy('country')
  .pivot('tag', ['new', 'gold'])
  .agg(() => ({ n: count() }))
  .na.fill(0)
  .orderBy(desc(col('gold')), 'country')
  .limit(10)
  .collect()
