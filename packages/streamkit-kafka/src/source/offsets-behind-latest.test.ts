import { expect, test } from 'vitest'
import type { KafkaOffsets } from '../offsets/kafka-offsets.ts'
import { offsetsBehindLatest } from './offsets-behind-latest.ts'

const offsets = (topics: Record<string, readonly number[]>): KafkaOffsets =>
  new Map(Object.entries(topics).map(([topic, list]) => [topic, new Map(list.entries())]))

test('the lag of each partition is told, with the least, the most and the average of them', () => {
  expect(offsetsBehindLatest(offsets({ a: [10, 20], b: [7] }), offsets({ a: [10, 16], b: [6] }))).toEqual({
    minOffsetsBehindLatest: '0',
    maxOffsetsBehindLatest: '4',
    avgOffsetsBehindLatest: String(5 / 3),
    'offsetsBehindLatest.a-0': '0',
    'offsetsBehindLatest.a-1': '4',
    'offsetsBehindLatest.b-0': '1',
  })
})

test('a partition that is new is behind by all that is there, one that went back is not behind', () => {
  expect(offsetsBehindLatest(offsets({ a: [3, 5] }), offsets({ a: [8] }))).toMatchObject({
    'offsetsBehindLatest.a-0': '0',
    'offsetsBehindLatest.a-1': '5',
  })
})

test('the average is written as Java writes a double', () => {
  const average = (lag: number) =>
    offsetsBehindLatest(offsets({ a: [lag] }), offsets({ a: [0] })).avgOffsetsBehindLatest
  expect([0, 4, 9_999_999, 10_000_000, 12_345_678].map(average)).toEqual([
    '0.0',
    '4.0',
    '9999999.0',
    '1.0E7',
    '1.2345678E7',
  ])
})

test('nothing is told before the end of the topics has been asked for', () => {
  expect(offsetsBehindLatest(new Map(), new Map())).toEqual({})
})
