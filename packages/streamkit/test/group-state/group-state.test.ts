import { describe, expect, test } from 'vitest'
import { count, type GroupState, lit, window } from '../../src/index.ts'
import { conditionsOf, rejection, testSession } from '../session/test-session.ts'
import { SetClock } from './set-clock.ts'
import { StateQuery } from './state-query.ts'

const ddl = 'k STRING NOT NULL, v INT NOT NULL, at TIMESTAMP'
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000)
const row = (k: string, v = 1, second = 0) => ({ k, v, at: at(second) })
const counting = { state: 'n INT NOT NULL', output: 'k STRING, n INT NOT NULL', outputMode: 'update' } as const

function runningCount(input: ReturnType<typeof stream>['input']) {
  return input
    .toDF()
    .groupByKey('k')
    .flatMapGroupsWithState(counting, function* (k, rows, state) {
      const n = (state.getOption()?.n ?? 0) + [...rows].length
      state.update({ n })
      yield { k, n }
    })
}

function stream() {
  const clock = new SetClock()
  const session = testSession({ environment: { clock } })
  return { clock, session, input: session.memoryStream(ddl) }
}

test('state of a group goes on from batch to batch, through restarts and a batch that runs again', async () => {
  const { input } = stream()
  const run = new StateQuery()
  await run.start(runningCount(input))
  input.addData(row('a'), row('b'), row('a'))
  expect(await run.rows()).toEqual([
    { k: 'a', n: 2 },
    { k: 'b', n: 1 },
  ])
  await run.start(runningCount(input))
  input.addData(row('b'))
  expect(await run.rows()).toEqual([{ k: 'b', n: 2 }])
  await run.loseLastCommit()
  await run.start(runningCount(input))
  expect(await run.rows()).toEqual([{ k: 'b', n: 2 }])
  input.addData(row('a'), row('b'))
  expect(await run.rows()).toEqual([
    { k: 'a', n: 3 },
    { k: 'b', n: 3 },
  ])
  expect(run.stateMetrics.numRowsTotal).toBe(2)
})

test('rows of a group come in the order of the input and may be read twice, the key is an object of several columns', async () => {
  const { input } = stream()
  const run = new StateQuery()
  const frame = input
    .toDF()
    .groupByKey(($) => ({ k: $.k, even: $.v.mod(2).eq(0) }))
    .mapGroupsWithState(
      { state: 'all STRING NOT NULL', output: 'k STRING, even BOOLEAN, all STRING' },
      ({ k, even }, rows, state) => {
        expect([...rows]).toEqual([...rows])
        const all = (state.getOption()?.all ?? '') + [...rows].map(({ v }) => v).join(',')
        state.update({ all })
        return { k, even, all }
      },
    )
  await run.start(frame)
  input.addData(row('a', 4), row('a', 1), row('a', 2), row('b', 3))
  expect(await run.rows()).toEqual([
    { k: 'a', even: true, all: '4,2' },
    { k: 'a', even: false, all: '1' },
    { k: 'b', even: false, all: '3' },
  ])
})

test('a group times out by the clock, and only then a batch runs for it', async () => {
  const { input, clock } = stream()
  const run = new StateQuery()
  const frame = input
    .toDF()
    .groupByKey('k')
    .flatMapGroupsWithState({ ...counting, timeout: 'ProcessingTimeTimeout' }, function* (k, rows, state) {
      if (state.hasTimedOut) {
        yield { k, n: -state.get().n }
        state.remove()
        return
      }
      expect(state.getCurrentProcessingTimeMs()).toBe(clock.nowMs)
      state.update({ n: (state.getOption()?.n ?? 0) + [...rows].length })
      state.setTimeoutDuration('10 seconds')
    })
  await run.start(frame)
  input.addData(row('a'), row('b'))
  expect(await run.rows()).toEqual([])
  clock.nowMs += 5000
  input.addData(row('b'))
  expect(await run.rows()).toEqual([])
  const batches = run.query.recentProgress.length
  clock.nowMs += 5000
  expect(await run.rows()).toEqual([])
  expect(run.query.recentProgress.length).toBe(batches)
  clock.nowMs += 1
  expect(await run.rows()).toEqual([{ k: 'a', n: -1 }])
  clock.nowMs += 5000
  expect(await run.rows()).toEqual([{ k: 'b', n: -2 }])
  expect(run.stateMetrics.numRowsTotal).toBe(0)
})

test('a group that has timed out and is not removed stays, without a time-out', async () => {
  const { input } = stream()
  const run = new StateQuery()
  const frame = input
    .toDF()
    .withWatermark('at', '0 seconds')
    .groupByKey('k')
    .flatMapGroupsWithState({ ...counting, timeout: 'EventTimeTimeout' }, function* (k, rows, state) {
      const n = (state.getOption()?.n ?? 0) + [...rows].length
      yield { k, n: state.hasTimedOut ? -n : n }
      state.update({ n })
      if (!state.hasTimedOut && k === 'a') state.setTimeoutTimestamp(at(10), '5 seconds')
    })
  await run.start(frame)
  input.addData(row('a', 1, 1))
  input.addData(row('b', 1, 15))
  expect(await run.rows()).toEqual([
    { k: 'a', n: 1 },
    { k: 'b', n: 1 },
  ])
  input.addData(row('b', 1, 16))
  expect(await run.rows()).toEqual([
    { k: 'b', n: 2 },
    { k: 'a', n: -1 },
  ])
  input.addData(row('a', 1, 2), row('b', 1, 20))
  expect(await run.rows()).toEqual([{ k: 'b', n: 3 }])
  expect(run.query.recentProgress.some((p) => p.stateOperators[0]?.numRowsDroppedByWatermark === 1)).toBe(true)
})

test('an initial state is there once, and its groups are called in the first batch', async () => {
  const { input, session } = stream()
  const run = new StateQuery()
  const before = session.createDataFrame(
    [
      { id: 'a', n: 10 },
      { id: 'z', n: 7 },
    ],
    'id STRING NOT NULL, n INT NOT NULL',
  )
  const frame = () =>
    input
      .toDF()
      .groupByKey('k')
      .flatMapGroupsWithState({ ...counting, initialState: before.groupByKey('id') }, function* (k, rows, state) {
        const n = (state.getOption()?.n ?? 0) + [...rows].length
        state.update({ n })
        yield { k, n }
      })
  await run.start(frame())
  input.addData(row('a'))
  expect(await run.rows()).toEqual([
    { k: 'a', n: 11 },
    { k: 'z', n: 7 },
  ])
  await run.start(frame())
  input.addData(row('z'))
  expect(await run.rows()).toEqual([{ k: 'z', n: 8 }])
})

test('an initial state with a key twice is refused', async () => {
  const { input, session } = stream()
  const run = new StateQuery()
  const before = session.createDataFrame(
    [
      { id: 'a', n: 1 },
      { id: 'a', n: 2 },
    ],
    'id STRING NOT NULL, n INT NOT NULL',
  )
  await run.start(
    input
      .toDF()
      .groupByKey('k')
      .flatMapGroupsWithState({ ...counting, initialState: before.groupByKey('id') }, () => []),
  )
  input.addData(row('a'))
  expect(conditionsOf(await rejection(run.query.awaitTermination()))).toContain('INITIAL_STATE_DUPLICATE_KEY')
})

describe('what a function does wrong', () => {
  const failing = async (
    timeout: 'NoTimeout' | 'EventTimeTimeout' | 'ProcessingTimeTimeout',
    work: (state: GroupState<{ n: number }>) => void,
  ) => {
    const { input } = stream()
    const run = new StateQuery()
    const frame = timeout === 'EventTimeTimeout' ? input.toDF().withWatermark('at', '0 seconds') : input.toDF()
    await run.start(
      frame.groupByKey('k').flatMapGroupsWithState({ ...counting, timeout }, (_, __, state) => {
        work(state)
        return []
      }),
    )
    input.addData(row('a'))
    return rejection(run.query.awaitTermination())
  }

  test('what it throws names the operator, the key and the batch', async () => {
    const error = await failing('NoTimeout', () => {
      throw new Error('oh no')
    })
    expect(conditionsOf(error)).toEqual(['STREAM_FAILED', 'USER_FUNCTION_FAILED', 'oh no'])
    expect(error.message).toContain('FlatMapGroupsWithState (key "a") threw in batch 0: oh no')
  })

  test.each([
    ['NoTimeout', 'GROUP_STATE_NOT_DEFINED', (state) => void state.get()],
    ['NoTimeout', 'INVALID_ROW_VALUE', (state) => state.update({ n: 1.5 })],
    ['NoTimeout', 'INVALID_ROW_VALUE', (state) => state.update(null as never)],
    ['NoTimeout', 'UNSUPPORTED_GROUP_STATE_CALL', (state) => state.setTimeoutDuration(5)],
    ['ProcessingTimeTimeout', 'UNSUPPORTED_GROUP_STATE_CALL', (state) => state.setTimeoutTimestamp(5)],
    ['NoTimeout', 'UNSUPPORTED_GROUP_STATE_CALL', (state) => void state.getCurrentWatermarkMs()],
    ['ProcessingTimeTimeout', 'INVALID_GROUP_STATE_TIMEOUT', (state) => state.setTimeoutDuration('0 seconds')],
    ['ProcessingTimeTimeout', 'CANNOT_PARSE_INTERVAL', (state) => state.setTimeoutDuration('soon')],
    ['EventTimeTimeout', 'INVALID_GROUP_STATE_TIMEOUT', (state) => state.setTimeoutTimestamp(-5)],
  ] as readonly [
    'NoTimeout' | 'EventTimeTimeout' | 'ProcessingTimeTimeout',
    string,
    (state: GroupState<{ n: number }>) => void,
  ][])('%s: %s', async (timeout, condition, work) => {
    expect(conditionsOf(await failing(timeout, work))).toContain(condition)
  })

  test('a promise is no row', async () => {
    const { input } = stream()
    const run = new StateQuery()
    const fn = (async () => ({ k: 'a' })) as never
    await run.start(input.toDF().groupByKey('k').mapGroupsWithState({ state: 'n INT', output: 'k STRING' }, fn))
    input.addData(row('a'))
    expect(conditionsOf(await rejection(run.query.awaitTermination()))).toContain('INVALID_ROW_VALUE')
  })

  test('a time-out before the watermark is refused', async () => {
    const { input } = stream()
    const run = new StateQuery()
    await run.start(
      input
        .toDF()
        .withWatermark('at', '0 seconds')
        .groupByKey('k')
        .flatMapGroupsWithState({ ...counting, timeout: 'EventTimeTimeout' }, (_, __, state) => {
          if (state.getCurrentWatermarkMs() > 0) state.setTimeoutTimestamp(at(9))
          return []
        }),
    )
    input.addData(row('a', 1, 10))
    await run.query.processAllAvailable()
    input.addData(row('a', 1, 20))
    expect(conditionsOf(await rejection(run.query.awaitTermination()))).toContain('INVALID_GROUP_STATE_TIMEOUT')
  })
})

test('the event time of the output goes on into an aggregation or another function, and may not lie before the watermark', async () => {
  const { input } = stream()
  const run = new StateQuery()
  const sums = (late: number) =>
    input
      .toDF()
      .withWatermark('at', '0 seconds')
      .groupByKey('k')
      .flatMapGroupsWithState(
        {
          state: 'n INT NOT NULL',
          output: 'k STRING, at TIMESTAMP',
          outputMode: 'append',
          eventTimeColumn: 'at',
        },
        function* (k, rows) {
          for (const each of rows) yield { k, at: new Date((each.at?.getTime() ?? 0) - late) }
        },
      )
      .groupByKey('k')
      .flatMapGroupsWithState(
        { state: 'n INT NOT NULL', output: 'k STRING, n INT', timeout: 'EventTimeTimeout', outputMode: 'append' },
        function* (k, rows, state) {
          if (state.hasTimedOut) yield { k, n: state.get().n }
          if (state.hasTimedOut) return state.remove()
          state.update({ n: (state.getOption()?.n ?? 0) + [...rows].length })
          state.setTimeoutTimestamp(at(k === 'a' ? 10 : 100))
        },
      )
  await run.start(sums(0), 'append')
  input.addData(row('a', 1, 1), row('a', 1, 2))
  input.addData(row('b', 1, 11))
  expect(await run.rows()).toEqual([{ k: 'a', n: 2 }])
  const other = new StateQuery()
  await other.start(sums(5000), 'append')
  await other.query.processAllAvailable()
  input.addData(row('b', 1, 12))
  expect(conditionsOf(await rejection(other.query.awaitTermination()))).toContain(
    'EMITTING_ROWS_OLDER_THAN_WATERMARK_NOT_ALLOWED',
  )
})

test('over a bounded frame the function runs once for each group', async () => {
  const session = testSession()
  const frame = session.createDataFrame([row('a', 1), row('b', 2), row('a', 3)], ddl).withWatermark('at', '1 second')
  const sums = frame
    .groupByKey('k')
    .flatMapGroupsWithState({ ...counting, timeout: 'EventTimeTimeout' }, function* (k, rows, state) {
      expect([state.exists, state.getCurrentWatermarkMs()]).toEqual([false, -1])
      state.setTimeoutTimestamp(5)
      yield { k, n: [...rows].reduce((sum, { v }) => sum + v, 0) }
    })
  const expected = [
    { k: 'a', n: 4 },
    { k: 'b', n: 2 },
  ]
  expect(await sums.collect()).toEqual(expected)
  const grouped = frame.groupByKey('k')
  const mapped = grouped.mapGroups('k STRING, n INT NOT NULL', (k, rows) => ({
    k,
    n: [...rows].reduce((sum, { v }) => sum + v, 0),
  }))
  expect(await mapped.collect()).toEqual(expected)
  expect(await grouped.flatMapGroups('k STRING', (k) => [{ k }, { k }]).count()).toBe(4)
  const largest = grouped.reduceGroups((left, right) => (left.v > right.v ? left : right))
  expect((await largest.collect()).map(({ k, v }) => [k, v])).toEqual([
    ['a', 3],
    ['b', 2],
  ])
})

test('what Spark refuses is refused when the query starts', () => {
  const { input, session } = stream()
  const grouped = input.toDF().groupByKey('k')
  const flat = (outputMode: 'append' | 'update', frame = grouped as never as typeof grouped) =>
    frame.flatMapGroupsWithState({ ...counting, outputMode }, () => [])
  const mapped = grouped.mapGroupsWithState(counting, (k) => ({ k, n: 1 }))
  const start = (frame: object, mode: string) =>
    (frame as { writeStream: { outputMode(m: string): { format(f: 'noop'): { start(): unknown } } } }).writeStream
      .outputMode(mode)
      .format('noop')
      .start()
  const refused = (frame: object, mode: string) => {
    let condition = 'started'
    try {
      start(frame, mode)
    } catch (error) {
      condition = conditionsOf(error)[0] as string
    }
    return condition
  }
  const again = (frame: object) => (frame as ReturnType<typeof input.toDF>).groupByKey('k')
  const counted = (frame: object) =>
    (frame as ReturnType<typeof input.toDF>).groupBy('k').agg(count('*').as('n')) as object
  const windowed = input
    .toDF()
    .withWatermark('at', '1 second')
    .groupBy(window('at', '10 seconds'))
    .agg(count('*').as('v'))
    .withColumn('k', lit('x'))
  const cases: readonly (readonly [object, string])[] = [
    [counted(flat('update')), 'update'],
    [counted(mapped), 'update'],
    [flat('append', again(windowed) as never), 'append'],
    [mapped, 'append'],
    [flat('append'), 'update'],
    [flat('update'), 'append'],
    [flat('update', again(flat('update')) as never), 'update'],
    [again(mapped).mapGroupsWithState(counting, (k) => ({ k, n: 1 })), 'update'],
    [flat('update', again(mapped) as never), 'update'],
    [grouped.flatMapGroupsWithState({ ...counting, timeout: 'EventTimeTimeout' }, () => []), 'update'],
    [
      grouped.flatMapGroupsWithState(
        { ...counting, initialState: input.toDF().withColumnRenamed('v', 'n').groupByKey('k') as never },
        () => [],
      ),
      'update',
    ],
    [
      input
        .toDF()
        .withWatermark('at', '1 second')
        .groupByKey('k')
        .flatMapGroupsWithState({ ...counting, outputMode: 'append', timeout: 'EventTimeTimeout' }, () => [])
        .dropDuplicates('k'),
      'append',
    ],
  ]
  expect(cases.map(([frame, mode]) => refused(frame, mode))).toEqual(cases.map(() => 'UNSUPPORTED_STREAMING_OPERATION'))
  expect(() =>
    (grouped as never as { mapGroups(o: string, fn: unknown): void }).mapGroups('k STRING', () => []),
  ).toThrow('CALL_ON_STREAMING_DATASET_UNSUPPORTED')
  expect(() =>
    grouped.flatMapGroupsWithState(
      { ...counting, initialState: session.createDataFrame([], 'k INT, n INT NOT NULL').groupByKey('k') as never },
      () => [],
    ),
  ).toThrow('An initial state with the key (int) for groups with the key (string)')
})
