import { expect, test } from 'vitest'
import { systemClock, systemEntropy } from './system-clock.ts'

test('the monotonic clock never goes back', () => {
  const times = Array.from({ length: 100 }, () => systemClock.monotonic())
  expect([...times].sort((a, b) => a - b)).toEqual(times)
})

test('a sleep that is aborted rejects with the reason of the signal', async () => {
  const stopped = new Error('stopped')
  const controller = new AbortController()
  const sleeping = systemClock.sleep(60_000, controller.signal)
  controller.abort(stopped)
  await expect(sleeping).rejects.toBe(stopped)
  await expect(systemClock.sleep(1, AbortSignal.abort(stopped))).rejects.toBe(stopped)
})

test('a sleep longer than a timer of Node can wait does not end at once', async () => {
  const controller = new AbortController()
  let isOver = false
  const sleeping = systemClock.sleep(2 ** 40, controller.signal).then(() => {
    isOver = true
  })
  await systemClock.sleep(5)
  expect(isOver).toBe(false)
  controller.abort()
  await expect(sleeping).rejects.toHaveProperty('name', 'AbortError')
})

test('no time or less is over soon', async () => {
  await systemClock.sleep(0)
  await systemClock.sleep(-5)
})

test('uuids are random ones', () => {
  expect(systemEntropy.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(systemEntropy.uuid()).not.toBe(systemEntropy.uuid())
})
