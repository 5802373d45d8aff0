import { expect, test } from 'vitest'
import { count } from '../../src/index.ts'
import { memoryStream, testStream } from '../../src/testing.ts'
import { testSession } from './test-session.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000)

test('in update mode a check sees what changed, in complete mode the newest answer', async () => {
  const counted = () => {
    const input = memoryStream('k STRING NOT NULL')
    return { input, counts: input.toDF().groupBy('k').agg(count('*').as('n')) }
  }
  const update = counted()
  await testStream(update.counts, { outputMode: 'update' })
    .addData(update.input, { k: 'a' }, { k: 'b' })
    .checkAnswer({ k: 'a', n: 1 }, { k: 'b', n: 1 })
    .addData(update.input, { k: 'a' })
    .crash()
    .checkNewAnswer({ k: 'a', n: 2 })
    .checkAnswer({ k: 'a', n: 1 }, { k: 'b', n: 1 }, { k: 'a', n: 2 })
  const complete = counted()
  await testStream(complete.counts, { outputMode: 'complete' })
    .addData(complete.input, { k: 'a' }, { k: 'b' })
    .checkAnswer({ k: 'a', n: 1 }, { k: 'b', n: 1 })
    .addData(complete.input, { k: 'a' })
    .restart()
    .checkAnswer({ k: 'a', n: 2 }, { k: 'b', n: 1 })
    .checkStateRows(2)
})

test('an aggregation hands its late rows over, and what waits in it is explained', async () => {
  const input = testSession().memoryStream('at TIMESTAMP NOT NULL, x INT')
  const late: unknown[] = []
  const query = input
    .toDF()
    .withWatermark('at', '10 seconds')
    .groupBy('at')
    .agg(count('*').as('n'))
    .writeStream.format('noop')
    .lateTo(async (rows, { operatorName }) => void late.push([operatorName, await rows.collect()]))
    .start()
  input.addData({ at: at(100), x: 1 })
  await query.processAllAvailable()
  expect(query.whyNoOutput().reasons).toMatchObject([
    { kind: 'waitingForWatermark', needed: `an event with at later than ${at(100).toISOString()} in MemoryStream` },
  ])
  input.addData({ at: at(20), x: 2 }, { at: at(21), x: 3 })
  await query.processAllAvailable()
  expect(late).toEqual([['stateStoreSave', [{ at: at(20) }, { at: at(21) }]]])
  expect(query.whyNoOutput().reasons[0]?.kind).toBe('allDropped')
})
