import { Column } from '../../../src/api/column.ts'
import { Window } from '../../../src/api/window-spec.ts'
import type { Expression } from '../../../src/expressions/expression.ts'
import { literal } from '../../../src/expressions/literal.ts'

/** A frame as plain JavaScript sees it. */
export type AnyFrame = Readonly<Record<MethodName, (...args: readonly unknown[]) => AnyFrame>>
type MethodName =
  | 'withWatermark'
  | 'select'
  | 'groupBy'
  | 'count'
  | 'agg'
  | 'join'
  | 'crossJoin'
  | 'dropDuplicates'
  | 'dropDuplicatesWithinWatermark'
  | 'distinct'
  | 'alias'
  | 'where'
  | 'orderBy'
  | 'sortWithinPartitions'
  | 'limit'
  | 'offset'
  | 'sample'
  | 'withColumn'
  | 'union'
  | 'unionByName'
  | 'drop'
  | 'exceptAll'
  | 'subtract'
  | 'intersect'
  | 'repartition'
  | 'coalesce'
  | 'observe'
  | 'na'
  | 'fill'
  | 'replace'
  | 'rollup'
  | 'cube'
  | 'pivot'
  | 'scalar'
  | 'writeStream'

/** Where shapes begin: a stream and a bounded table of `id INT, k STRING, ts TIMESTAMP, v DOUBLE`. */
export interface Leaves {
  readonly stream: () => AnyFrame
  readonly table: () => AnyFrame
}
type AnyColumn = Column<unknown>

const columns = ['id', 'k', 'ts', 'v']
const col = (name: string): AnyColumn => new Column({ kind: 'attribute', nameParts: name.split('.') })
const call = (name: string, ...args: readonly (AnyColumn | string | number)[]): AnyColumn =>
  new Column({ kind: 'call', name, args: args.map(argument) })
const argument = (arg: AnyColumn | string | number): Expression =>
  arg instanceof Column ? arg.expression : literal(arg)
const as = (column: AnyColumn, name: string): AnyColumn => new Column({ kind: 'alias', child: column.expression, name })
const star = call('count')
const window = (time: AnyColumn, ...rest: readonly string[]) => call('window', time, ...rest)
const minute = window(col('ts'), '1 minute')
const and = (...all: readonly AnyColumn[]): AnyColumn =>
  all.reduce((a, b) => new Column({ kind: 'and', left: a.expression, right: b.expression }))
const seconds = (time: AnyColumn, n: number): AnyColumn => call('+', time, call('interval', `${n} seconds`))

/** Over the rows with the same `k`, in the order of a column. */
const over = (fn: AnyColumn, order: string): AnyColumn => fn.over(Window.partitionBy('k').orderBy(order))
const highestId = (frame: AnyFrame): AnyColumn =>
  frame.agg(as(call('max', col('id')), 'm')).scalar() as unknown as AnyColumn

const equal = call('=', col('a_id'), col('b_id'))
const range = and(
  equal,
  call('>=', col('b_ts'), seconds(col('a_ts'), -5)),
  call('<=', col('b_ts'), seconds(col('a_ts'), 5)),
)
const equalTimes = and(equal, call('=', col('a_ts'), col('b_ts')))

/** The shapes of the legality matrix, by its names. */
export function legalityShapes({ stream, table }: Leaves): Readonly<Record<string, () => AnyFrame>> {
  const marked = (prefix = '') => prefixed(stream().withWatermark('ts', '10 seconds'), prefix)
  const prefixed = (frame: AnyFrame, prefix: string) =>
    prefix === '' ? frame : frame.select(...columns.map((name) => as(col(name), `${prefix}${name}`)))
  const [left, right] = [() => marked('a_'), () => marked('b_')]
  const [plainLeft, plainRight, tableRight] = [
    () => prefixed(stream(), 'a_'),
    () => prefixed(stream(), 'b_'),
    () => prefixed(table(), 'b_'),
  ]
  const windowed = () => marked().groupBy(minute)
  return {
    ...rowShapes({ stream, table }),
    ...aggregateShapes(stream, marked, windowed),
    ...deduplicateShapes(stream, marked, windowed),
    ...joinShapes({ left, right, plainLeft, plainRight, tableRight }),
    'ss inner range only (no equality)': () => left().join(right(), call('>', col('a_ts'), col('b_ts'))),
    'ss cross': () => left().crossJoin(right()),
    'ss inner range then window agg': () =>
      left()
        .join(right(), range)
        .groupBy(window(col('a_ts'), '1 minute'))
        .count(),
    'ss left range then window agg': () =>
      left()
        .join(right(), range, 'left')
        .groupBy(window(col('a_ts'), '1 minute'))
        .count(),
    'window agg both sides then join on window': () =>
      left()
        .groupBy(as(window(col('a_ts'), '1 minute'), 'w'))
        .count()
        .join(
          right()
            .groupBy(as(window(col('b_ts'), '1 minute'), 'w'))
            .agg(call('sum', col('b_v'))),
          'w',
        ),
    'ss join then dedup': () => left().join(right(), range).dropDuplicates('a_id', 'a_ts'),
    'ss join chain of 3': () =>
      left()
        .join(right(), range)
        .join(
          marked('c_'),
          and(
            call('=', col('a_id'), col('c_id')),
            call('>=', col('c_ts'), col('a_ts')),
            call('<=', col('c_ts'), seconds(col('a_ts'), 5)),
          ),
        ),
    'self join': () => {
      const frame = marked()
      return frame.alias('x').join(frame.alias('y'), call('=', col('x.id'), col('y.id')))
    },
    'static only': table,
  }
}

type Shapes = Readonly<Record<string, () => AnyFrame>>

function rowShapes({ stream, table }: Leaves): Shapes {
  const frame = (value: unknown) => value as AnyFrame
  return {
    'select/filter': () =>
      stream()
        .select('id', 'v')
        .where(call('>', col('v'), 1)),
    explode: () => stream().select(call('explode', call('split', col('k'), ','))),
    sort: () => stream().orderBy('v'),
    sortWithinPartitions: () => stream().sortWithinPartitions('v'),
    limit: () => stream().limit(5),
    offset: () => stream().offset(5),
    sample: () => stream().sample(0.5),
    monotonically_increasing_id: () => stream().withColumn('m', call('monotonically_increasing_id')),
    'rand/uuid/current_timestamp': () =>
      stream().withColumn('m', call('rand')).withColumn('u', call('uuid')).withColumn('n', call('current_timestamp')),
    'union stream+stream': () => stream().union(stream()),
    'union stream+static': () => stream().union(table()),
    'unionByName allowMissing': () => stream().unionByName(stream().drop('v'), { allowMissingColumns: true }),
    'intersect stream/static': () => stream().intersect(table()),
    'except stream/static': () => stream().exceptAll(table()),
    'subtract static right': () => stream().subtract(table()),
    'subtract stream right': () => table().subtract(stream()),
    'row_number over': () => stream().withColumn('r', over(call('row_number'), 'v')),
    'lag over ts': () =>
      stream()
        .withWatermark('ts', '10 seconds')
        .withColumn('r', over(call('lag', col('v')), 'ts')),
    'in-subquery static': () => stream().where(col('id').isIn(table().select('id') as never)),
    'scalar subquery static': () => stream().withColumn('m', highestId(table())),
    'scalar subquery over stream': () => stream().where(call('=', col('id'), highestId(stream()))),
    'repartition/coalesce': () => stream().repartition(2, 'k').coalesce(1),
    observe: () => stream().observe('o', { n: star }),
    'na.fill/drop/replace': () => {
      const filled = frame(stream().na).fill(0)
      const dropped = frame(filled.na).drop()
      return frame(dropped.na).replace('*', { a: 'b' })
    },
  }
}

function aggregateShapes(stream: () => AnyFrame, marked: () => AnyFrame, windowed: () => AnyFrame): Shapes {
  const session = call('session_window', col('ts'), '5 minutes')
  const latest = () =>
    stream()
      .groupBy('k')
      .agg(as(call('max', col('ts')), 'ts'))
      .withWatermark('ts', '1 minute')
  return {
    'groupBy no watermark': () => stream().groupBy('k').count(),
    'global agg no key': () => stream().agg(call('sum', col('v'))),
    'groupBy key, watermark not in key': () => marked().groupBy('k').count(),
    'tumbling window + wm': () => windowed().count(),
    'tumbling window no wm': () => stream().groupBy(minute).count(),
    'sliding window + wm': () =>
      marked()
        .groupBy(window(col('ts'), '1 minute', '10 seconds'), 'k')
        .count(),
    'groupBy event-time col + wm': () => marked().groupBy('ts').count(),
    'session window + wm + key': () => marked().groupBy(session, 'k').count(),
    'session window no key': () => marked().groupBy(session).count(),
    'session window no wm': () => stream().groupBy(session, 'k').count(),
    'count distinct': () =>
      windowed().agg(
        new Column({ kind: 'call', name: 'count', args: [col('k').expression], parameters: { distinct: true } }),
      ),
    approx_count_distinct: () => windowed().agg(call('approx_count_distinct', col('k'))),
    'collect_list/max_by/percentile_approx': () =>
      windowed().agg(
        call('collect_list', col('k')),
        call('max_by', col('k'), col('ts')),
        call('percentile_approx', col('v'), 0.5),
      ),
    rollup: () => marked().rollup('k', 'id').count(),
    cube: () => marked().cube('k', 'id').count(),
    'pivot with values': () =>
      windowed()
        .pivot('k', ['a', 'b'])
        .agg(call('sum', col('v'))),
    'pivot without values': () =>
      marked()
        .groupBy('id')
        .pivot('k')
        .agg(call('sum', col('v'))),
    'window on window (window_time)': () =>
      windowed()
        .count()
        .groupBy(window(call('window_time', col('window')), '5 minutes'))
        .count(),
    'agg after agg, no window_time': () => marked().groupBy(minute, 'k').count().groupBy('window').count(),
    'agg of agg, plain keys': () => stream().groupBy('k', 'id').count().groupBy('k').count(),
    'sort after agg': () => stream().groupBy('k').count().orderBy('count'),
    'limit after agg': () => windowed().count().limit(5),
    'agg after limit': () => stream().limit(5).groupBy('k').count(),
    'withWatermark on agg result': latest,
    'withWatermark after agg + window': () => latest().groupBy(minute).count(),
    'two withWatermark on one stream': () => marked().withWatermark('ts', '20 seconds').groupBy(minute).count(),
  }
}

function deduplicateShapes(stream: () => AnyFrame, marked: () => AnyFrame, _windowed: () => AnyFrame): Shapes {
  return {
    distinct: () => stream().distinct(),
    'distinct + wm': () => marked().distinct(),
    'dropDuplicates no wm': () => stream().dropDuplicates('id'),
    'dropDuplicates wm, key incl ts': () => marked().dropDuplicates('id', 'ts'),
    'dropDuplicates wm, key excl ts': () => marked().dropDuplicates('id'),
    dropDuplicatesWithinWatermark: () => marked().dropDuplicatesWithinWatermark('id'),
    'dropDuplicatesWithinWatermark no wm': () => stream().dropDuplicatesWithinWatermark('id'),
    'dedup then window agg': () => marked().dropDuplicates('id', 'ts').groupBy(minute).count(),
    'window agg then dedup on window_time': () =>
      marked()
        .groupBy(minute, 'k')
        .count()
        .select('k', as(call('window_time', col('window')), 't'))
        .dropDuplicates('k', 't'),
    'dropDuplicates after agg (no wm)': () => stream().groupBy('k').count().dropDuplicates('k'),
    'dropDuplicates before agg (no wm)': () => stream().dropDuplicates('id').groupBy('k').count(),
  }
}

type Sides = Readonly<Record<'left' | 'right' | 'plainLeft' | 'plainRight' | 'tableRight', () => AnyFrame>>

function joinShapes({ left, right, plainLeft, plainRight, tableRight }: Sides): Shapes {
  const shapes: Record<string, () => AnyFrame> = {
    'join stream-static cross': () => plainLeft().crossJoin(tableRight()),
    'join static-stream cross': () => tableRight().crossJoin(plainLeft()),
  }
  for (const how of ['inner', 'left', 'right', 'full', 'leftsemi', 'leftanti']) {
    shapes[`join stream-static ${how}`] = () => plainLeft().join(tableRight(), equal, how)
    shapes[`join static-stream ${how}`] = () => tableRight().join(plainLeft(), equal, how)
    shapes[`join ss ${how} no wm`] = () => plainLeft().join(plainRight(), equal, how)
    shapes[`join ss ${how} wm both + range`] = () => left().join(right(), range, how)
    shapes[`join ss ${how} wm both, no range`] = () => left().join(right(), equal, how)
    shapes[`join ss ${how} wm both, ts in key`] = () => left().join(right(), equalTimes, how)
    shapes[`join ss ${how} wm left only + range`] = () => left().join(plainRight(), range, how)
    shapes[`join ss ${how} wm right only + range`] = () => plainLeft().join(right(), range, how)
  }
  return shapes
}
