import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../../src/cli/run-cli.ts'
import { nodeFileSystem } from '../../src/platform/node-file-system.ts'
import { systemEntropy } from '../../src/platform/system-clock.ts'
import { temporaryFolder } from '../session/temporary-folder.ts'
import { testSession } from '../session/test-session.ts'

const sparks = join(import.meta.dirname, '../spark-corpus/checkpoint/csv-dedup/raw')

async function streamkit(...args: readonly string[]) {
  let out = ''
  let error = ''
  const code = await runCli(args, {
    fileSystem: nodeFileSystem,
    entropy: systemEntropy,
    version: '1.2.3',
    out: (text) => {
      out += text
    },
    error: (text) => {
      error += text
    },
  })
  return { code, out, error, json: () => JSON.parse(out) as never }
}

/** Three batches of a query that remembers keys. */
async function deduplicated(): Promise<string> {
  const checkpoint = join(temporaryFolder(), 'checkpoint')
  const session = testSession({ noDataMicroBatches: false })
  const input = session.memoryStream('id STRING, n BIGINT, at TIMESTAMP')
  const query = input
    .toDF()
    .withWatermark('at', '10 seconds')
    .dropDuplicates('id', 'n', 'at')
    .writeStream.format('noop')
    .option('checkpointLocation', checkpoint)
    .start()
  for (const second of [1, 2, 100]) {
    input.addData({ id: `key ${second}`, n: 2n ** 60n, at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)) } as never)
    await query.processAllAvailable()
  }
  await query.stop()
  return checkpoint
}

test('status tells where a query of Spark stands', async () => {
  const { code, json } = await streamkit('status', '--checkpoint', sparks, '--json')
  expect(code).toBe(0)
  expect(json()).toMatchObject({
    queryId: '8277fa38-c79a-472a-a8c1-c8b984246c74',
    lastBatchId: 5,
    lastBatchState: 'committed',
    watermark: '2024-01-01T10:00:50.000Z',
    sources: 1,
    heldBy: null,
    operators: [],
  })
})

test('status tells who holds a checkpoint, and what keeps state', async () => {
  const checkpoint = await deduplicated()
  expect((await streamkit('status', '-c', checkpoint)).out).toMatch(/held by {4}\|nobody/)
  const lock = (await readdir(checkpoint)).find((name) => name.startsWith('_streamkit.lock.')) as string
  const owner = { runId: 'r', pid: 4711, processStart: '1', host: 'db1', bootId: 'b', heartbeat: 1_700_000_000_000 }
  await writeFile(join(checkpoint, lock), JSON.stringify(owner))
  const { out } = await streamkit('status', checkpoint)
  expect(out).toContain('pid 4711 on db1, last sign 2023-11-14T22:13:20.000Z')
  expect(out).toMatch(/dedupe *\|1 *\|streamkit/)
})

test('progress tells of the newest batches', async () => {
  const { json } = await streamkit('progress', '--checkpoint', sparks, '--last', '2', '--json')
  expect(json()).toMatchObject([
    { batchId: 4, state: 'committed', began: '2026-11-23T12:18:35.733Z', nextWatermarkMs: 1_704_103_250_000 },
    { batchId: 5, watermarkMs: 1_704_103_250_000 },
  ])
})

test('offsets are ranges: a batch begins where the one before ended', async () => {
  const { json, out } = await streamkit('offsets', '--checkpoint', sparks, '--batch', '2', '--json')
  expect(json()).toEqual([
    { batchId: 2, source: 0, start: { logOffset: 0 }, end: { logOffset: 1 }, state: 'committed' },
  ])
  expect((await streamkit('offsets', '--checkpoint', sparks)).out.split('\n').length).toBeGreaterThan(8)
  expect(out).not.toContain('undefined')
})

test('replay lists the files of a batch, and misses those that are gone', async () => {
  const { json, out } = await streamkit('replay', '--checkpoint', sparks, '--batch', '2', '--json')
  expect(json()).toMatchObject({ batchId: 2, runsAtNextStart: false, missingFiles: 1 })
  expect(out).toContain('.csv')
  expect((await streamkit('replay', sparks, '--batch', '2')).out).toContain('1 of its files are missing')
})

test('replay tells of the batch that will run again', async () => {
  const checkpoint = join(temporaryFolder(), 'copy')
  await cp(sparks, checkpoint, { recursive: true })
  await rm(join(checkpoint, 'commits/5'))
  expect((await streamkit('replay', checkpoint)).out).toContain('planned and not committed')
  expect((await streamkit('status', checkpoint, '--json')).json()).toMatchObject({
    lastBatchState: 'planned',
    lastCommittedBatchId: 4,
  })
})

test('state lists the stores, then the rows of one', async () => {
  const checkpoint = await deduplicated()
  expect((await streamkit('state', checkpoint)).out).toMatch(/0 *\|dedupe *\|default/)
  const { json } = await streamkit('state', checkpoint, '--operator', '0', '--json')
  expect(json()).toContainEqual({
    key: { id: 'key 100', n: '1152921504606846976', at: '2026-01-01T00:01:40.000Z' },
    value: { __dummy__: null },
    partition_id: 0,
  })
  const first = await streamkit('state', checkpoint, '--operator', '0', '--batch', '1', '--limit', '1')
  expect(first.out).toContain('Only the first 1 rows')
})

test('reading a checkpoint changes nothing in it', async () => {
  const checkpoint = await deduplicated()
  const names = async () => (await readdir(checkpoint, { recursive: true })).sort()
  const before = await names()
  for (const command of ['status', 'progress', 'offsets', 'replay', 'state']) await streamkit(command, checkpoint)
  expect(await names()).toEqual(before)
})

test('what is no checkpoint, a batch that is not there and a damaged file are told with their place', async () => {
  const folder = temporaryFolder()
  expect(await streamkit('status', join(folder, 'none'))).toMatchObject({
    code: 1,
    error: expect.stringMatching(/^streamkit: \[CHECKPOINT_NOT_FOUND\].*none.*no such folder/) as string,
  })
  expect((await streamkit('status', folder)).error).toContain('neither the id of a query nor an offset log')
  expect((await streamkit('offsets', sparks, '--batch', '77')).error).toContain('it has 0 to 5')
  const checkpoint = join(folder, 'copy')
  await cp(sparks, checkpoint, { recursive: true })
  await writeFile(join(checkpoint, 'offsets/5'), (await readFile(join(checkpoint, 'offsets/5'), 'utf8')).slice(0, 30))
  const damaged = await streamkit('status', checkpoint)
  expect(damaged.code).toBe(1)
  expect(damaged.error).toMatch(/CHECKPOINT_CORRUPTED.*offsets\/5/)
})

test('all that is wrong with a command line is told at once, with what was meant', async () => {
  const { code, error } = await streamkit('stats', '--chekpoint', 'x', '--batch', '-1', '--last', 'ten')
  expect(code).toBe(2)
  expect(error).toContain('did you mean --checkpoint?')
  expect(error).toContain('did you mean status?')
  expect(error).toContain('--batch: needs a value')
  expect(error).toContain('--last: "ten" is not a whole number of at least 1')
  expect((await streamkit('status')).error).toContain('--checkpoint DIR is missing')
})

test('help and version', async () => {
  expect((await streamkit('--help')).out).toContain('streamkit replay --checkpoint')
  expect((await streamkit()).out).toContain('Usage')
  expect((await streamkit('--version')).out).toBe('1.2.3\n')
})
