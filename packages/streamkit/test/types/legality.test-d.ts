import { describe, test } from 'vitest'
import {
  approxCountDistinct,
  col,
  collectList,
  count,
  countDistinct,
  currentTimestamp,
  desc,
  explode,
  interval,
  max,
  maxBy,
  monotonicallyIncreasingId,
  percentileApprox,
  rand,
  sessionWindow,
  split,
  sum,
  uuid,
  window,
  windowTime,
} from '../../src/index.ts'
import { read, readStream } from './frames.ts'
import { refused, shape } from './legality-shape.ts'

const schema = 'id INT, k STRING, ts TIMESTAMP, v DOUBLE'
const stream = readStream().format('csv').schema(schema).load('in')
const table = read().format('csv').schema(schema).load('in')
const marked = stream.withWatermark('ts', '10 seconds')
const minute = window('ts', '1 minute')
const windowed = marked.groupBy(minute)
const session = sessionWindow('ts', '5 minutes')

describe('rows', () => {
  test('of a stream are appended, and updated: nothing is ever complete', () => {
    shape(
      'select/filter',
      stream.select('id', 'v').where(($) => $.v.gt(1)),
    ).toEqualTypeOf<'append' | 'update'>()
    shape(
      'explode',
      stream.select(($) => [explode(split($.k, ','))]),
    ).toEqualTypeOf<'append' | 'update'>()
    const random = stream.withColumns({ m: rand(), u: uuid(), n: currentTimestamp() })
    shape('rand/uuid/current_timestamp', random).toEqualTypeOf<'append' | 'update'>()
    shape('union stream+stream', stream.union(stream)).toEqualTypeOf<'append' | 'update'>()
    const missing = stream.unionByName(stream.drop('v'), { allowMissingColumns: true })
    shape('unionByName allowMissing', missing).toEqualTypeOf<'append' | 'update'>()
    shape('repartition/coalesce', stream.repartition(2, 'k').coalesce(1)).toEqualTypeOf<'append' | 'update'>()
    shape('observe', stream.observe('o', { n: count() })).toEqualTypeOf<'append' | 'update'>()
    const filled = stream.na.fill(0).na.drop().na.replace('*', { a: 'b' })
    shape('na.fill/drop/replace', filled).toEqualTypeOf<'append' | 'update'>()
    shape('limit', stream.limit(5)).toEqualTypeOf<'append'>()
  })

  test('of a stream have no order, no place and no difference', () => {
    // @ts-expect-error only what is aggregated
    refused('sort', stream.orderBy('v'))
    // @ts-expect-error only what is aggregated
    refused('sortWithinPartitions', stream.sortWithinPartitions('v'))
    // @ts-expect-error a stream has no end
    refused('offset', stream.offset(5))
    // @ts-expect-error a stream has no end
    refused('sample', stream.sample(0.5))
    // @ts-expect-error one is bounded
    refused('union stream+static', stream.union(table))
    // @ts-expect-error a stream has no end
    refused('intersect stream/static', stream.intersect(table))
    // @ts-expect-error a stream has no end
    refused('except stream/static', stream.exceptAll(table))
    // @ts-expect-error a stream has no end
    refused('subtract static right', stream.subtract(table))
    // @ts-expect-error a stream has no end
    refused('subtract stream right', table.subtract(stream))
    // @ts-expect-error a bounded frame has no query
    refused('static only', table.writeStream.outputMode('append'))
    // A column does not say what it is made of: the analysis sees the call.
    const numbered = stream.withColumn('m', monotonicallyIncreasingId())
    shape('monotonically_increasing_id', numbered).toEqualTypeOf<'append' | 'update'>()
  })
})

describe('aggregations', () => {
  test('append what a watermark makes final', () => {
    shape('groupBy no watermark', stream.groupBy('k').count()).toEqualTypeOf<'update' | 'complete'>()
    shape(
      'global agg no key',
      stream.agg(($) => ({ s: sum($.v) })),
    ).toEqualTypeOf<'update' | 'complete'>()
    shape('groupBy key, watermark not in key', marked.groupBy('k').count()).toEqualTypeOf<'update' | 'complete'>()
    shape('tumbling window + wm', windowed.count()).toEqualTypeOf<'append' | 'update' | 'complete'>()
    shape('tumbling window no wm', stream.groupBy(minute).count()).toEqualTypeOf<'update' | 'complete'>()
    const sliding = marked.groupBy(window('ts', '1 minute', '10 seconds'), 'k').count()
    shape('sliding window + wm', sliding).toEqualTypeOf<'append' | 'update' | 'complete'>()
    shape('groupBy event-time col + wm', marked.groupBy('ts').count()).toEqualTypeOf<'append' | 'update' | 'complete'>()
    shape('rollup', marked.rollup('k', 'id').count()).toEqualTypeOf<'update' | 'complete'>()
    shape('cube', marked.cube('k', 'id').count()).toEqualTypeOf<'update' | 'complete'>()
    const approximate = windowed.agg(($) => ({ n: approxCountDistinct($.k) }))
    shape('approx_count_distinct', approximate).toEqualTypeOf<'append' | 'update' | 'complete'>()
    const several = windowed.agg(($) => ({
      all: collectList($.k),
      latest: maxBy($.k, $.ts),
      middle: percentileApprox($.v, 0.5),
    }))
    shape('collect_list/max_by/percentile_approx', several).toEqualTypeOf<'append' | 'update' | 'complete'>()
    // A column does not say what it is made of: the analysis sees the aggregate.
    const distinct = windowed.agg(($) => ({ n: countDistinct($.k) }))
    shape('count distinct', distinct).toEqualTypeOf<'append' | 'update' | 'complete'>()
  })

  test('by sessions are not updated', () => {
    shape('session window + wm + key', marked.groupBy(session, 'k').count()).toEqualTypeOf<'append' | 'complete'>()
    shape('session window no wm', stream.groupBy(session, 'k').count()).toEqualTypeOf<'complete'>()
    // That sessions have no further key is seen when the query starts, as in Spark where the first batch is planned.
    shape('session window no key', marked.groupBy(session).count()).toEqualTypeOf<'append' | 'complete'>()
  })

  test('as columns are appended', () => {
    const pivoted = windowed.pivot('k', ['a', 'b']).agg(($) => ({ s: sum($.v) }))
    shape('pivot with values', pivoted).toEqualTypeOf<'append'>()
    const open = marked
      .groupBy('id')
      .pivot('k')
      .agg(($) => ({ s: sum($.v) }))
    shape('pivot without values', open).toEqualTypeOf<never>()
  })

  test('of what is aggregated are appended', () => {
    const perMinute = windowed.count()
    const longer = perMinute.groupBy(window(windowTime('window'), '5 minutes')).count()
    shape('window on window (window_time)', longer).toEqualTypeOf<'append'>()
    const regrouped = marked.groupBy(minute, 'k').count().groupBy('window').count()
    shape('agg after agg, no window_time', regrouped).toEqualTypeOf<'append'>()
    shape('agg of agg, plain keys', stream.groupBy('k', 'id').count().groupBy('k').count()).toEqualTypeOf<never>()
    const latest = stream
      .groupBy('k')
      .agg(($) => ({ ts: max($.ts) }))
      .withWatermark('ts', '1 minute')
    shape('withWatermark on agg result', latest).toEqualTypeOf<'update' | 'complete'>()
    shape('withWatermark after agg + window', latest.groupBy(minute).count()).toEqualTypeOf<'append'>()
    // @ts-expect-error one event time a stream: the second would hold back nothing
    refused('two withWatermark on one stream', marked.withWatermark('ts', '20 seconds').groupBy(minute).count())
  })

  test('are sorted in complete mode, limited in all but update', () => {
    shape(
      'sort after agg',
      stream
        .groupBy('k')
        .count()
        .orderBy(desc(col('count'))),
    ).toEqualTypeOf<'complete'>()
    shape('limit after agg', windowed.count().limit(5)).toEqualTypeOf<'append' | 'complete'>()
    shape('agg after limit', stream.limit(5).groupBy('k').count()).toEqualTypeOf<'complete'>()
  })
})

describe('de-duplication', () => {
  test('changes no mode', () => {
    shape('distinct', stream.distinct()).toEqualTypeOf<'append' | 'update'>()
    shape('distinct + wm', marked.distinct()).toEqualTypeOf<'append' | 'update'>()
    shape('dropDuplicates no wm', stream.dropDuplicates('id')).toEqualTypeOf<'append' | 'update'>()
    shape('dropDuplicates wm, key incl ts', marked.dropDuplicates('id', 'ts')).toEqualTypeOf<'append' | 'update'>()
    shape('dropDuplicates wm, key excl ts', marked.dropDuplicates('id')).toEqualTypeOf<'append' | 'update'>()
    const within = marked.dropDuplicatesWithinWatermark('id')
    shape('dropDuplicatesWithinWatermark', within).toEqualTypeOf<'append' | 'update'>()
    // @ts-expect-error no watermark
    refused('dropDuplicatesWithinWatermark no wm', stream.dropDuplicatesWithinWatermark('id'))
  })
  test('stands below and above an aggregation', () => {
    const below = marked.dropDuplicates('id', 'ts').groupBy(minute).count()
    shape('dedup then window agg', below).toEqualTypeOf<'append' | 'update' | 'complete'>()
    const counted = stream.groupBy('k').count().dropDuplicates('k')
    shape('dropDuplicates after agg (no wm)', counted).toEqualTypeOf<'update' | 'complete'>()
    const deduplicated = stream.dropDuplicates('id').groupBy('k').count()
    shape('dropDuplicates before agg (no wm)', deduplicated).toEqualTypeOf<'update' | 'complete'>()
    const above = marked
      .groupBy(minute, 'k')
      .count()
      .select(($) => ['k', windowTime($.window).as('t')])
    shape('window agg then dedup on window_time', above.dropDuplicates('k', 't')).toEqualTypeOf<'append'>()
  })
})

const left = marked.select(($) => ({ a_id: $.id, a_k: $.k, a_ts: $.ts, a_v: $.v }))
const right = marked.select(($) => ({ b_id: $.id, b_k: $.k, b_ts: $.ts, b_v: $.v }))
const third = marked.select(($) => ({ c_id: $.id, c_k: $.k, c_ts: $.ts, c_v: $.v }))
const bounded = interval('5 seconds')

describe('a join of two streams', () => {
  const range = col('b_ts')
    .between(col('a_ts').minus(bounded), col('a_ts').plus(bounded))
    .and(col('a_id').eq(col('b_id')))

  test('may be aggregated in the modes that it may have', () => {
    const inner = left.join(right, range)
    shape('ss inner range then window agg', inner.groupBy(window('a_ts', '1 minute')).count()).toEqualTypeOf<
      'append' | 'update'
    >()
    const outer = left.join(right, range, 'left')
    shape('ss left range then window agg', outer.groupBy(window('a_ts', '1 minute')).count()).toEqualTypeOf<'append'>()
    shape('ss join then dedup', inner.dropDuplicates('a_id', 'a_ts')).toEqualTypeOf<'append' | 'update'>()
    const three = inner.join(third, ($, $c) => $.a_id.eq($c.c_id).and($c.c_ts.between($.a_ts, $.a_ts.plus(bounded))))
    shape('ss join chain of 3', three).toEqualTypeOf<'append' | 'update'>()
  })
  test('of aggregations appends', () => {
    const a = left.groupBy(window('a_ts', '1 minute').as('w')).count()
    const b = right.groupBy(window('b_ts', '1 minute').as('w')).agg(($) => ({ s: sum($.b_v) }))
    shape('window agg both sides then join on window', a.join(b, 'w')).toEqualTypeOf<'append'>()
  })
  test('needs an equality', () => {
    // That a condition has one is seen when the query starts.
    shape(
      'ss inner range only (no equality)',
      left.join(right, ($a, $b) => $a.a_ts.gt($b.b_ts)),
    ).toEqualTypeOf<'append' | 'update'>()
    // @ts-expect-error two streams need an equality
    refused('ss cross', left.crossJoin(right))
  })
  test('may be one with itself', () => {
    const own = marked.alias('x').join(marked.alias('y'), col('x.id').eq(col('y.id')))
    shape('self join', own).toEqualTypeOf<'append' | 'update'>()
  })
})
