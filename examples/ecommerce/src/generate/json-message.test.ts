import { expect, test } from 'vitest'
import { jsonMessage } from './json-message.ts'
import { malformedKinds } from './malformed-row.ts'

const columns = ['event_id', 'user_id', 'category', 'event_date', 'event_time']
const row = {
  fate: 'first',
  damage: null,
  eventId: 'a',
  values: ['a', 7, null, '2026-11-24', '10:00:00.000'],
  line: '',
} as const

test('a good row is a JSON object with the columns in their order', () => {
  expect(jsonMessage(row, columns)).toBe(
    '{"event_id":"a","user_id":7,"category":null,"event_date":"2026-11-24","event_time":"10:00:00.000"}',
  )
})

test.each(malformedKinds)('a row damaged by %s differs from the good one', (damage) => {
  expect(jsonMessage({ ...row, fate: 'malformed', damage }, columns)).not.toBe(jsonMessage(row, columns))
})
