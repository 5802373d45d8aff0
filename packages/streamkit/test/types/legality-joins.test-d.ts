import { test } from 'vitest'
import { col, interval } from '../../src/index.ts'
import { read, readStream } from './frames.ts'
import { refused, shape } from './legality-shape.ts'

const schema = 'id INT, k STRING, ts TIMESTAMP, v DOUBLE'
const stream = readStream().format('csv').schema(schema).load('in')
const table = read().format('csv').schema(schema).load('in')
const plainLeft = stream.select(($) => ({ a_id: $.id, a_k: $.k, a_ts: $.ts, a_v: $.v }))
const plainRight = stream.select(($) => ({ b_id: $.id, b_k: $.k, b_ts: $.ts, b_v: $.v }))
const tableRight = table.select(($) => ({ b_id: $.id, b_k: $.k, b_ts: $.ts, b_v: $.v }))
const left = plainLeft.withWatermark('a_ts', '10 seconds')
const right = plainRight.withWatermark('b_ts', '10 seconds')
const seconds = interval('5 seconds')
const equal = col('a_id').eq(col('b_id'))
const range = equal.and(col('b_ts').between(col('a_ts').minus(seconds), col('a_ts').plus(seconds)))
const equalTimes = equal.and(col('a_ts').eq(col('b_ts')))

// What a condition says of times is seen when the query starts: of an outer or semi join of two streams the compiler knows only whether there is a watermark at all.

test('inner', () => {
  shape('join stream-static inner', plainLeft.join(tableRight, equal, 'inner')).toEqualTypeOf<'append' | 'update'>()
  shape('join static-stream inner', tableRight.join(plainLeft, equal, 'inner')).toEqualTypeOf<'append' | 'update'>()
  shape('join ss inner no wm', plainLeft.join(plainRight, equal, 'inner')).toEqualTypeOf<'append' | 'update'>()
  shape('join ss inner wm both + range', left.join(right, range, 'inner')).toEqualTypeOf<'append' | 'update'>()
  shape('join ss inner wm both, no range', left.join(right, equal, 'inner')).toEqualTypeOf<'append' | 'update'>()
  shape('join ss inner wm both, ts in key', left.join(right, equalTimes, 'inner')).toEqualTypeOf<'append' | 'update'>()
  shape('join ss inner wm left only + range', left.join(plainRight, range, 'inner')).toEqualTypeOf<
    'append' | 'update'
  >()
  shape('join ss inner wm right only + range', plainLeft.join(right, range, 'inner')).toEqualTypeOf<
    'append' | 'update'
  >()
})

test('left', () => {
  shape('join stream-static left', plainLeft.join(tableRight, equal, 'left')).toEqualTypeOf<'append' | 'update'>()
  // @ts-expect-error the rows of the bounded side would come out at the end of the stream
  refused('join static-stream left', tableRight.join(plainLeft, equal, 'left'))
  // @ts-expect-error no watermark
  refused('join ss left no wm', plainLeft.join(plainRight, equal, 'left'))
  shape('join ss left wm both + range', left.join(right, range, 'left')).toEqualTypeOf<'append'>()
  shape('join ss left wm both, no range', left.join(right, equal, 'left')).toEqualTypeOf<'append'>()
  shape('join ss left wm both, ts in key', left.join(right, equalTimes, 'left')).toEqualTypeOf<'append'>()
  shape('join ss left wm left only + range', left.join(plainRight, range, 'left')).toEqualTypeOf<'append'>()
  shape('join ss left wm right only + range', plainLeft.join(right, range, 'left')).toEqualTypeOf<'append'>()
})

test('right', () => {
  // @ts-expect-error the rows of the bounded side would come out at the end of the stream
  refused('join stream-static right', plainLeft.join(tableRight, equal, 'right'))
  shape('join static-stream right', tableRight.join(plainLeft, equal, 'right')).toEqualTypeOf<'append' | 'update'>()
  // @ts-expect-error no watermark
  refused('join ss right no wm', plainLeft.join(plainRight, equal, 'right'))
  shape('join ss right wm both + range', left.join(right, range, 'right')).toEqualTypeOf<'append'>()
  shape('join ss right wm both, no range', left.join(right, equal, 'right')).toEqualTypeOf<'append'>()
  shape('join ss right wm both, ts in key', left.join(right, equalTimes, 'right')).toEqualTypeOf<'append'>()
  shape('join ss right wm left only + range', left.join(plainRight, range, 'right')).toEqualTypeOf<'append'>()
  shape('join ss right wm right only + range', plainLeft.join(right, range, 'right')).toEqualTypeOf<'append'>()
})

test('full', () => {
  // @ts-expect-error the rows of the bounded side would come out at the end of the stream
  refused('join stream-static full', plainLeft.join(tableRight, equal, 'full'))
  // @ts-expect-error the rows of the bounded side would come out at the end of the stream
  refused('join static-stream full', tableRight.join(plainLeft, equal, 'full'))
  // @ts-expect-error no watermark
  refused('join ss full no wm', plainLeft.join(plainRight, equal, 'full'))
  shape('join ss full wm both + range', left.join(right, range, 'full')).toEqualTypeOf<'append'>()
  shape('join ss full wm both, no range', left.join(right, equal, 'full')).toEqualTypeOf<'append'>()
  shape('join ss full wm both, ts in key', left.join(right, equalTimes, 'full')).toEqualTypeOf<'append'>()
  shape('join ss full wm left only + range', left.join(plainRight, range, 'full')).toEqualTypeOf<'append'>()
  shape('join ss full wm right only + range', plainLeft.join(right, range, 'full')).toEqualTypeOf<'append'>()
})

test('leftsemi', () => {
  shape('join stream-static leftsemi', plainLeft.join(tableRight, equal, 'leftsemi')).toEqualTypeOf<
    'append' | 'update'
  >()
  // @ts-expect-error the rows of the bounded side would come out at the end of the stream
  refused('join static-stream leftsemi', tableRight.join(plainLeft, equal, 'leftsemi'))
  // @ts-expect-error no watermark
  refused('join ss leftsemi no wm', plainLeft.join(plainRight, equal, 'leftsemi'))
  shape('join ss leftsemi wm both + range', left.join(right, range, 'leftsemi')).toEqualTypeOf<'append' | 'update'>()
  shape('join ss leftsemi wm both, no range', left.join(right, equal, 'leftsemi')).toEqualTypeOf<'append' | 'update'>()
  shape('join ss leftsemi wm both, ts in key', left.join(right, equalTimes, 'leftsemi')).toEqualTypeOf<
    'append' | 'update'
  >()
  shape('join ss leftsemi wm left only + range', left.join(plainRight, range, 'leftsemi')).toEqualTypeOf<
    'append' | 'update'
  >()
  shape('join ss leftsemi wm right only + range', plainLeft.join(right, range, 'leftsemi')).toEqualTypeOf<
    'append' | 'update'
  >()
})

test('leftanti', () => {
  shape('join stream-static leftanti', plainLeft.join(tableRight, equal, 'leftanti')).toEqualTypeOf<
    'append' | 'update'
  >()
  // @ts-expect-error the rows of the bounded side would come out at the end of the stream
  refused('join static-stream leftanti', tableRight.join(plainLeft, equal, 'leftanti'))
  // @ts-expect-error no watermark
  refused('join ss leftanti no wm', plainLeft.join(plainRight, equal, 'leftanti'))
  shape('join ss leftanti wm both + range', left.join(right, range, 'leftanti')).toEqualTypeOf<'append'>()
  shape('join ss leftanti wm both, no range', left.join(right, equal, 'leftanti')).toEqualTypeOf<'append'>()
  shape('join ss leftanti wm both, ts in key', left.join(right, equalTimes, 'leftanti')).toEqualTypeOf<'append'>()
  shape('join ss leftanti wm left only + range', left.join(plainRight, range, 'leftanti')).toEqualTypeOf<'append'>()
  shape('join ss leftanti wm right only + range', plainLeft.join(right, range, 'leftanti')).toEqualTypeOf<'append'>()
})

test('cross', () => {
  shape('join stream-static cross', plainLeft.crossJoin(tableRight)).toEqualTypeOf<'append' | 'update'>()
  shape('join static-stream cross', tableRight.crossJoin(plainLeft)).toEqualTypeOf<'append' | 'update'>()
})
