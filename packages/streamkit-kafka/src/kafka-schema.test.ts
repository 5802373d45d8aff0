import { toDdl } from '@streamkit/core/connector'
import { expect, test } from 'vitest'
import { kafkaSchema } from './kafka-schema.ts'

test("the columns are Spark's, in Spark's order", () => {
  expect(toDdl(kafkaSchema())).toBe(
    'key BINARY, value BINARY, topic STRING NOT NULL, partition INT NOT NULL, offset BIGINT NOT NULL, ' +
      'timestamp TIMESTAMP NOT NULL, timestampType INT NOT NULL',
  )
})

test('headers come last, and only when they are wanted', () => {
  const [last] = kafkaSchema({ includeHeaders: true }).fields.slice(-1)
  expect(last).toMatchObject({ name: 'headers', nullable: true, dataType: { kind: 'array', containsNull: false } })
  expect(kafkaSchema({ includeHeaders: false })).toEqual(kafkaSchema())
})
