import { describe, expect, test } from 'vitest'
import {
  type ExpiredTimerInfo,
  type ListState,
  type MapState,
  StatefulProcessor,
  type StatefulProcessorHandle,
  type TimeMode,
  type TimerValues,
  type ValueState,
} from '../../src/index.ts'
import { conditionsOf, rejection, testSession } from '../session/test-session.ts'
import { SetClock } from './set-clock.ts'
import { StateQuery } from './state-query.ts'

const ddl = 'k STRING NOT NULL, v INT NOT NULL, at TIMESTAMP'
const output = 'k STRING, what STRING'
interface Input {
  k: string
  v: number
  at: Date | null
}
interface Output {
  k: string | null
  what: string | null
}
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000)
const row = (k: string, v = 1, second = 0): Input => ({ k, v, at: at(second) })

function stream() {
  const clock = new SetClock()
  const session = testSession({ environment: { clock } })
  return { clock, session, input: session.memoryStream(ddl) }
}

interface Calls {
  init(handle: StatefulProcessorHandle): void
  rows(key: string, rows: Input[], handle: StatefulProcessorHandle, times: TimerValues): Iterable<string>
  timer?(key: string, expiry: number, handle: StatefulProcessorHandle): Iterable<string>
  initial?(key: string, row: { k: string; n: number }): void
  closed?(): void
}

/** A processor of functions, so that a test is short. */
class Scripted extends StatefulProcessor<string, Input, Output, { k: string; n: number }> {
  readonly #calls: Calls
  #handle!: StatefulProcessorHandle

  constructor(calls: Calls) {
    super()
    this.#calls = calls
  }
  override init(handle: StatefulProcessorHandle): void {
    this.#handle = handle
    this.#calls.init(handle)
  }
  override *handleInputRows(k: string, rows: Iterable<Input>, times: TimerValues): Iterable<Output> {
    for (const what of this.#calls.rows(k, [...rows], this.#handle, times)) yield { k, what }
  }
  override *handleExpiredTimer(k: string, _times: TimerValues, info: ExpiredTimerInfo): Iterable<Output> {
    for (const what of this.#calls.timer?.(k, info.getExpiryTimeInMs(), this.#handle) ?? []) yield { k, what }
  }
  override handleInitialState(k: string, initial: { k: string; n: number }): void {
    this.#calls.initial?.(k, initial)
  }
  override close(): void {
    this.#calls.closed?.()
  }
}

function transformed(
  { input }: Pick<ReturnType<typeof stream>, 'input'>,
  calls: () => Calls,
  timeMode: TimeMode = 'None',
) {
  return input
    .toDF()
    .withWatermark('at', '0 seconds')
    .groupByKey('k')
    .transformWithState(() => new Scripted(calls()), { output, timeMode, outputMode: 'update' })
}

const texts = (rows: readonly unknown[]) => (rows as Output[]).map(({ k, what }) => `${k} ${what}`)

test('a list, a map and a value are kept for each key, through a restart and a batch that runs again', async () => {
  const s = stream()
  const run = new StateQuery()
  let closed = 0
  const calls = (): Calls => {
    let last!: ValueState<{ v: number }>
    let all!: ListState<{ v: number }>
    let counts!: MapState<number, { n: number }>
    return {
      init(handle) {
        last = handle.getValueState('last', 'v INT NOT NULL')
        all = handle.getListState('all', 'v INT NOT NULL')
        counts = handle.getMapState('counts', { key: 'v INT NOT NULL', value: 'n INT NOT NULL' })
      },
      *rows(_, rows) {
        yield `${last.exists ? last.get()?.v : '-'} ${all.exists} ${counts.exists}`
        for (const { v } of rows) {
          if (v < 0) {
            counts.removeKey(-v)
            continue
          }
          last.update({ v })
          all.appendValue({ v })
          counts.updateValue(v, { n: (counts.getValue(v)?.n ?? 0) + 1 })
        }
        yield `${all.get().map(({ v }) => v)} / ${[...counts.iterator()].map(([v, { n }]) => `${v}:${n}`)}`
        if (rows.some(({ v }) => v === 99)) {
          last.clear()
          all.clear()
          counts.clear()
        }
      },
      closed: () => void closed++,
    }
  }
  await run.start(transformed(s, calls))
  s.input.addData(row('a', 1), row('b', 5), row('a', 2), row('a', 1))
  expect(texts(await run.rows())).toEqual(['a - false false', 'a 1,2,1 / 1:2,2:1', 'b - false false', 'b 5 / 5:1'])
  await run.start(transformed(s, calls))
  expect(closed).toBe(1)
  const added = [row('a', 3, 1), row('a', -1, 1), row('a', 4, 1)]
  s.input.addData(...added)
  const expected = ['a 1 true true', 'a 1,2,1,3,4 / 3:1,2:1,4:1']
  expect(texts(await run.rows())).toEqual(expected)
  await run.loseLastCommit()
  await run.start(transformed(s, calls))
  expect(texts(await run.rows())).toEqual(expected)
  s.input.addData(row('a', 99, 2))
  await run.rows()
  s.input.addData(row('b', 99, 3))
  await run.rows()
  expect(run.stateMetrics.numRowsTotal).toBe(0)
  expect(run.stateMetrics.customMetrics).toMatchObject({
    numValueStateVars: 1,
    numListStateVars: 1,
    numMapStateVars: 1,
  })
})

test('put takes the place of a list, a map has no holes', async () => {
  const s = stream()
  const run = new StateQuery()
  await run.start(
    transformed(s, () => {
      let list!: ListState<{ v: number }>
      let map!: MapState<{ a: number; b: string | null }, { n: number }>
      return {
        init(handle) {
          list = handle.getListState('list', 'v INT NOT NULL')
          map = handle.getMapState('map', { key: 'a INT NOT NULL, b STRING', value: 'n INT NOT NULL' })
        },
        *rows() {
          list.put([{ v: 1 }, { v: 2 }])
          list.put(list.get().filter(({ v }) => v === 2))
          list.appendList([{ v: 3 }])
          for (let a = 0; a < 5; a++) map.updateValue({ a, b: a === 0 ? null : 'x' }, { n: a })
          map.removeKey({ a: 0, b: null })
          map.removeKey({ a: 2, b: 'x' })
          map.removeKey({ a: 7, b: 'x' })
          yield `${list.get().map(({ v }) => v)}`
          yield `${[...map.keys()].map(({ a, b }) => `${a}${b}`)} ${[...map.values()].map(({ n }) => n)}`
          yield `${map.containsKey({ a: 0, b: null })} ${map.containsKey({ a: 4, b: 'x' })}`
        },
      }
    }),
  )
  s.input.addData(row('a'))
  expect(texts(await run.rows())).toEqual(['a 2,3', 'a 4x,1x,3x 4,1,3', 'a false true'])
  // a list: range and 2 elements · a map: range, 3 slots, 3 entries
  expect(run.stateMetrics.numRowsTotal).toBe(10)
})

describe('timers', () => {
  const timers = (handled: string[]) => (): Calls => ({
    init: () => {},
    *rows(_, rows, handle) {
      for (const { v } of rows) {
        if (v > 0) handle.registerTimer(at(v))
        else handle.deleteTimer(at(-v))
      }
      yield `${handle.listTimers().map((ms) => (ms - at(0).getTime()) / 1000)}`
    },
    *timer(key, expiry, handle) {
      const second = (expiry - at(0).getTime()) / 1000
      handled.push(`${key}${second}`)
      if (second === 10) {
        handle.deleteTimer(at(11))
        handle.registerTimer(at(40))
      }
      yield `timer ${second}`
    },
  })

  test('of event time expire when the watermark has passed them, several for a key, earliest first', async () => {
    const s = stream()
    const run = new StateQuery()
    const handled: string[] = []
    await run.start(transformed(s, timers(handled), 'EventTime'))
    s.input.addData(row('a', 30), row('a', 10), row('a', 11), row('a', 12), row('a', 12), row('b', 10), row('b', -10))
    expect(texts(await run.rows())).toEqual(['a 10,11,12,30', 'b '])
    s.input.addData(row('z', 100, 10))
    expect(texts(await run.rows())).toEqual(['z 100'])
    await run.start(transformed(s, timers(handled), 'EventTime'))
    s.input.addData(row('z', 100, 13))
    expect(texts(await run.rows())).toEqual(['z 100', 'a timer 10', 'a timer 12'])
    s.input.addData(row('z', 100, 50))
    expect(texts(await run.rows())).toEqual(['z 100', 'a timer 30', 'a timer 40'])
    expect(handled).toEqual(['a10', 'a12', 'a30', 'a40'])
    expect(run.stateMetrics.numRowsTotal).toBe(1)
  })

  test('of processing time expire by the clock of the batch, which is the same when it runs again', async () => {
    const s = stream()
    const run = new StateQuery()
    const handled: string[] = []
    const frame = () => transformed(s, timers(handled), 'ProcessingTime')
    await run.start(frame())
    s.input.addData(row('a', 5), row('a', 7), row('b', 6))
    expect(texts(await run.rows())).toEqual(['a 5,7', 'b 6'])
    s.clock.nowMs = at(5).getTime()
    expect(await run.rows()).toEqual([])
    s.clock.nowMs += 1001
    expect(texts(await run.rows())).toEqual(['a timer 5', 'b timer 6'])
    expect(run.stateMetrics.customMetrics).toMatchObject({ numExpiredTimers: 2 })
    await run.loseLastCommit()
    s.clock.nowMs = at(60).getTime()
    await run.start(frame())
    await run.query.processAllAvailable()
    const last = run.query.lastProgress?.batchId as number
    expect(texts(run.batches.get(last - 1) ?? [])).toEqual(['a timer 5', 'b timer 6'])
    expect(texts(run.batches.get(last) ?? [])).toEqual(['a timer 7'])
    s.input.addData(row('c', 70))
    await run.rows()
    await run.stop()
    s.clock.nowMs = at(71).getTime()
    await run.start(frame())
    expect(texts(await run.rows())).toEqual(['c timer 70'])
  })
})

describe('time-to-live', () => {
  const lived = (ttl: string) => (): Calls => {
    let value!: ValueState<{ v: number }>
    let list!: ListState<{ v: number }>
    let map!: MapState<number, { n: number }>
    return {
      init(handle) {
        value = handle.getValueState('value', 'v INT NOT NULL', { ttl })
        list = handle.getListState('list', 'v INT NOT NULL', { ttl })
        map = handle.getMapState('map', { key: 'v INT NOT NULL', value: 'n INT NOT NULL' }, { ttl })
      },
      *rows(_, rows) {
        const seen = `${value.get()?.v ?? '-'} [${list.get().map(({ v }) => v)}] {${[...map.keys()]}}`
        for (const { v } of rows) {
          if (v === 0) continue
          value.update({ v })
          list.appendValue({ v })
          map.updateValue(v, { n: v })
        }
        yield seen
      },
    }
  }

  test('of processing time counts from the clock of the batch that wrote', async () => {
    const s = stream()
    const run = new StateQuery()
    await run.start(transformed(s, lived('10 seconds'), 'ProcessingTime'))
    const step = async (second: number, v: number) => {
      s.clock.nowMs = at(second).getTime()
      s.input.addData(row('a', v))
      return texts(await run.rows())
    }
    expect(await step(0, 1)).toEqual(['a - [] {}'])
    expect(await step(5, 2)).toEqual(['a 1 [1] {1}'])
    expect(await step(9, 1)).toEqual(['a 2 [1,2] {1,2}'])
    expect(await step(10, 0)).toEqual(['a 1 [2,1] {2,1}'])
    expect(await step(15, 0)).toEqual(['a 1 [1] {1}'])
    expect(await step(19, 0)).toEqual(['a - [] {}'])
    expect(run.stateMetrics.numRowsTotal).toBe(0)
    expect(run.stateMetrics.customMetrics).toMatchObject({ numListStateWithTTLVars: 1 })
  })

  test('of event time counts from the latest event time that led to the value', async () => {
    const s = stream()
    const run = new StateQuery()
    await run.start(transformed(s, lived('10 seconds'), 'EventTime'))
    const step = async (k: string, v: number, second: number) => {
      s.input.addData(row(k, v, second))
      return texts(await run.rows())
    }
    expect(await step('a', 1, 100)).toEqual(['a - [] {}'])
    expect(await step('b', 1, 109)).toEqual(['b - [] {}'])
    expect(await step('a', 0, 110)).toEqual(['a 1 [1] {1}'])
    expect(await step('a', 0, 111)).toEqual(['a - [] {}'])
    expect(await step('b', 0, 119)).toEqual(['b 1 [1] {1}'])
    expect(run.stateMetrics.numRowsTotal).toBe(0)
  })
})

test('the initial state is handed over once, in the first batch before any input', async () => {
  const s = stream()
  const run = new StateQuery()
  const before = s.session.createDataFrame(
    [
      { k: 'a', n: 3 },
      { k: 'a', n: 4 },
    ],
    'k STRING NOT NULL, n INT NOT NULL',
  )
  const frame = () => {
    let sum!: ValueState<{ n: number }>
    const processor = new Scripted({
      init: (handle) => {
        sum = handle.getValueState('sum', 'n INT NOT NULL')
      },
      initial: (_, { n }) => sum.update({ n: (sum.get()?.n ?? 0) + n }),
      rows: () => [`${sum.get()?.n}`],
    })
    return s.input
      .toDF()
      .groupByKey('k')
      .transformWithState(processor, {
        output,
        timeMode: 'None',
        outputMode: 'update',
        initialState: before.groupByKey('k'),
      })
  }
  await run.start(frame())
  s.input.addData(row('a'))
  expect(texts(await run.rows())).toEqual(['a 7'])
  await run.start(frame())
  s.input.addData(row('a'), row('b'))
  expect(texts(await run.rows())).toEqual(['a 7', 'b undefined'])
})

test('a processor knows its query and the times of the batch, late rows do not reach one by event time', async () => {
  const s = stream()
  const run = new StateQuery()
  await run.start(
    transformed(
      s,
      () => ({
        init: () => {},
        rows: (_, rows, handle, times) => [
          `${rows.length} ${handle.getQueryInfo().batchId} ${handle.getQueryInfo().operatorId} ${times.getCurrentWatermarkInMs() === 0}`,
        ],
      }),
      'EventTime',
    ),
  )
  s.input.addData(row('a', 1, 50))
  expect(texts(await run.rows())).toEqual(['a 1 0 0 true'])
  s.input.addData(row('a', 1, 50), row('a', 1, 51))
  expect(texts(await run.rows())).toEqual(['a 1 2 0 false'])
})

test('over a bounded frame a processor handles all rows of each key, and no timer', async () => {
  const session = testSession()
  const frame = session.createDataFrame([row('a', 1), row('b', 2), row('a', 3)], ddl).groupByKey('k')
  let closed = 0
  const sums = frame.transformWithState(
    () =>
      new Scripted({
        init: () => {},
        rows: (_, rows, handle) => {
          handle.registerTimer(1)
          return [`${rows.map(({ v }) => v)}`]
        },
        timer: () => ['never'],
        closed: () => void closed++,
      }),
    { output, timeMode: 'ProcessingTime', outputMode: 'append' },
  )
  expect(texts(await sums.collect())).toEqual(['a 1,3', 'b 2'])
  expect(closed).toBe(1)
})

test('rows that are too late for event time are handed to nobody, and counted', async () => {
  const s = stream()
  const run = new StateQuery()
  await run.start(transformed(s, () => ({ init: () => {}, rows: (_, rows) => [`${rows.length}`] }), 'EventTime'))
  s.input.addData(row('a', 1, 50))
  await run.rows()
  s.input.addData(row('b', 1, 50))
  expect(await run.rows()).toEqual([])
  expect(run.query.lastProgress?.stateOperators[0]?.numRowsDroppedByWatermark).toBe(1)
})

describe('what is done at the wrong time', () => {
  const nothing: Calls = { init: () => {}, rows: () => [] }
  test.each([
    [
      'STATEFUL_PROCESSOR_INCORRECT_TIME_MODE_TO_ASSIGN_TTL',
      'None',
      { ...nothing, init: (h) => void h.getValueState('v', 'n INT', { ttl: 5 }) },
    ],
    [
      'STATEFUL_PROCESSOR_TTL_DURATION_MUST_BE_POSITIVE',
      'ProcessingTime',
      { ...nothing, init: (h) => void h.getValueState('v', 'n INT', { ttl: 0 }) },
    ],
    [
      'STATE_STORE_DUPLICATE_STATE_VARIABLE_DEFINED',
      'None',
      {
        ...nothing,
        init(h) {
          h.getValueState('v', 'n INT')
          h.getListState('v', 'n INT')
        },
      },
    ],
    [
      'STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE',
      'None',
      { ...nothing, init: (h) => void h.getValueState('v', 'n INT').get() },
    ],
    [
      'STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE',
      'EventTime',
      { ...nothing, init: (h) => h.registerTimer(5) },
    ],
    [
      'STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE',
      'None',
      {
        ...nothing,
        rows(_, __, h) {
          h.getValueState('late', 'n INT')
          return []
        },
      },
    ],
    [
      'STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_TIME_MODE',
      'None',
      {
        ...nothing,
        rows(_, __, h) {
          h.registerTimer(5)
          return []
        },
      },
    ],
    [
      'USER_FUNCTION_FAILED',
      'None',
      {
        ...nothing,
        rows: () => {
          throw new Error('no')
        },
      },
    ],
    [
      'USER_FUNCTION_FAILED',
      'None',
      {
        ...nothing,
        init: () => {
          throw new Error('no')
        },
      },
    ],
  ] as readonly [string, TimeMode, Calls][])('%s (%s)', async (condition, timeMode, calls) => {
    const s = stream()
    const run = new StateQuery()
    await run.start(transformed(s, () => calls, timeMode))
    s.input.addData(row('a'))
    expect(conditionsOf(await rejection(run.query.awaitTermination()))).toContain(condition)
  })

  test('an unknown time mode', () => {
    expect(() => transformed(stream(), () => nothing, 'Time' as never)).toThrow('STATEFUL_PROCESSOR_UNKNOWN_TIME_MODE')
  })
})
