import { readdir, readFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { epochMs, SourceHarness } from '../../../test/files/source-harness.ts'

let harness: SourceHarness
beforeEach(async () => {
  harness = await SourceHarness.create()
})
afterEach(() => harness.remove())

test('files are read once, by modification time and then by path', async () => {
  await harness.put('b', 'b1\nb2\nb3\n', 2)
  await harness.put('c', 'c1\n', 1)
  await harness.put('a', 'a1\n', 2)
  const run = await harness.start()
  expect(await run.batch()).toEqual(['c1', 'a1', 'b1', 'b2', 'b3'])
  expect(run.committed).toBe('{"logOffset":0}')
  expect(await run.batch()).toBeNull()
  await harness.put('d', 'd1\n', 3)
  expect(await run.batch()).toEqual(['d1'])
  expect(run.committed).toBe('{"logOffset":1}')
})

test('the log has the bytes that Spark writes', async () => {
  await harness.put('b.csv', 'b\n', 2)
  await harness.put('a b.csv', 'a\n', 1)
  const run = await harness.start()
  await run.batch()
  expect(await readFile(`${harness.log}/0`, 'utf8')).toBe(
    [
      'v1',
      `{"path":"file://${harness.input}/a%20b.csv","timestamp":${epochMs + 1000},"batchId":0}`,
      `{"path":"file://${harness.input}/b.csv","timestamp":${epochMs + 2000},"batchId":0}`,
    ].join('\n'),
  )
  expect((await readdir(harness.log)).sort()).toEqual(['.0.crc', '0'])
})

test('maxFilesPerTrigger cuts batches, and a restart goes on behind the last', async () => {
  for (let i = 0; i < 7; i++) await harness.put(`f${i}`, `${i}\n`, i)
  const run = await harness.start({ maxFilesPerTrigger: 2 })
  expect(await run.batch()).toEqual(['0', '1'])
  expect(await run.batch()).toEqual(['2', '3'])
  const next = await harness.start({ maxFilesPerTrigger: 2 }, { committed: run.committed })
  expect(await next.drain()).toEqual([['4', '5'], ['6']])
})

test('a batch that was logged but never planned is found again after a crash', async () => {
  await harness.put('a', 'a\n', 1)
  const run = await harness.start({ maxFilesPerTrigger: 1 })
  await run.source.latestOffset(null, { kind: 'options' })
  await harness.put('b', 'b\n', 2)
  const next = await harness.start({ maxFilesPerTrigger: 1 })
  expect(await next.drain()).toEqual([['a'], ['b']])
})
