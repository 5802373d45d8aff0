import { cp } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { BrokerBench, canKillBrokers, type KafkaSession, type Options } from '../support/broker-bench.ts'

let bench: BrokerBench

describe.skipIf(!canKillBrokers)('the Kafka sink, when something goes wrong', () => {
  beforeAll(async () => {
    bench = await BrokerBench.start({
      properties: { 'transaction.abort.timed.out.transaction.cleanup.interval.ms': '100' },
    })
  }, 120_000)
  afterEach(() => bench.clear())
  afterAll(() => bench?.stop())

  /** A query that publishes numbers, a batch for each call of `more`. */
  async function publishing(topic: string, checkpoint: string, options: Options = {}) {
    const session: KafkaSession = bench.session()
    const input = session.memoryStream('value STRING')
    const query = input
      .toDF()
      .writeStream.format('kafka')
      .options({ 'kafka.bootstrap.servers': bench.broker.bootstrapServers, topic, ...options })
      .option('checkpointLocation', checkpoint)
      .start()
    const more = async (...values: readonly string[]) => {
      input.addData(...values.map((value) => ({ value })))
      await query.processAllAvailable()
    }
    return { query, more }
  }

  test('a broker that is killed between batches or before one ends and comes back gets every row once', async () => {
    const topic = await bench.topic(2)
    const { query, more } = await publishing(topic, await bench.folder())
    await more('a', 'b', 'c')
    await bench.broker.kill()
    const waiting = more('d', 'e', 'f')
    await bench.broker.resume()
    await waiting
    await query.stop()
    // A commit is safe before its markers are in the partitions; a broker that has just come up may take a moment to write them.
    await expect
      .poll(async () => (await bench.values(topic)).toSorted(), { timeout: 30_000 })
      .toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  test('a second run of the query fences the first, whose next batch is refused and published by nobody twice', async () => {
    const topic = await bench.topic()
    const [checkpoint, copy] = [await bench.folder(), await bench.folder()]
    const first = await publishing(topic, checkpoint)
    await first.more('a')
    await cp(checkpoint, copy, { recursive: true, filter: (path) => !/lock|owner|epoch/i.test(path) })
    const second = await publishing(topic, copy)
    // It begins behind what the first has published: the first row of its input was in that batch.
    await second.more('a')
    await second.more('b')
    await expect(first.more('c')).rejects.toMatchObject({
      cause: {
        condition: 'KAFKA_SINK_FENCED',
        message: expect.stringMatching(
          /Another run of this query publishes with the transactional id streamkit-[-\da-f]+: .*stop the other one/s,
        ),
      },
    })
    await second.query.stop()
    expect(await bench.values(topic)).toEqual(['a', 'b'])
  })

  test('a checkpoint that is older than what was published is refused, and says which batches each side knows', async () => {
    const topic = await bench.topic()
    const [checkpoint, copy] = [await bench.folder(), await bench.folder()]
    const run = await publishing(topic, checkpoint)
    await run.more('a')
    await cp(checkpoint, copy, { recursive: true, filter: (path) => !/lock|owner|epoch/i.test(path) })
    await run.more('b')
    await run.more('c')
    await run.query.stop()
    const older = await publishing(topic, copy)
    await expect(older.more('x')).rejects.toMatchObject({
      cause: { condition: 'KAFKA_SINK_AHEAD', messageParameters: { published: '2', committed: '0' } },
    })
    expect(await bench.values(topic)).toEqual(['a', 'b', 'c'])
  })

  test('a note of batches that Kafka has forgotten is an error, until somebody says to go on', async () => {
    const topic = await bench.topic()
    const checkpoint = await bench.folder()
    const run = await publishing(topic, checkpoint)
    await run.more('a')
    await run.query.stop()
    await bench.admin.deleteGroups([`streamkit-${run.query.id}`])
    const again = await publishing(topic, checkpoint)
    await expect(again.more()).rejects.toMatchObject({
      cause: {
        condition: 'KAFKA_LEDGER_LOST',
        message: expect.stringMatching(
          /group streamkit-\S+ has no offset, while the checkpoint knows of batch 0.*acceptLostLedger/s,
        ),
      },
    })
    const accepted = await publishing(topic, checkpoint, { acceptLostLedger: true })
    await accepted.more('a')
    await accepted.more('b')
    await accepted.query.stop()
    expect(await bench.values(topic)).toEqual(['a', 'b'])
  })

  test('a row for a partition that is not there fails the batch, and nothing of it is published', async () => {
    const topic = await bench.topic()
    const save = bench
      .session()
      .createDataFrame(
        [
          { value: 'here', partition: 0 },
          { value: 'nowhere', partition: 7 },
        ],
        'value STRING, partition INT',
      )
      .write.format('kafka')
      .options({ 'kafka.bootstrap.servers': bench.broker.bootstrapServers, topic })
      .save()
    await expect(save).rejects.toMatchObject({
      condition: 'UNKNOWN_KAFKA_PARTITION',
      message: expect.stringContaining(`the partition ${topic}-7, which Kafka does not have`),
    })
    expect(await bench.values(topic)).toEqual([])
  })

  test('a row without a topic, or for one that is not there, fails the batch', async () => {
    const save = (topic: string | null) =>
      bench
        .session()
        .createDataFrame([{ value: 'x', topic }], 'value STRING, topic STRING')
        .write.format('kafka')
        .options({ 'kafka.bootstrap.servers': bench.broker.bootstrapServers })
        .save()
    await expect(save(null)).rejects.toMatchObject({ condition: 'NULL_KAFKA_TOPIC' })
    await expect(save('never-made')).rejects.toMatchObject({
      condition: 'UNKNOWN_KAFKA_TOPIC',
      message: expect.stringContaining('never-made'),
    })
  })
})
