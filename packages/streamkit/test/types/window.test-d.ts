import { describe, expectTypeOf, test } from 'vitest'
import {
  count,
  countDifferent,
  type DataFrame,
  greatestOf,
  sessionWindow,
  type TimeWindow,
  window,
  windowTime,
} from '../../src/index.ts'
import { Purchase, readStream } from './frames.ts'

const stream = readStream().format('csv').schema(Purchase).load('in')
const marked = stream.withWatermark('at', '1 minute')

// biome-ignore lint/suspicious/noExplicitAny: any traits
type RowOfFrame<F> = F extends DataFrame<infer R, any> ? R : never
// biome-ignore lint/suspicious/noExplicitAny: any row
type ModesOf<F> = F extends DataFrame<any, infer T> ? T['modes'] : never

describe('window', () => {
  test('is a column of that name, of a time by its name or as a column', () => {
    const a = marked.groupBy(window('at', '5 minutes'), 'category').agg({ n: count() })
    expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<{ window: TimeWindow; category: string | null; n: number }>()
    const b = marked.groupBy(($) => [window($.at, '5 minutes', '1 minute', '30 seconds').as('w')]).count()
    expectTypeOf<RowOfFrame<typeof b>['w']>().toEqualTypeOf<TimeWindow>()
    // @ts-expect-error a number is no time
    window(marked.select('quantity').schema.fields.length, '5 minutes')
    // @ts-expect-error a duration is text
    window('at', 5)
  })

  test('of the event time lets a stream append, under another name too', () => {
    const a = marked.groupBy(window('at', '5 minutes')).count()
    const b = marked.groupBy(window('at', '5 minutes').as('w')).count()
    const c = marked.groupBy(($) => [window($.at, '5 minutes'), $.category]).count()
    expectTypeOf<ModesOf<typeof a>>().toEqualTypeOf<'append' | 'update' | 'complete'>()
    expectTypeOf<ModesOf<typeof b>>().toEqualTypeOf<'append' | 'update' | 'complete'>()
    expectTypeOf<ModesOf<typeof c>>().toEqualTypeOf<'append' | 'update' | 'complete'>()
  })

  test('of the event time may be kept for late rows', () => {
    const a = marked.groupBy(window('at', '5 minutes')).allowedLateness('1 hour').count()
    expectTypeOf<ModesOf<typeof a>>().toEqualTypeOf<'append' | 'update' | 'complete'>()
    // @ts-expect-error groups without an end
    marked.groupBy('category').allowedLateness('1 hour')
  })

  test('counts different values and gives the greatest', () => {
    const a = marked.groupBy(window('at', '5 minutes')).agg(($) => ({
      users: countDifferent($.user_id),
      best: greatestOf($.quantity, 3),
    }))
    expectTypeOf<RowOfFrame<typeof a>['users']>().toEqualTypeOf<number>()
    expectTypeOf<RowOfFrame<typeof a>['best']>().toEqualTypeOf<number[]>()
    // @ts-expect-error a column, not a name
    countDifferent('user_id')
    // @ts-expect-error a number of values
    greatestOf(marked.columns, 'three')
  })

  test('of another time does not', () => {
    const a = marked.groupBy(window('seen_at', '5 minutes')).count()
    const b = stream.groupBy(window('at', '5 minutes')).count()
    expectTypeOf<ModesOf<typeof a>>().toEqualTypeOf<'update' | 'complete'>()
    expectTypeOf<ModesOf<typeof b>>().toEqualTypeOf<'update' | 'complete'>()
  })

  test('of a window, and of its time, is a window of the same event time', () => {
    const inner = marked.groupBy(window('at', '1 minute')).agg({ n: count() })
    const a = inner.groupBy(window('window', '1 hour')).agg({ n: count() })
    const b = inner.groupBy(window(windowTime('window'), '1 hour')).agg({ n: count() })
    const c = inner.groupBy(($) => [window(windowTime($.window), '1 hour')]).agg({ n: count() })
    expectTypeOf<ModesOf<typeof a>>().toEqualTypeOf<'append'>()
    expectTypeOf<ModesOf<typeof b>>().toEqualTypeOf<'append'>()
    expectTypeOf<ModesOf<typeof c>>().toEqualTypeOf<'append'>()
  })
})

describe('sessionWindow', () => {
  test('is a column of its name that update mode cannot have', () => {
    const a = marked.groupBy('user_id', sessionWindow('at', '30 minutes')).agg({ n: count() })
    expectTypeOf<RowOfFrame<typeof a>['session_window']>().toEqualTypeOf<TimeWindow>()
    expectTypeOf<ModesOf<typeof a>>().toEqualTypeOf<'append' | 'complete'>()
    const b = marked.groupBy(($) => [$.user_id, sessionWindow($.at, $.category)]).agg({ n: count() })
    expectTypeOf<ModesOf<typeof b>>().toEqualTypeOf<'append' | 'complete'>()
    // @ts-expect-error a gap is text
    sessionWindow('at', 30)
  })
})

describe('windowTime', () => {
  test('is a Date', () => {
    const a = marked
      .groupBy(window('at', '1 minute'))
      .count()
      .select(($) => [windowTime($.window).as('t')])
    expectTypeOf<RowOfFrame<typeof a>>().toEqualTypeOf<{ t: Date }>()
    // @ts-expect-error a number is no window
    windowTime(1)
  })
})
