import { expect, test } from 'vitest'
import type { ColumnBatch } from '../columnar/column-batch.ts'
import { BatchChunks } from './batch-chunks.ts'

function chunk(length: number): ColumnBatch {
  return { length, columns: [] }
}

async function* chunksOf(...lengths: readonly (number | Error)[]): AsyncGenerator<ColumnBatch> {
  for (const length of lengths) {
    if (typeof length !== 'number') throw length
    yield chunk(length)
  }
}

function open(source: AsyncGenerator<ColumnBatch>): { readonly chunks: BatchChunks; readonly exhausted: () => number } {
  let count = 0
  const chunks = new BatchChunks(source, () => {
    count++
  })
  return { chunks, exhausted: () => count }
}

async function lengths(chunks: AsyncIterable<ColumnBatch>): Promise<readonly number[]> {
  const read: number[] = []
  for await (const { length } of chunks) read.push(length)
  return read
}

test('the sink gets every chunk once, without the empty ones', async () => {
  const { chunks, exhausted } = open(chunksOf(3, 0, 2))
  expect(await lengths(chunks.read())).toEqual([3, 2])
  expect(chunks.rows).toBe(5)
  expect(exhausted()).toBe(1)
})

test('a chunk is computed while the sink works on the one before', async () => {
  const computed: number[] = []
  async function* source(): AsyncGenerator<ColumnBatch> {
    for (const length of [1, 2, 3]) {
      computed.push(length)
      yield chunk(length)
    }
  }
  const reader = open(source()).chunks.read()[Symbol.asyncIterator]()
  await reader.next()
  expect(computed).toEqual([1, 2])
})

test('what the sink leaves is computed all the same', async () => {
  const { chunks, exhausted } = open(chunksOf(1, 2, 3))
  for await (const _ of chunks.read()) break
  expect(exhausted()).toBe(0)
  await chunks.drain()
  expect(chunks.rows).toBe(6)
  expect(exhausted()).toBe(1)
})

test('a second reader is refused: state would be applied twice', () => {
  const { chunks } = open(chunksOf(1))
  chunks.read()
  expect(() => chunks.read()).toThrow('INTERNAL_ERROR')
})

test.each([[[new Error('broken')]], [[1, new Error('broken')]], [[1, 2, new Error('broken')]]])(
  'a sink that swallows a failure cannot hide it from the engine (%j)',
  async (source) => {
    const { chunks, exhausted } = open(chunksOf(...source))
    await lengths(chunks.read()).catch(() => {})
    await expect(chunks.drain()).rejects.toThrow('broken')
    await expect(chunks.drain()).rejects.toThrow('broken')
    expect(exhausted()).toBe(0)
  },
)

test('a sink that asks for several chunks at once gets each of them once', async () => {
  const reader = open(chunksOf(1, 2, 3))
    .chunks.read()
    [Symbol.asyncIterator]()
  const results = await Promise.all([reader.next(), reader.next(), reader.next(), reader.next()])
  expect(results.map((result) => (result.done === true ? 'end' : result.value.length))).toEqual([1, 2, 3, 'end'])
})

test('a sink that goes away while a chunk is asked for hides no failure', async () => {
  const { chunks } = open(chunksOf(1, new Error('broken')))
  const reader = chunks.read()[Symbol.asyncIterator]()
  await reader.next()
  reader.next().catch(() => {})
  await expect(chunks.drain()).rejects.toThrow('broken')
})

test('a batch that is given up closes its source', async () => {
  let closed = false
  async function* source(): AsyncGenerator<ColumnBatch> {
    try {
      yield chunk(1)
      yield chunk(2)
      yield chunk(3)
    } finally {
      closed = true
    }
  }
  const { chunks, exhausted } = open(source())
  await chunks.read()[Symbol.asyncIterator]().next()
  await chunks.abandon()
  expect(closed).toBe(true)
  await chunks.drain()
  expect(exhausted()).toBe(0)
})
