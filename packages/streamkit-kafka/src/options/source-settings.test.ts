import { describe, expect, test } from 'vitest'
import { settingsOf } from '../../test/support/settings-of.ts'
import { kafkaBatchSettings, kafkaStreamSettings } from './source-settings.ts'

const least = { 'kafka.bootstrap.servers': 'localhost:9092', subscribe: 'orders' }
const stream = (changes: Readonly<Record<string, unknown>>) => settingsOf(kafkaStreamSettings, { ...least, ...changes })
const batch = (changes: Readonly<Record<string, unknown>>) => settingsOf(kafkaBatchSettings, { ...least, ...changes })

test("without options a stream has Spark's defaults", async () => {
  expect(await stream({})).toEqual({
    bootstrapServers: ['localhost:9092'],
    clientId: null,
    security: { ssl: false, sasl: null },
    requestTimeoutMs: 30_000,
    connectionTimeoutMs: 10_000,
    unreachableTimeoutMs: 60_000,
    isolation: 'readCommitted',
    maxPartitionBytes: 2 * 1024 * 1024,
    publishGroup: null,
    topics: { kind: 'subscribe', topics: ['orders'] },
    start: { kind: 'latest' },
    failOnDataLoss: true,
    minPartitions: null,
    maxRecordsPerPartition: null,
    group: { kind: 'prefix', text: 'spark-kafka-source' },
    includeHeaders: false,
    pollTimeoutMs: 120_000,
    offsetRetries: 3,
    offsetRetryIntervalMs: 10,
    maxOffsetsPerTrigger: null,
    minOffsetsPerTrigger: null,
    maxTriggerDelayMs: 900_000,
  })
})

test('a batch read goes from the earliest to the latest', async () => {
  expect(await batch({})).toMatchObject({ start: { kind: 'earliest' }, end: { kind: 'latest' } })
})

test('every option may be given as text, as from Spark', async () => {
  expect(
    await stream({
      startingOffsets: 'earliest',
      failOnDataLoss: 'false',
      minPartitions: '4',
      maxRecordsPerPartition: '1000',
      groupIdPrefix: 'shop',
      includeHeaders: 'TRUE',
      maxOffsetsPerTrigger: '500',
      minOffsetsPerTrigger: '10',
      maxTriggerDelay: '5m',
      'kafkaConsumer.pollTimeoutMs': '512',
      'fetchOffset.numRetries': '0',
      'fetchOffset.retryIntervalMs': '1 second',
    }),
  ).toMatchObject({
    start: { kind: 'earliest' },
    failOnDataLoss: false,
    minPartitions: 4,
    maxRecordsPerPartition: 1000,
    group: { kind: 'prefix', text: 'shop' },
    includeHeaders: true,
    maxOffsetsPerTrigger: 500,
    minOffsetsPerTrigger: 10,
    maxTriggerDelayMs: 300_000,
    pollTimeoutMs: 512,
    offsetRetries: 0,
    offsetRetryIntervalMs: 1000,
  })
})

describe('brokers', () => {
  test('are text or a list, under either name', async () => {
    const topics = { subscribe: 'orders' }
    const wanted = { bootstrapServers: ['a:1', '[::1]:65535', '10.0.0.1:9092'] }
    const text = 'a:1, [::1]:65535,10.0.0.1:9092'
    expect(await settingsOf(kafkaStreamSettings, { ...topics, 'kafka.bootstrap.servers': text })).toMatchObject(wanted)
    expect(await settingsOf(kafkaStreamSettings, { ...topics, bootstrapServers: text })).toMatchObject(wanted)
    const list = wanted.bootstrapServers
    expect(await settingsOf(kafkaStreamSettings, { ...topics, bootstrapServers: list })).toMatchObject(wanted)
  })

  test('must be named', async () => {
    await expect(settingsOf(kafkaStreamSettings, { subscribe: 'orders' })).rejects.toMatchObject({
      condition: 'MISSING_KAFKA_OPTION',
      messageParameters: { option: 'kafka.bootstrap.servers' },
    })
  })

  test.each(['', 'host', 'host:', 'host:0', 'host:65536', ':9092', 'a:1,,b:2', 'PLAINTEXT://a:1', '::1:9092'])(
    '%j are none',
    async (servers) => {
      await expect(stream({ 'kafka.bootstrap.servers': servers })).rejects.toMatchObject({
        condition: 'INVALID_KAFKA_OPTION',
      })
    },
  )

  test('that hold a password do not get into the message', async () => {
    await expect(stream({ 'kafka.bootstrap.servers': 'kafka://me:hunter2@host:9092' })).rejects.toSatisfy(
      (error: Error) => !error.message.includes('hunter2'),
    )
  })

  test('may be given under both names if these agree', async () => {
    expect(await stream({ bootstrapServers: ['localhost:9092'] })).toMatchObject({
      bootstrapServers: ['localhost:9092'],
    })
    await expect(stream({ bootstrapServers: 'other:9092' })).rejects.toMatchObject({
      condition: 'CONFLICTING_KAFKA_OPTIONS',
      messageParameters: { options: 'kafka.bootstrap.servers and bootstrapServers' },
    })
  })
})

describe('topics', () => {
  const topics = async (given: Readonly<Record<string, unknown>>) =>
    (await settingsOf(kafkaStreamSettings, { 'kafka.bootstrap.servers': 'a:1', ...given })).topics

  test('are text or a list, each once', async () => {
    expect(await topics({ subscribe: ' b, a ,b' })).toEqual({ kind: 'subscribe', topics: ['b', 'a'] })
    expect(await topics({ subscribe: ['a', 'b.c'] })).toEqual({ kind: 'subscribe', topics: ['a', 'b.c'] })
  })

  test('a pattern fits whole names', async () => {
    for (const given of ['shop-.*|log', /shop-.*|log/g]) {
      const found = await topics({ subscribePattern: given })
      if (found.kind !== 'pattern') throw new Error(found.kind)
      expect(['shop-a', 'log', 'xshop-a', 'logs', 'shop-'].map((name) => found.pattern.test(name))).toEqual([
        true,
        true,
        false,
        false,
        true,
      ])
    }
  })

  test('partitions are JSON or an object', async () => {
    const wanted = { kind: 'assign', partitions: new Map([['orders', [0, 2]]]) }
    expect(await topics({ assign: '{"orders":[2,0]}' })).toEqual(wanted)
    expect(await topics({ assign: { orders: [0, 2] } })).toEqual(wanted)
  })

  test.each([
    [{}, 'MISSING_KAFKA_OPTION'],
    [{ subscribe: 'a', assign: '{"a":[0]}' }, 'CONFLICTING_KAFKA_OPTIONS'],
    [{ subscribe: 'a', subscribePattern: 'a', assign: '{"a":[0]}' }, 'CONFLICTING_KAFKA_OPTIONS'],
    [{ subscribe: '' }, 'INVALID_KAFKA_OPTION'],
    [{ subscribe: 'a b' }, 'INVALID_KAFKA_OPTION'],
    [{ subscribe: 'x'.repeat(250) }, 'INVALID_KAFKA_OPTION'],
    [{ subscribePattern: '' }, 'INVALID_KAFKA_OPTION'],
    [{ subscribePattern: '(' }, 'INVALID_KAFKA_OPTION'],
    [{ assign: '{' }, 'INVALID_KAFKA_OPTION'],
    [{ assign: '[]' }, 'INVALID_KAFKA_OPTION'],
    [{ assign: '{}' }, 'INVALID_KAFKA_OPTION'],
    [{ assign: '{"a":[]}' }, 'INVALID_KAFKA_OPTION'],
    [{ assign: '{"a":[0,0]}' }, 'INVALID_KAFKA_OPTION'],
    [{ assign: '{"a":[-1]}' }, 'INVALID_KAFKA_OPTION'],
    [{ assign: '{"a":["0"]}' }, 'INVALID_KAFKA_OPTION'],
  ])('%j is %s', async (given, condition) => {
    await expect(topics(given)).rejects.toMatchObject({ condition })
  })
})

describe('where reading begins and ends', () => {
  test('is a word, or offsets as JSON or as an object', async () => {
    const offsets = new Map([
      [
        'orders',
        new Map([
          [0, 5],
          [1, -2],
          [2, -1],
        ]),
      ],
    ])
    expect((await stream({ startingOffsets: 'EARLIEST' })).start).toEqual({ kind: 'earliest' })
    expect((await stream({ startingOffsets: '{"orders":{"0":5,"1":-2,"2":-1}}' })).start).toEqual({
      kind: 'offsets',
      offsets,
    })
    expect((await stream({ startingOffsets: { orders: { 0: 5, 1: -2, 2: -1 } } })).start).toEqual({
      kind: 'offsets',
      offsets,
    })
    expect((await batch({ endingOffsets: '{"orders":{"0":-1}}' })).end).toEqual({
      kind: 'offsets',
      offsets: new Map([['orders', new Map([[0, -1]])]]),
    })
  })

  test('is the one time before the times by partition, and these before the offsets', async () => {
    const times = { startingOffsetsByTimestamp: '{"orders":{"0":1000}}', startingOffsets: 'earliest' }
    expect((await stream({ ...times, startingTimestamp: 7 })).start).toEqual({
      kind: 'timestamp',
      timestampMs: 7,
      whenMissing: 'error',
    })
    expect((await stream({ ...times, startingOffsetsByTimestampStrategy: 'latest' })).start).toEqual({
      kind: 'timestamps',
      timestampsMs: new Map([['orders', new Map([[0, 1000]])]]),
      whenMissing: 'latest',
    })
    expect((await batch({ endingTimestamp: '9', endingOffsets: 'latest' })).end).toEqual({
      kind: 'timestamp',
      timestampMs: 9,
      whenMissing: 'latest',
    })
  })

  test.each([
    [stream, { startingOffsets: 'newest' }, 'INVALID_KAFKA_OPTION'],
    [stream, { startingOffsets: '{"orders":{"0":-3}}' }, 'INVALID_KAFKA_OFFSETS'],
    [stream, { startingOffsets: 5 }, 'INVALID_KAFKA_OFFSETS'],
    [stream, { startingTimestamp: -1 }, 'INVALID_OPTION_VALUE'],
    [stream, { startingTimestamp: 5, startingOffsets: '{' }, 'INVALID_KAFKA_OFFSETS'],
    [stream, { startingOffsetsByTimestamp: '{"orders":{"0":-1}}' }, 'INVALID_KAFKA_OFFSETS'],
    [stream, { startingOffsetsByTimestampStrategy: 'earliest' }, 'INVALID_KAFKA_OPTION'],
    [stream, { endingOffsets: 'latest' }, 'MISPLACED_KAFKA_OPTION'],
    [stream, { endingTimestamp: 5 }, 'MISPLACED_KAFKA_OPTION'],
    [batch, { startingOffsets: 'latest' }, 'INVALID_KAFKA_OPTION'],
    [batch, { startingOffsets: '{"orders":{"0":-1}}' }, 'INVALID_KAFKA_OFFSETS'],
    [batch, { endingOffsets: 'earliest' }, 'INVALID_KAFKA_OPTION'],
    [batch, { endingOffsets: '{"orders":{"0":-2}}' }, 'INVALID_KAFKA_OFFSETS'],
    [batch, { maxOffsetsPerTrigger: 5 }, 'MISPLACED_KAFKA_OPTION'],
  ])('what is not allowed is refused', async (read, given, condition) => {
    await expect(read(given)).rejects.toMatchObject({ condition })
  })
})

test('limits must be positive, and the least not more than the most', async () => {
  await expect(stream({ maxOffsetsPerTrigger: 0 })).rejects.toMatchObject({ condition: 'INVALID_OPTION_VALUE' })
  await expect(stream({ minOffsetsPerTrigger: 6, maxOffsetsPerTrigger: 5 })).rejects.toMatchObject({
    condition: 'CONFLICTING_KAFKA_OPTIONS',
  })
})

test('a named group wins over the begin of a name', async () => {
  expect(await stream({ 'kafka.group.id': 'g', groupIdPrefix: 'p' })).toMatchObject({
    group: { kind: 'name', text: 'g' },
  })
  expect(await stream({ groupId: 'g', clientId: 'shop' })).toMatchObject({
    group: { kind: 'name', text: 'g' },
    clientId: 'shop',
  })
})

test.each([
  'kafka.auto.offset.reset',
  'kafka.enable.auto.commit',
  'kafka.interceptor.classes',
  'kafka.key.deserializer',
  'kafka.value.deserializer',
])('%s is refused with what to do instead', async (option) => {
  await expect(stream({ [option]: 'x' })).rejects.toMatchObject({
    condition: 'REFUSED_KAFKA_OPTION',
    messageParameters: { option, hint: expect.stringMatching(/^(?:Use|Leave)/) },
  })
})

test('a setting that nobody knows is an error, not a setting without effect', async () => {
  await expect(stream({ 'kafka.bootstrap.server': 'a:1' })).rejects.toMatchObject({ condition: 'UNKNOWN_OPTION' })
})
