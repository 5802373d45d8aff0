import { expect, test } from 'vitest'
import { settingsOf } from '../../test/support/settings-of.ts'
import { kafkaWriteSettings } from './write-settings.ts'

const write = (given: Readonly<Record<string, unknown>>) =>
  settingsOf(kafkaWriteSettings, { bootstrapServers: 'localhost:9092', ...given })

test('without a topic each row names its own', async () => {
  expect(await write({})).toMatchObject({ topic: null, includeHeaders: false })
  expect(await write({ topic: ' orders ', includeHeaders: true })).toMatchObject({
    topic: 'orders',
    includeHeaders: true,
  })
})

test('a batch is published exactly once, acknowledged by all replicas, unless that is given up', async () => {
  expect(await write({})).toMatchObject({ transactional: true, acks: -1, compression: 'none' })
  expect(await write({ deliveryGuarantee: 'at-least-once', 'kafka.acks': 1 })).toMatchObject({
    transactional: false,
    acks: 1,
  })
  await expect(write({ 'kafka.acks': '1' })).rejects.toMatchObject({ condition: 'CONFLICTING_KAFKA_OPTIONS' })
})

test.each(['', 'a b', '..', 'a/b'])('%j is no topic', async (topic) => {
  await expect(write({ topic })).rejects.toMatchObject({ condition: 'INVALID_KAFKA_OPTION' })
})

test('how keys and values become bytes is decided in the query', async () => {
  await expect(write({ 'kafka.value.serializer': 'x' })).rejects.toMatchObject({ condition: 'REFUSED_KAFKA_OPTION' })
})
