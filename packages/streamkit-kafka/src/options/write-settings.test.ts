import { expect, test } from 'vitest'
import { settingsOf } from '../../test/support/settings-of.ts'
import { kafkaWriteSettings } from './write-settings.ts'

const write = (given: Readonly<Record<string, unknown>>) =>
  settingsOf(kafkaWriteSettings, { bootstrapServers: 'localhost:9092', ...given })

test('without a topic each row names its own', async () => {
  const connection = { bootstrapServers: ['localhost:9092'], clientId: null }
  expect(await write({})).toEqual({ ...connection, topic: null, includeHeaders: false })
  expect(await write({ topic: ' orders ', includeHeaders: true })).toEqual({
    ...connection,
    topic: 'orders',
    includeHeaders: true,
  })
})

test.each(['', 'a b', '..', 'a/b'])('%j is no topic', async (topic) => {
  await expect(write({ topic })).rejects.toMatchObject({ condition: 'INVALID_KAFKA_OPTION' })
})

test('how keys and values become bytes is decided in the query', async () => {
  await expect(write({ 'kafka.value.serializer': 'x' })).rejects.toMatchObject({ condition: 'REFUSED_KAFKA_OPTION' })
})
