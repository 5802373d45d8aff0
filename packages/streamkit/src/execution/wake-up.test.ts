import { expect, test } from 'vitest'
import { WakeUp } from './wake-up.ts'

/** Whether the bell has woken whoever waits, when all that is ready has run. */
async function isAwake(waiting: Promise<void>): Promise<boolean> {
  let awake = false
  void waiting.then(() => {
    awake = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  return awake
}

test('a ring ends the wait', async () => {
  const bell = new WakeUp()
  const waiting = bell.wait()
  expect(await isAwake(waiting)).toBe(false)
  bell.ring()
  expect(await isAwake(waiting)).toBe(true)
})

test('a ring before the wait is not lost', async () => {
  const bell = new WakeUp()
  bell.ring()
  expect(await isAwake(bell.wait())).toBe(true)
})

test('a ring is not lost to a wait that nobody is interested in any more', async () => {
  const bell = new WakeUp()
  const over = bell.wait()
  bell.ring()
  expect(await isAwake(over)).toBe(true)
  expect(await isAwake(bell.wait())).toBe(true)
})

test('what was rung for before a reset is forgotten', async () => {
  const bell = new WakeUp()
  bell.ring()
  bell.reset()
  expect(await isAwake(bell.wait())).toBe(false)
})
