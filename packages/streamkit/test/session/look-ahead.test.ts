import { expect, test } from 'vitest'
import { CsvFolder } from './csv-folder.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { conditionsOf, gate, rejection, testSession } from './test-session.ts'

/** A query over one file a batch, whose function is held up after it has read the rows of batch 0. */
function held(folder: CsvFolder, checkpoint: string) {
  const [inside, release] = [gate(), gate()]
  const seen: [number, unknown[]][] = []
  let fails = false
  const query = testSession()
    .readStream()
    .format('csv')
    .schema('id STRING, n STRING')
    .option('maxFilesPerTrigger', 1)
    .load(folder.path)
    .dropDuplicates('id')
    .withColumn('n', ($) => $.n.cast('int'))
    .writeStream.option('checkpointLocation', checkpoint)
    .foreachBatch(async (batch, id) => {
      seen.push([id, (await batch.collect()).map((row) => row.id)])
      if (id > 0) return
      inside.open()
      await release.opened
      if (fails) throw new Error('no')
    })
    .start()
  return {
    query,
    seen,
    inside: inside.opened,
    release: () => release.open(),
    fail: () => {
      fails = true
      release.open()
    },
  }
}

/** Long enough for the engine to begin whatever it begins while a function is running. */
const turns = async () => {
  for (let i = 0; i < 200; i++) await new Promise((resolve) => setImmediate(resolve))
}

test('a batch that cannot be computed does not keep the one before it from being committed', async () => {
  const [folder, checkpoint] = [new CsvFolder(temporaryFolder()), temporaryFolder()]
  folder.put('a,1\n')
  folder.put('b,x\n')
  const run = held(folder, checkpoint)
  await run.inside
  await turns()
  run.release()
  const failure = await rejection(run.query.awaitTermination())
  expect(conditionsOf(failure)).toEqual(['STREAM_FAILED', 'CAST_INVALID_INPUT'])
  expect(failure).toMatchObject({
    query: { batchId: 1, startOffset: '[{"logOffset":0}]', endOffset: '[{"logOffset":1}]' },
  })
  expect(run.query.recentProgress.map((p) => p.batchId)).toEqual([0])
  expect(run.seen[0]).toEqual([0, ['a']])
})

test('a batch whose sink fails runs again with the same rows, whatever was begun after it', async () => {
  const [folder, checkpoint] = [new CsvFolder(temporaryFolder()), temporaryFolder()]
  folder.put('a,1\na,2\n')
  folder.put('a,3\nb,4\n')
  const first = held(folder, checkpoint)
  await first.inside
  await turns()
  first.fail()
  await rejection(first.query.awaitTermination())
  folder.put('b,5\nc,6\n')
  const second = held(folder, checkpoint)
  second.release()
  await second.query.processAllAvailable()
  expect(second.seen).toEqual([
    [0, ['a']],
    [1, ['b']],
    [2, ['c']],
  ])
})

test('a query that is stopped in a batch commits it, and what was begun after it is done by the next run', async () => {
  const [folder, checkpoint] = [new CsvFolder(temporaryFolder()), temporaryFolder()]
  folder.put('a,1\n')
  folder.put('a,2\nb,3\n')
  const first = held(folder, checkpoint)
  await first.inside
  await turns()
  const stopping = first.query.stop()
  first.release()
  await stopping
  expect(first.query.recentProgress.map((p) => p.batchId)).toEqual([0])
  const second = held(folder, checkpoint)
  await second.query.processAllAvailable()
  expect(second.seen).toEqual([[1, ['b']]])
  expect(second.query.lastProgress?.stateOperators[0]).toMatchObject({ numRowsTotal: 2, numRowsUpdated: 1 })
})
