import { expect, test } from 'vitest'
import { CsvFolder } from './csv-folder.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { conditionsOf, rejection, testSession } from './test-session.ts'

function reader(folder: string) {
  return testSession().readStream().format('csv').schema('id STRING, n INT').load(folder)
}

test('of two sessions that start one checkpoint, exactly one runs and the other says who has it', async () => {
  const [data, checkpoint] = [new CsvFolder(temporaryFolder()), temporaryFolder()]
  const queries = [1, 2].map(() =>
    reader(data.path).writeStream.option('checkpointLocation', checkpoint).format('noop').start(),
  )
  const started = await Promise.allSettled(queries.map((query) => query.whenStarted()))
  expect(started.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const loser = queries[started.findIndex(({ status }) => status === 'rejected')]
  const winner = queries[started.findIndex(({ status }) => status === 'fulfilled')]
  const failure = await rejection(loser?.awaitTermination() as Promise<void>)
  expect(conditionsOf(failure)).toEqual(['STREAM_FAILED', 'CONCURRENT_STREAM_LOG_UPDATE'])
  expect(failure.message).toContain(`run ${winner?.runId}`)
  data.put('a,1\n')
  await winner?.processAllAvailable()
  expect(winner?.lastProgress?.numInputRows).toBe(1)
  await winner?.stop()
})

test('a checkpoint can be taken over once the query that had it has stopped', async () => {
  const [data, checkpoint] = [new CsvFolder(temporaryFolder()), temporaryFolder()]
  const seen: unknown[] = []
  for (const row of ['a,1\n', 'b,2\n']) {
    data.put(row)
    await using query = reader(data.path)
      .writeStream.option('checkpointLocation', checkpoint)
      .foreachBatch(async (batch, id) => {
        seen.push([id, (await batch.collect()).map((r) => r.id)])
      })
      .start()
    await query.processAllAvailable()
  }
  expect(seen).toEqual([
    [0, ['a']],
    [1, ['b']],
  ])
})

test('a query that reads another folder is refused the checkpoint, and told both', async () => {
  const [data, other, checkpoint] = [new CsvFolder(temporaryFolder()), temporaryFolder(), temporaryFolder()]
  data.put('a,1\n')
  const run = (folder: string) =>
    reader(folder)
      .writeStream.option('checkpointLocation', checkpoint)
      .format('noop')
      .trigger({ availableNow: true })
      .start()
      .awaitTermination()
  await run(data.path)
  const failure = await rejection(run(other))
  expect(conditionsOf(failure)).toEqual(['STREAM_FAILED', 'CHECKPOINT_OF_OTHER_QUERY'])
  expect(failure.message).toContain(`source 0 was csv ${data.path} and is now csv ${other}`)
  await run(data.path)
})

test('filters, projections, rate limits and triggers may change between two runs, keys of state may not', async () => {
  const [data, checkpoint] = [new CsvFolder(temporaryFolder()), temporaryFolder()]
  data.put('a,1\n')
  const session = testSession()
  const read = session.readStream().format('csv').schema('id STRING, n INT')
  const first = read.load(data.path).dropDuplicates('id')
  await first.writeStream
    .option('checkpointLocation', checkpoint)
    .format('noop')
    .trigger({ availableNow: true })
    .start()
    .awaitTermination()
  data.put('a,2\nb,3\n')
  const seen: unknown[] = []
  const changed = read
    .option('maxFilesPerTrigger', 1)
    .load(data.path)
    .filter(($) => $.n.gt(0))
    .dropDuplicates('id')
  await changed
    .select('n')
    .writeStream.option('checkpointLocation', checkpoint)
    .trigger({ once: true })
    .foreachBatch(async (batch) => {
      seen.push(...(await batch.collect()))
    })
    .start()
    .awaitTermination()
  expect(seen).toEqual([{ n: 3 }])
  const other = read.load(data.path).dropDuplicates('n')
  const failure = await rejection(
    other.writeStream.option('checkpointLocation', checkpoint).format('noop').start().awaitTermination(),
  )
  expect(conditionsOf(failure)).toEqual(['STREAM_FAILED', 'INCOMPATIBLE_PLAN'])
})

test('a query may change freely as long as it has never had a batch', async () => {
  const [data, checkpoint] = [new CsvFolder(temporaryFolder()), temporaryFolder()]
  const start = (key: 'id' | 'n') =>
    reader(data.path).dropDuplicates(key).writeStream.option('checkpointLocation', checkpoint).format('noop').start()
  const wrong = start('id')
  await wrong.processAllAvailable()
  await wrong.stop()
  const right = start('n')
  data.put('a,1\nb,1\n')
  await right.processAllAvailable()
  expect(right.lastProgress?.stateOperators[0]?.numRowsTotal).toBe(1)
})
