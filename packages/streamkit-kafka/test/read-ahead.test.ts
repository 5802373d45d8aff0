import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession } from '@streamkit/core'
import type { Connector } from '@streamkit/core/connector'
import { expect, test } from 'vitest'
import type { KafkaClient, PartitionRange, RecordBlock } from '../src/client/kafka-client.ts'
import type { KafkaFormat } from '../src/kafka.ts'
import { kafkaSchema } from '../src/kafka-schema.ts'
import { kafkaStreamSettings } from '../src/options/source-settings.ts'
import { KafkaSource } from '../src/source/kafka-source.ts'

const records = 10

/** A topic of one partition, and what is fetched of it. */
function fakeTopic() {
  const fetched: string[] = []
  let told = Promise.withResolvers<void>()
  const offsets = (offset: number) => new Map([['t', new Map([[0, offset]])]])
  const client = {
    package: 'kafkajs',
    topicNames: async () => ['t'],
    describeTopics: async () => [{ name: 't', id: 'one', partitions: [0] }],
    listOffsets: async (at: 'earliest' | 'latest') => offsets(at === 'earliest' ? 0 : records),
    waitForRecords: () => new Promise<boolean>(() => {}),
    async *fetch(ranges: readonly PartitionRange[]): AsyncGenerator<RecordBlock> {
      for (const { from, to } of ranges) {
        fetched.push(`${from}-${to}`)
        told.resolve()
        told = Promise.withResolvers()
        const numbers = Array.from({ length: to - from }, (_, i) => from + i)
        yield {
          topic: 't',
          partition: 0,
          offsets: Float64Array.from(numbers),
          timestampsMs: new Float64Array(numbers.length),
          timestampTypes: new Int32Array(numbers.length),
          keys: numbers.map(() => null),
          values: numbers.map((n) => Buffer.from(`value ${n}`)),
          headers: null,
        }
      }
    },
    close: async () => {},
  } as unknown as KafkaClient
  const connector: Connector<{ readonly kafka: KafkaFormat }> = {
    name: 'kafka',
    formats: [
      {
        name: 'kafka',
        schema: () => kafkaSchema({ includeHeaders: false }),
        source: (context) => new KafkaSource(kafkaStreamSettings(context.options), context, () => client),
      },
    ],
  }
  async function untilFetched(range: string): Promise<void> {
    while (!fetched.includes(range)) await told.promise
  }
  return { connector, fetched, untilFetched }
}

test('the records of the next batch are fetched while the sink is still at work on this one, and no further', async () => {
  const { connector, fetched, untilFetched } = fakeTopic()
  const checkpoint = await mkdtemp(join(tmpdir(), 'kafka-ahead-'))
  await using session = createSession({ connectors: [connector] })
  const whenWritten: string[][] = []
  const query = session
    .readStream()
    .format('kafka')
    .options({ bootstrapServers: 'nowhere:1', subscribe: 't', startingOffsets: 'earliest', maxOffsetsPerTrigger: 4 })
    .load()
    .writeStream.trigger({ availableNow: true })
    .option('checkpointLocation', checkpoint)
    .foreachBatch(async (batch, batchId) => {
      await batch.collect()
      // The batch does not end before the next range has been asked for.
      if (batchId < 2) await untilFetched(batchId === 0 ? '4-8' : '8-10')
      whenWritten.push([...fetched])
    })
    .start()
  await query.awaitTermination()
  await rm(checkpoint, { recursive: true })
  expect(whenWritten).toEqual([
    ['0-4', '4-8'],
    ['0-4', '4-8', '8-10'],
    ['0-4', '4-8', '8-10'],
  ])
})
