import { expect, test } from 'vitest'
import type { KafkaClient } from '../client/kafka-client.ts'
import type { KafkaOffsets } from '../offsets/kafka-offsets.ts'
import { ArrivalWatch } from './arrival-watch.ts'

const ends = (offset: number): KafkaOffsets => new Map([['t', new Map([[0, offset]])]])

/** A client whose answers are given by hand, and a clock whose sleeps end at once. */
function setup() {
  const asked: { readonly offset: number; readonly answer: PromiseWithResolvers<boolean> }[] = []
  const slept: number[] = []
  let [opened, closed] = [0, 0]
  let changed = Promise.withResolvers<void>()
  const change = () => {
    changed.resolve()
    changed = Promise.withResolvers()
  }
  const client = {
    waitForRecords(from: KafkaOffsets) {
      const answer = Promise.withResolvers<boolean>()
      asked.push({ offset: from.get('t')?.get(0) ?? -1, answer })
      change()
      return answer.promise
    },
    async close() {
      closed++
      change()
    },
  } as unknown as KafkaClient
  const open = () => {
    opened++
    return client
  }
  const clock = {
    async sleep(ms: number) {
      slept.push(ms)
    },
  }
  let wakes = 0
  const watch = new ArrivalWatch(open, clock)
  const listen = () =>
    watch.listen(() => {
      wakes++
      change()
    })
  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await changed.promise
  }
  return { watch, listen, asked, slept, until, wakes: () => wakes, clients: () => ({ opened, closed }) }
}

test('nothing is asked before somebody listens and the end of what is read is known', async () => {
  const { watch, listen, asked, until, clients } = setup()
  expect(clients().opened).toBe(0)
  listen()
  expect([asked.length, watch.isWaiting]).toEqual([0, false])
  watch.readUpTo(ends(5))
  await until(() => asked.length === 1)
  expect([asked[0]?.offset, watch.isWaiting]).toEqual([5, true])
})

test('records wake who listens, once; it waits again when they are read', async () => {
  const { watch, listen, asked, until, wakes } = setup()
  listen()
  watch.readUpTo(ends(5))
  await until(() => asked.length === 1)
  asked[0]?.answer.resolve(true)
  await until(() => wakes() === 1)
  expect(watch.isWaiting).toBe(false)
  watch.readUpTo(ends(8))
  await until(() => asked.length === 2)
  expect([asked[1]?.offset, wakes()]).toEqual([8, 1])
})

test('an answer without records is no arrival: it asks again at the same place', async () => {
  const { watch, listen, asked, until, wakes, slept } = setup()
  listen()
  watch.readUpTo(ends(5))
  await until(() => asked.length === 1)
  asked[0]?.answer.resolve(false)
  await until(() => asked.length === 2)
  expect([asked[1]?.offset, wakes(), slept]).toEqual([5, 0, []])
})

test('a place that is said to have records and has none is not asked about without a pause', async () => {
  const { watch, listen, asked, until, wakes, slept } = setup()
  listen()
  watch.readUpTo(ends(5))
  await until(() => asked.length === 1)
  asked[0]?.answer.resolve(true)
  await until(() => wakes() === 1)
  watch.readUpTo(ends(5))
  await until(() => asked.length === 2)
  expect(slept).toEqual([10])
})

test('brokers that do not answer wake who listens, so that the query asks them itself, and are left alone for a second', async () => {
  const { watch, listen, asked, until, wakes, slept } = setup()
  listen()
  watch.readUpTo(ends(5))
  await until(() => asked.length === 1)
  asked[0]?.answer.reject(new Error('the broker is away'))
  await until(() => wakes() === 1)
  expect(watch.isWaiting).toBe(false)
  watch.readUpTo(ends(6))
  await until(() => asked.length === 2)
  expect(slept).toEqual([1_000])
})

test('who stops listening is told nothing more, and the client is closed when its last answer is there', async () => {
  const { watch, listen, asked, until, wakes, clients } = setup()
  const stop = listen()
  watch.readUpTo(ends(5))
  await until(() => asked.length === 1)
  stop()
  expect(clients()).toEqual({ opened: 1, closed: 0 })
  asked[0]?.answer.resolve(true)
  await until(() => clients().closed === 1)
  expect([wakes(), asked.length]).toEqual([0, 1])
})

test('who stops before anything was asked leaves nothing open', async () => {
  const { listen, until, clients } = setup()
  listen()()
  await until(() => clients().closed === 1)
})
