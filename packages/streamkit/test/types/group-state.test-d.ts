import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import {
  type BatchDataFrame,
  type DataFrame,
  type GroupState,
  type ListState,
  type MapState,
  StatefulProcessor,
  type StatefulProcessorHandle,
  type TimerValues,
  type ValueState,
} from '../../src/index.ts'
import { Purchase, read, readStream } from './frames.ts'

const stream = readStream().format('csv').schema(Purchase).load('in')
const marked = stream.withWatermark('at', '1 minute')
const table = read().format('csv').schema(Purchase).load('in')
const options = { state: 'n BIGINT NOT NULL', output: 'id STRING, n BIGINT NOT NULL' } as const
type RowOfFrame<F> = F extends { first(): Promise<infer R> }
  ? NonNullable<R>
  : F extends DataFrame<infer R, infer _>
    ? R
    : never

describe('groupByKey', () => {
  test('the key of one column is its value, of several an object', () => {
    stream.groupByKey('category').flatMapGroupsWithState({ ...options, outputMode: 'append' }, (key) => {
      expectTypeOf(key).toEqualTypeOf<string | null>()
      return []
    })
    stream.groupByKey('category', 'quantity').flatMapGroupsWithState({ ...options, outputMode: 'append' }, (key) => {
      expectTypeOf(key).toEqualTypeOf<{ category: string | null; quantity: number }>()
      return []
    })
    stream
      .groupByKey(($) => $.quantity.add(1))
      .flatMapGroupsWithState({ ...options, outputMode: 'append' }, (key) => {
        expectTypeOf(key).toEqualTypeOf<number>()
        return []
      })
    stream
      .groupByKey(($) => ({ who: $.user_id, what: $.category }))
      .flatMapGroupsWithState({ ...options, outputMode: 'append' }, (key) => {
        expectTypeOf(key).toEqualTypeOf<{ who: number; what: string | null }>()
        return []
      })
    stream
      .groupByKey(($) => [$.user_id])
      .flatMapGroupsWithState({ ...options, outputMode: 'append' }, (key) => {
        expectTypeOf(key).toEqualTypeOf<number>()
        return []
      })
  })

  test('a column that is not there is refused', () => {
    // @ts-expect-error: no such column
    stream.groupByKey('nothing')
    // @ts-expect-error: no such column
    stream.groupByKey(($) => $.nothing)
  })
})

describe('flatMapGroupsWithState', () => {
  test('rows, state and output are typed', () => {
    const out = marked.groupByKey('event_id').flatMapGroupsWithState(
      {
        state: z.object({ total: z.number(), last: z.date().nullable() }),
        output: z.object({ id: z.string(), total: z.number(), at: z.date() }),
        timeout: 'EventTimeTimeout',
        outputMode: 'append',
        eventTimeColumn: 'at',
        evolution: { renamedFrom: { total: 'sum' }, defaults: { last: null } },
      },
      function* (id, rows, state) {
        expectTypeOf(state).toEqualTypeOf<GroupState<{ total: number; last: Date | null }>>()
        for (const { quantity, at } of rows) {
          expectTypeOf(quantity).toEqualTypeOf<number>()
          state.update({ total: quantity, last: at })
          yield { id, total: state.get().total, at }
        }
      },
    )
    expectTypeOf<RowOfFrame<typeof out>>().toEqualTypeOf<{ id: string; total: number; at: Date }>()
    // its event time goes on
    out.dropDuplicatesWithinWatermark('id')
    out.writeStream.outputMode('append')
    // @ts-expect-error: the query has the mode of the operator
    out.writeStream.outputMode('update')
  })

  test('what does not fit is refused', () => {
    const grouped = marked.groupByKey('event_id')
    // @ts-expect-error: the output has no such type
    grouped.flatMapGroupsWithState({ ...options, outputMode: 'append' }, (id) => [{ id, n: 'x' }])
    // @ts-expect-error: the state has no such field
    grouped.flatMapGroupsWithState({ ...options, outputMode: 'append' }, (_, __, state) => state.get().m)
    // @ts-expect-error: an output mode is needed
    grouped.flatMapGroupsWithState({ ...options }, () => [])
    // @ts-expect-error: not DDL
    grouped.flatMapGroupsWithState({ ...options, state: 'n BIGINTO', outputMode: 'append' }, () => [])
    // @ts-expect-error: no timestamp
    grouped.flatMapGroupsWithState({ ...options, outputMode: 'append', eventTimeColumn: 'id' }, () => [])
    // @ts-expect-error: no such timeout
    grouped.flatMapGroupsWithState({ ...options, outputMode: 'append', timeout: 'Never' }, () => [])
    grouped.flatMapGroupsWithState(
      // @ts-expect-error: not a field of the state
      { ...options, outputMode: 'append', evolution: { renamedFrom: { m: 'n' } } },
      () => [],
    )
  })

  test('without an event-time column the output has no watermark', () => {
    const out = marked.groupByKey('event_id').flatMapGroupsWithState({ ...options, outputMode: 'append' }, () => [])
    // @ts-expect-error: no watermark
    out.dropDuplicatesWithinWatermark('id')
  })

  test('the initial state is bounded, of the same key, with the columns of the state', () => {
    const grouped = stream.groupByKey('category')
    const initial = table
      .select(($) => ({ c: $.category, n: $.quantity.cast('bigint') }))
      .filterRows((r) => r.n !== null)
    const known = initial.map((row) => ({ c: row.c, n: row.n ?? 0n }), 'c STRING, n BIGINT NOT NULL')
    grouped.flatMapGroupsWithState({ ...options, outputMode: 'append', initialState: known.groupByKey('c') }, () => [])
    grouped.flatMapGroupsWithState(
      // @ts-expect-error: another key
      { ...options, outputMode: 'append', initialState: known.groupByKey('n') },
      () => [],
    )
    grouped.flatMapGroupsWithState(
      // @ts-expect-error: other columns
      { ...options, outputMode: 'append', initialState: table.groupByKey('category') },
      () => [],
    )
    grouped.flatMapGroupsWithState(
      // @ts-expect-error: a stream
      { ...options, outputMode: 'append', initialState: stream.groupByKey('category') },
      () => [],
    )
  })
})

test('mapGroupsWithState gives one row, for update mode', () => {
  const out = stream.groupByKey('event_id').mapGroupsWithState(options, (id, rows, state) => {
    expectTypeOf(rows).toEqualTypeOf<Iterable<z.output<typeof Purchase>>>()
    return { id, n: state.getOption()?.n ?? 0n }
  })
  out.writeStream.outputMode('update')
  // @ts-expect-error: only update
  out.writeStream.outputMode('append')
  // @ts-expect-error: one row, not several
  stream.groupByKey('event_id').mapGroupsWithState(options, (id) => [{ id, n: 1n }])
})

describe('over bounded frames', () => {
  const grouped = table.groupByKey('category')

  test('mapGroups, flatMapGroups and reduceGroups', () => {
    const mapped = grouped.mapGroups('c STRING, n INT', (c, rows) => ({ c, n: [...rows].length }))
    expectTypeOf<RowOfFrame<typeof mapped>>().toEqualTypeOf<{ c: string | null; n: number | null }>()
    grouped.flatMapGroups('c STRING', (c) => [{ c }, { c }])
    expectTypeOf(grouped.reduceGroups((a, b) => (a.quantity > b.quantity ? a : b))).toExtend<
      BatchDataFrame<z.output<typeof Purchase>>
    >()
    // @ts-expect-error: another row
    grouped.mapGroups('c STRING', (_, rows) => ({ c: [...rows].length }))
    // @ts-expect-error: not rows
    grouped.flatMapGroups('c STRING', (c) => c)
    // @ts-expect-error: not a row
    grouped.reduceGroups((a) => a.price)
  })

  test('are not for streams', () => {
    // @ts-expect-error: a stream
    stream.groupByKey('category').mapGroups('c STRING', (c) => ({ c }))
    // @ts-expect-error: a stream
    stream.groupByKey('category').flatMapGroups('c STRING', (c) => [{ c }])
    // @ts-expect-error: a stream
    stream.groupByKey('category').reduceGroups((a) => a)
  })
})

describe('transformWithState', () => {
  type Bought = z.output<typeof Purchase>
  class Totals extends StatefulProcessor<
    string | null,
    Bought,
    { category: string | null; n: number },
    { category: string | null; n: number }
  > {
    #total!: ValueState<{ n: number }>
    #recent!: ListState<{ id: string }>
    #byUser!: MapState<number, { n: number }>

    override init(handle: StatefulProcessorHandle): void {
      this.#total = handle.getValueState('total', 'n INT NOT NULL', { ttl: '1 day', renamedFrom: { n: 'count' } })
      this.#recent = handle.getListState('recent', z.object({ id: z.string() }))
      this.#byUser = handle.getMapState('byUser', { key: 'user INT NOT NULL', value: 'n INT NOT NULL' })
      expectTypeOf(handle.getMapState('two', { key: 'a INT, b STRING', value: 'n INT' })).toEqualTypeOf<
        MapState<{ a: number | null; b: string | null }, { n: number | null }>
      >()
      // @ts-expect-error: not a field
      handle.getValueState('x', 'n INT', { renamedFrom: { m: 'n' } })
      // @ts-expect-error: not a value of the field
      handle.getListState('x', 'n INT', { defaults: { n: 'one' } })
      // @ts-expect-error: no map without a key
      handle.getMapState('x', { value: 'n INT' })
      // @ts-expect-error: not DDL
      handle.getValueState('x', 'n')
      handle.deleteIfExists('old')
      // @ts-expect-error: one name
      handle.deleteIfExists()
    }
    override *handleInputRows(category: string | null, rows: Iterable<Bought>, times: TimerValues) {
      for (const row of rows) this.#recent.appendValue({ id: row.event_id })
      this.#byUser.updateValue(1, { n: 2 })
      // @ts-expect-error: a key of another type
      this.#byUser.getValue('x')
      // @ts-expect-error: a value of another type
      this.#total.update({ n: 'x' })
      // @ts-expect-error: a value of another type
      this.#recent.put([{ id: 1 }])
      expectTypeOf(this.#byUser.keys()).toEqualTypeOf<IterableIterator<number>>()
      expectTypeOf(this.#total.get()).toEqualTypeOf<{ n: number } | null>()
      expectTypeOf(times.getCurrentWatermarkInMs()).toEqualTypeOf<number>()
      yield { category, n: this.#total.get()?.n ?? 0 }
    }
  }

  test('takes a processor of the key, the rows and the output, or a function that makes one', () => {
    const out = stream.groupByKey('category').transformWithState(new Totals(), {
      output: 'category STRING, n INT NOT NULL',
      timeMode: 'ProcessingTime',
      outputMode: 'update',
      initialState: table.select(($) => ({ category: $.category, n: $.quantity })).groupByKey('category'),
    })
    expectTypeOf<RowOfFrame<typeof out>>().toEqualTypeOf<{ category: string | null; n: number }>()
    out.writeStream.outputMode('update')
    // @ts-expect-error: the query has the mode of the operator
    out.writeStream.outputMode('append')
  })

  test('what does not fit is refused', () => {
    const how = { output: 'category STRING, n INT NOT NULL', timeMode: 'None', outputMode: 'update' } as const
    stream.groupByKey('category').transformWithState(() => new Totals(), how)
    // @ts-expect-error: another key
    stream.groupByKey('user_id').transformWithState(() => new Totals(), how)
    // @ts-expect-error: another output
    stream.groupByKey('category').transformWithState(() => new Totals(), { ...how, output: 'category INT' })
    // @ts-expect-error: no such time mode
    stream.groupByKey('category').transformWithState(() => new Totals(), { ...how, timeMode: 'Time' })
  })
})
