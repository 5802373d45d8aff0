import type { DataFrame } from '../../src/api/data-frame.ts'
import type { FrameTraits } from '../../src/api/frame-traits.ts'
import type { OutputMode } from '../../src/contracts/sink.ts'
import {
  col,
  count,
  type ExpiredTimerInfo,
  interval,
  max,
  StatefulProcessor,
  type StatefulProcessorHandle,
  sessionWindow,
  sum,
  type TimerValues,
  type ValueState,
  window,
} from '../../src/index.ts'
import type { EventRow, EventStreams } from './event-frames.ts'

/** A query over simulated events. */
export interface StatefulQuery {
  readonly outputMode: OutputMode
  /** Its frame, made anew for each process. */
  readonly frame: (streams: EventStreams) => DataFrame<never, FrameTraits>
  /** Whether its rows are the same, all batches together, however often a batch without data closes state. Only then may one come between. */
  readonly closesAnytime?: true
}

const delay = '4 minutes'

function windowed({ left }: EventStreams) {
  return left
    .withWatermark('time', delay)
    .groupBy(window('time', '5 minutes'), 'id')
    .agg(count('*').as('n'), sum(col('position')).as('total'), max(col('position')).as('last'))
    .select(($) => ({ start: $.window.getField('start'), id: $.id, n: $.n, total: $.total, last: $.last }))
}

function outerJoin({ left, right }: EventStreams) {
  const other = right.withWatermark('time', delay).select(($) => ({ rid: $.id, rtime: $.time, rposition: $.position }))
  return left
    .withWatermark('time', delay)
    .join(other, (l, r) => l.id.eq(r.rid).and(r.rtime.between(l.time, l.time.plus(interval('5 minutes')))), 'left')
}

function asOf({ left, right }: EventStreams) {
  const versions = right.withWatermark('time', delay).select(($) => ({ id: $.id, since: $.time, version: $.position }))
  return left
    .withWatermark('time', delay)
    .asOfJoin(versions, { leftTime: 'time', rightTime: 'since', on: 'id', tolerance: '10 minutes' })
}

function inactivity({ left }: EventStreams) {
  return left
    .withWatermark('time', delay)
    .groupByKey('id')
    .flatMapGroupsWithState(
      {
        state: 'n INT NOT NULL, hi DOUBLE NOT NULL',
        output: 'text STRING NOT NULL',
        outputMode: 'append',
        timeout: 'EventTimeTimeout',
      },
      function* (id, rows, state) {
        if (state.hasTimedOut) {
          yield { text: `closed ${id} ${state.get().n}` }
          state.remove()
          return
        }
        let { n, hi } = state.getOption() ?? { n: 0, hi: 0 }
        for (const { time } of rows) {
          n++
          hi = Math.max(hi, time.getTime())
        }
        state.update({ n, hi })
        state.setTimeoutTimestamp(Math.max(hi + 120_000, state.getCurrentWatermarkMs() + 1))
        yield { text: `open ${id} ${n}` }
      },
    )
}

/** Counts the rows of a key, forgets the count after a while, and says so when a timer of the latest row is due. */
class Watcher extends StatefulProcessor<string, EventRow, { text: string }> {
  #handle!: StatefulProcessorHandle
  #count!: ValueState<{ n: number }>

  override init(handle: StatefulProcessorHandle): void {
    this.#handle = handle
    this.#count = handle.getValueState('count', 'n INT NOT NULL', { ttl: '5 minutes' })
  }
  override *handleInputRows(id: string, rows: Iterable<EventRow>, times: TimerValues): Iterable<{ text: string }> {
    let n = this.#count.get()?.n ?? 0
    for (const _ of rows) n++
    this.#count.update({ n })
    this.#handle.registerTimer(times.getCurrentProcessingTimeInMs() + 360_000)
    yield { text: `seen ${id} ${n}` }
  }
  override *handleExpiredTimer(id: string, _: TimerValues, info: ExpiredTimerInfo): Iterable<{ text: string }> {
    yield { text: `due ${id} ${info.getExpiryTimeInMs()} ${this.#count.get()?.n ?? 'forgotten'}` }
  }
}

function watched({ left }: EventStreams) {
  return left.groupByKey('id').transformWithState(() => new Watcher(), {
    output: 'text STRING NOT NULL',
    timeMode: 'ProcessingTime',
    outputMode: 'update',
  })
}

function staticJoin({ session, left }: EventStreams) {
  const names = session.createDataFrame(
    [
      { id: 'a', name: 'Ada' },
      { id: 'b', name: 'Bob' },
    ],
    'id STRING NOT NULL, name STRING NOT NULL',
  )
  return left.withWatermark('time', delay).join(names, 'id', 'left').dropDuplicates('id', 'time')
}

function chain({ left, right }: EventStreams) {
  const distinct = left.withWatermark('time', delay).dropDuplicates('id', 'time')
  const other = right.withWatermark('time', delay).select(($) => ({ rid: $.id, rtime: $.time }))
  return distinct
    .join(other, (l, r) => l.id.eq(r.rid).and(r.rtime.between(l.time, l.time.plus(interval('5 minutes')))))
    .groupBy(window('time', '5 minutes'), 'id')
    .agg(count('*').as('n'))
    .select(($) => ({ start: $.window.getField('start'), id: $.id, n: $.n }))
}

/** The right stream ends early: from then on the left one alone moves the watermark. */
function idle({ left, right }: EventStreams) {
  return left
    .withWatermark('time', delay)
    .union(right.withWatermark('time', delay, { idleTimeout: '2 minutes' }))
    .groupBy(window('time', '5 minutes'))
    .agg(count('*').as('n'))
    .select(($) => ({ start: $.window.getField('start'), n: $.n }))
}

function observed({ left }: EventStreams) {
  return left
    .withWatermark('time', '1 minute')
    .observe('seen', ($) => ({ rows: count('*'), last: max($.position) }))
    .dropDuplicates('id', 'time')
}

/** Every kind of state. */
export const statefulQueries = {
  'a window in append mode': { outputMode: 'append', frame: frameOf(windowed), closesAnytime: true },
  'a window in update mode': { outputMode: 'update', frame: frameOf(windowed) },
  'a session window': {
    outputMode: 'append',
    frame: frameOf(({ left }) =>
      left
        .withWatermark('time', delay)
        .groupBy(sessionWindow('time', '2 minutes'), 'id')
        .agg(count('*').as('n'), max(col('position')).as('last'))
        .select(($) => ({ start: $.session_window.getField('start'), id: $.id, n: $.n, last: $.last })),
    ),
    closesAnytime: true,
  },
  'a left outer join of streams': { outputMode: 'append', frame: frameOf(outerJoin), closesAnytime: true },
  'an as-of join of streams': { outputMode: 'append', frame: frameOf(asOf), closesAnytime: true },
  'a join with a table': { outputMode: 'append', frame: frameOf(staticJoin), closesAnytime: true },
  'groups with time-outs': { outputMode: 'append', frame: frameOf(inactivity) },
  'a processor with timers and time-to-live': { outputMode: 'update', frame: frameOf(watched) },
  'distinct rows, joined, in windows': { outputMode: 'append', frame: frameOf(chain), closesAnytime: true },
  'a limit': { outputMode: 'append', frame: frameOf(({ left }) => left.limit(5)) },
  'a stream that falls idle': { outputMode: 'append', frame: frameOf(idle) },
  'late rows and metrics': { outputMode: 'append', frame: frameOf(observed) },
} satisfies Record<string, StatefulQuery>

export type StatefulQueryName = keyof typeof statefulQueries
export const statefulQueryNames: readonly StatefulQueryName[] = Object.keys(statefulQueries) as StatefulQueryName[]

function frameOf(make: (streams: EventStreams) => unknown): StatefulQuery['frame'] {
  return (streams) => make(streams) as DataFrame<never, FrameTraits>
}
