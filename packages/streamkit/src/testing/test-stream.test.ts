import { expect, test } from 'vitest'
import { memoryStream } from './memory-stream.ts'
import { testStream } from './test-stream.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))

test('rows that are added come out, and are checked as a whole or as what is new', async () => {
  const input = memoryStream('id STRING NOT NULL, n INT')
  await testStream(input.toDF().filter(($) => $.n.gt(1)))
    .addData(input, { id: 'a', n: 1 }, { id: 'b', n: 2 })
    .checkAnswer({ id: 'b', n: 2 })
    .addData(input, { id: 'c', n: 3 })
    .checkNewAnswer({ id: 'c', n: 3 })
    .checkNewAnswer()
    .checkAnswer({ id: 'c', n: 3 }, { id: 'b', n: 2 })
    .checkLastBatch({ id: 'c', n: 3 })
})

test('a duplicate is dropped after a restart and after a crash', async () => {
  const input = memoryStream('id STRING NOT NULL, at TIMESTAMP NOT NULL')
  const deduplicated = input.toDF().withWatermark('at', '10 seconds').dropDuplicates('id', 'at')
  await testStream(deduplicated)
    .addData(input, { id: 'a', at: at(10) })
    .checkAnswer({ id: 'a', at: at(10) })
    .restart()
    .addData(input, { id: 'a', at: at(10) })
    .checkNewAnswer()
    .addData(input, { id: 'b', at: at(11) })
    .crash()
    .checkNewAnswer({ id: 'b', at: at(11) })
    .addData(input, { id: 'b', at: at(11) }, { id: 'c', at: at(40) })
    .checkNewAnswer({ id: 'c', at: at(40) })
    .checkStateRows(1)
    .checkProgress({ eventTime: { watermark: '2026-01-01T00:00:30.000Z' } })
})

test('a failed check prints', async () => {
  const input = memoryStream('id STRING NOT NULL, n INT')
  const failure = await testStream(input.toDF())
    .addData(input, { id: 'a', n: 1 }, { id: 'b', n: 2 })
    .checkAnswer({ id: 'b', n: 2 }, { id: 'c', n: 2 })
    .then(
      () => null,
      (e: unknown) => e as Error,
    )
  console.log(failure?.message)
  expect(failure).not.toBeNull()
})
