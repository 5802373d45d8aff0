import { expect, test } from 'vitest'
import { systemClock } from '../../src/testing.ts'
import { testSession } from './test-session.ts'

test('a query without data says so every ten seconds', async () => {
  let ahead = 0
  const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + ahead }
  const session = testSession({ environment: { clock } })
  const idle: string[] = []
  session.streams.addListener({ onQueryIdle: ({ id }) => void idle.push(id) })
  const input = session.memoryStream('n INT')
  const query = input.toDF().writeStream.format('noop').start()
  const id = await query.whenStarted()
  await query.processAllAvailable()
  expect(idle).toEqual([])
  for (const times of [1, 2]) {
    ahead += 10_000
    while (idle.length < times) await query.processAllAvailable()
  }
  ahead += 9_000
  input.addData({ n: 1 })
  await query.processAllAvailable()
  await query.processAllAvailable()
  expect(idle).toEqual([id, id])
})
