import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import {
  avg,
  collectList,
  count,
  Decimal,
  max,
  maxBy,
  min,
  type Session,
  type SessionOptions,
  StatefulProcessor,
  type StatefulProcessorHandle,
  sessionWindow,
  stddevPop,
  sum,
} from '../../src/index.ts'
import { lmdbStateStore } from '../../src/state-lmdb.ts'
import { type Startable, StateQuery } from '../group-state/state-query.ts'
import { testSession } from './test-session.ts'

type Row = Record<string, unknown>
type Options = Record<string, string | number | boolean>
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000)

const stores = [
  ['memory', 'memory'],
  ['lmdb', lmdbStateStore({ writeBufferBytes: 0 })],
] as const

/** Rows in an order of their own. */
const sorted = (rows: readonly unknown[]) => rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** A stream, a query on it, and its state as a table. */
function setup(stateStore: SessionOptions['stateStore'] = 'memory') {
  const session = testSession({ noDataMicroBatches: false, stateStore } as SessionOptions<readonly []>)
  const input = session.memoryStream('k STRING NOT NULL, v INT, d DECIMAL(10,2), at TIMESTAMP')
  const run = new StateQuery()
  return {
    input,
    run,
    async batch(...rows: readonly (readonly [k: string, v: number | null, second: number])[]) {
      input.addData(
        ...rows.map(([k, v, second]) => ({ k, v, d: v === null ? null : Decimal.from(`${v}.25`), at: at(second) })),
      )
      await run.query.processAllAvailable()
    },
    start: (frame: Startable, mode: 'append' | 'update' = 'update') => run.start(frame, mode),
    read: (options: Options = {}) => stateRows(session as never, run.checkpoint, options),
    /** What a batch changed: [type, key, rest]. */
    async changes(start: number, options: Options = {}) {
      const rows = await stateRows(session as never, run.checkpoint, {
        readChangeFeed: true,
        changeStartBatchId: start,
        changeEndBatchId: start,
        ...options,
      })
      return rows.map(({ batch_id, partition_id, change_type, ...rest }) => {
        expect([batch_id, partition_id]).toEqual([start, 0])
        return [change_type, ...Object.values(rest)]
      })
    },
  }
}

async function stateRows(session: Session<never>, checkpoint: string, options: Options): Promise<Row[]> {
  const reader = (session as unknown as ReturnType<typeof testSession>).read().format('statestore')
  return (await (await reader.options(options as never).loadAsync(checkpoint)).collect()) as unknown as Row[]
}

for (const [name, store] of stores) {
  test(`the buffers of an aggregation are columns under the names of Spark (${name})`, async () => {
    const { input, start, batch, read, changes } = setup(store)
    await start(
      input
        .toDF()
        .groupBy('k')
        .agg(($) => ({
          n: count(),
          total: sum($.v),
          exact: sum($.d),
          mean: avg($.v),
          exactMean: avg($.d),
          least: min($.v),
          greatest: max($.v),
          all: collectList($.v),
          spread: stddevPop($.v),
        })),
    )
    await batch(['a', 1, 0], ['a', 4, 0], ['b', null, 0])
    await batch(['b', 2, 0])
    const a = {
      count: 2,
      sum: 5,
      sum_2: Decimal.from('5.50'),
      sum_3: 5,
      count_2: 2,
      count_3: 2,
      sum_4: Decimal.from('5.50'),
      min: 1,
      max: 4,
      buf: [1, 4],
      n: 2,
      avg: 2.5,
      m2: 4.5,
    }
    const one = {
      sum: 2,
      sum_2: Decimal.from('2.25'),
      sum_3: 2,
      sum_4: Decimal.from('2.25'),
      min: 2,
      max: 2,
      buf: [2],
      n: 1,
      avg: 2,
      m2: 0,
    }
    const b = { count: 2, ...one, count_2: 1, count_3: 1 }
    expect(sorted(await read())).toEqual([
      { key: { k: 'a' }, value: a, partition_id: 0 },
      { key: { k: 'b' }, value: b, partition_id: 0 },
    ])
    const none = { sum: null, sum_2: null, sum_4: null, min: null, max: null, buf: [], n: 0, avg: 0, m2: 0 }
    expect(await read({ batchId: 0 })).toContainEqual({
      key: { k: 'b' },
      value: { count: 1, ...none, sum_3: 0, count_2: 0, count_3: 0 },
      partition_id: 0,
    })
    expect(await changes(1)).toEqual([['update', { k: 'b' }, b]])
  })

  test(`each session is a row, and what changes is told session by session (${name})`, async () => {
    const { input, start, batch, read, changes } = setup(store)
    await start(
      input
        .toDF()
        .withWatermark('at', '10 seconds')
        .groupBy(($) => [$.k, sessionWindow($.at, '10 seconds').as('session')])
        .agg(($) => ({ n: count(), greatest: max($.v) })),
      'append',
    )
    const row = (k: string, [from, to]: readonly [number, number], values: Row) => ({
      key: { k, sessionStartTime: at(from) },
      value: { session_window: { start: at(from), end: at(to) }, ...values },
      partition_id: 0,
    })
    await batch(['a', 1, 100], ['a', 2, 130], ['b', 3, 100])
    expect(sorted(await read())).toEqual(
      sorted([
        row('a', [100, 110], { count: 1, max: 1 }),
        row('a', [130, 140], { count: 1, max: 2 }),
        row('b', [100, 110], { count: 1, max: 3 }),
      ]),
    )
    // The one at 130 grows at its end, the one at 100 goes with the watermark.
    await batch(['a', 5, 135])
    const grown = row('a', [130, 145], { count: 2, max: 5 })
    expect(sorted(await read())).toEqual([grown])
    expect(sorted(await changes(1))).toEqual(
      sorted([
        ['delete', row('a', [100, 110], {}).key, null],
        ['delete', row('b', [100, 110], {}).key, null],
        ['update', grown.key, grown.value],
      ]),
    )
  })

  test(`the number of a limit is a row (${name})`, async () => {
    const { input, start, batch, read, changes } = setup(store)
    await start(input.toDF().limit(5), 'append')
    await batch(['a', 1, 0], ['b', 1, 0])
    await batch(['a', 1, 0])
    expect(await read()).toEqual([{ key: { key: null }, value: { value: 3 }, partition_id: 0 }])
    expect(await changes(1)).toEqual([['update', { key: null }, { value: 3 }]])
  })

  test(`the state of a group is a struct beside its time-out (${name})`, async () => {
    const { input, start, batch, read, changes, run } = setup(store)
    const frame = (state: string) =>
      input
        .toDF()
        .withWatermark('at', '0 seconds')
        .groupByKey('k')
        .flatMapGroupsWithState(
          { state: state as 'n INT', output: 'k STRING', outputMode: 'update', timeout: 'EventTimeTimeout' },
          function* (k, rows, cell) {
            const { n = 0 } = cell.getOption() ?? {}
            if (cell.hasTimedOut) cell.remove()
            else {
              cell.update({ n: (n ?? 0) + [...rows].length })
              if (k === 'a') cell.setTimeoutTimestamp(at(50))
            }
            yield { k }
          },
        )
    await start(frame('n INT'))
    await batch(['a', 1, 10], ['b', 1, 10])
    const value = (n: number, timeoutTimestamp: number, more: Row = {}) => ({
      groupState: { n, ...more },
      timeoutTimestamp,
    })
    const before = [
      { key: { k: 'a' }, value: value(1, at(50).getTime()), partition_id: 0 },
      { key: { k: 'b' }, value: value(1, -1), partition_id: 0 },
    ]
    expect(sorted(await read())).toEqual(before)
    // A value that was written without the new field is read with it.
    await start(frame('n INT, more STRING'))
    await batch(['b', 1, 100])
    await batch(['c', 1, 101])
    expect(sorted(await read({ batchId: 0 }))).toEqual(
      before.map((row) => ({ ...row, value: { ...row.value, groupState: { n: 1, more: null } } })),
    )
    expect(sorted(await read())).toEqual([
      { key: { k: 'b' }, value: value(2, -1, { more: null }), partition_id: 0 },
      { key: { k: 'c' }, value: value(1, -1, { more: null }), partition_id: 0 },
    ])
    const told = [...(await changes(1)), ...(await changes(2))]
    expect(told).toContainEqual(['delete', { k: 'a' }, null])
    expect(told).toContainEqual(['update', { k: 'b' }, value(2, -1, { more: null })])
    await run.stop()
  })

  test(`variables and timers of a processor are tables in the form of Spark (${name})`, async () => {
    const { input, start, batch, read, changes, run } = setup(store)
    await start(
      input
        .toDF()
        .withWatermark('at', '0 seconds')
        .groupByKey('k')
        .transformWithState(() => new Everything(), {
          output: 'k STRING',
          timeMode: 'EventTime',
          outputMode: 'update',
        }),
    )
    await batch(['a', 1, 10], ['a', 2, 10], ['b', 7, 10])
    const key = { k: 'a' }
    const ofA = async (options: Options) => sorted((await read(options)).filter((r) => (r.key as Row).k === 'a'))
    const last = { value: { v: 2 }, ttlExpirationMs: at(1010).getTime() }
    expect(await ofA({ stateVarName: 'last' })).toEqual([{ key, value: last, partition_id: 0 }])
    expect(await ofA({ stateVarName: 'all' })).toEqual([
      { key, list_element: { v: 1 }, partition_id: 0 },
      { key, list_element: { v: 2 }, partition_id: 0 },
    ])
    expect(await ofA({ stateVarName: 'all', flattenCollectionTypes: false })).toEqual([
      { key, list_value: [{ v: 1 }, { v: 2 }], partition_id: 0 },
    ])
    expect(await ofA({ stateVarName: 'counts' })).toEqual([
      { key, user_map_key: { v: 1 }, user_map_value: { n: 1 }, partition_id: 0 },
      { key, user_map_key: { v: 2 }, user_map_value: { n: 1 }, partition_id: 0 },
    ])
    const [maps] = await ofA({ stateVarName: 'counts', flattenCollectionTypes: false })
    const entries = [...((maps as Row).map_value as Map<unknown, unknown>)]
    expect(sorted(entries)).toEqual([
      [{ v: 1 }, { n: 1 }],
      [{ v: 2 }, { n: 1 }],
    ])
    const timer = (k: string, second: number) => ({
      key: { k },
      expiration_timestamp_ms: at(second).getTime(),
      partition_id: 0,
    })
    expect(sorted(await read({ readRegisteredTimers: true }))).toEqual(
      sorted([timer('a', 60), timer('a', 90), timer('b', 60), timer('b', 90)]),
    )
    await batch(['c', 1, 70])
    await batch(['c', 1, 71])
    await run.stop()
    const timers = [
      ...(await changes(1, { readRegisteredTimers: true })),
      ...(await changes(2, { readRegisteredTimers: true })),
    ]
    expect(timers).toContainEqual(['delete', { k: 'a' }, at(60).getTime()])
    expect(timers).not.toContainEqual(['delete', { k: 'a' }, at(90).getTime()])
    expect(await changes(1, { stateVarName: 'all' })).toEqual([['update', { k: 'c' }, { v: 1 }]])
    expect(await changes(1, { stateVarName: 'counts' })).toEqual([['update', { k: 'c' }, { v: 1 }, { n: 1 }]])
  })

  test(`the rows of a join that change are told by side (${name})`, async () => {
    const { input, start, batch, read, changes, run } = setup(store)
    const [left, right] = [input.toDF().select('k', 'v', 'at'), input.toDF().select('k', 'd', 'at')]
    await start(
      left
        .withWatermark('at', '0 seconds')
        .join(right.withWatermark('at', '0 seconds'), ['k', 'at'])
        .select('k', 'v', 'd'),
      'append',
    )
    await batch(['a', 1, 10])
    await batch(['b', 2, 100])
    await batch(['c', 3, 101])
    await run.stop()
    const kept = await read({ joinSide: 'left' })
    expect(kept.map(({ value }) => (value as Row).k)).toEqual(['c'])
    const told = async (options: Options) => [...(await changes(1, options)), ...(await changes(2, options))]
    const left0 = (k: string, second: number) => ({ field0: k, field1: at(second), index: 0 })
    const rows = await told({ joinSide: 'left' })
    expect(rows).toContainEqual(['delete', left0('a', 10), null])
    expect(rows).toContainEqual(['update', left0('b', 100), expect.objectContaining({ k: 'b', v: 2 })])
    expect(await told({ storeName: 'right-keyToNumValues' })).toContainEqual([
      'update',
      { field0: 'b', field1: at(100) },
      { value: 1 },
    ])
  })

  test(`a version is read from the snapshot that is asked for (${name})`, async () => {
    const { input, start, batch, read, run } = setup(store)
    await start(input.toDF().groupBy('k').count())
    for (let i = 0; i < 14; i++) await batch(['a', 1, 0])
    await run.stop()
    const files = await readdir(`${run.checkpoint}/state/0/0`)
    const versions = files.flatMap((file) => /^(\d+)\.snapshot$/.exec(file)?.[1] ?? []).map(Number)
    expect(versions).not.toEqual([])
    const snapshotStartBatchId = (versions[0] as number) - 1
    const counts = await read({ snapshotStartBatchId, snapshotPartitionId: 0, batchId: 13 })
    expect(counts).toEqual([{ key: { k: 'a' }, value: { count: 14 }, partition_id: 0 }])
  })
}

test('buffers that have no columns are bytes, with what follows them', async () => {
  const { input, start, batch, read } = setup()
  await start(
    input
      .toDF()
      .groupBy('k')
      .agg(($) => ({ n: count(), by: maxBy($.k, $.v), total: sum($.v) })),
  )
  await batch(['a', 1, 0])
  const [row] = await read()
  expect(row).toMatchObject({ key: { k: 'a' }, value: { count: 1 } })
  expect((row as { value: Row }).value.buffers).toBeInstanceOf(Uint8Array)
})

interface Input {
  k: string
  v: number | null
}

/** Has a variable of each kind, and timers. */
class Everything extends StatefulProcessor<string, Input, { k: string }> {
  #add!: (v: number) => void

  override init(handle: StatefulProcessorHandle): void {
    const last = handle.getValueState('last', 'v INT', { ttl: '1000 seconds' })
    const all = handle.getListState('all', 'v INT NOT NULL')
    const counts = handle.getMapState('counts', { key: 'v INT NOT NULL', value: 'n INT NOT NULL' })
    this.#add = (v) => {
      last.update({ v })
      if (all.get().some((element) => element.v === v)) return
      all.appendValue({ v })
      counts.updateValue(v, { n: (counts.getValue(v)?.n ?? 0) + 1 })
      for (const second of [60, 90]) handle.registerTimer(at(second))
    }
  }
  override *handleInputRows(k: string, rows: Iterable<Input>): Iterable<{ k: string }> {
    for (const { v } of rows) this.#add(v ?? 0)
    yield { k }
  }
}
