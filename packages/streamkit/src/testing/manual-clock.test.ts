import { expect, test } from 'vitest'
import { manualClock } from './manual-clock.ts'

test('whoever sleeps wakes when the clock gets there, the earliest first, and sees its own time', async () => {
  const clock = manualClock('2026-01-01T00:00:00Z')
  const woken: [string, number][] = []
  const sleeps = [
    clock.sleep(2000).then(() => woken.push(['late', clock.monotonic()])),
    clock.sleep(1000).then(() => woken.push(['early', clock.monotonic()])),
  ]
  clock.advance(500)
  expect(clock.sleepers).toBe(2)
  clock.advance('10 seconds')
  await Promise.all(sleeps)
  expect(woken.map(([name]) => name)).toEqual(['early', 'late'])
  expect(clock.now()).toBe(Date.parse('2026-01-01T00:00:10.500Z'))
  expect(clock.sleepers).toBe(0)
})

test('a sleep ends with the reason of its signal', async () => {
  const clock = manualClock()
  const over = new AbortController()
  const slept = clock.sleep(1000, over.signal)
  over.abort(new Error('enough'))
  await expect(slept).rejects.toThrow('enough')
  await expect(clock.sleep(1000, over.signal)).rejects.toThrow('enough')
  expect(clock.sleepers).toBe(0)
})

test('the wall clock can jump without anybody waking', () => {
  const clock = manualClock(0)
  void clock.sleep(1000)
  clock.setTime(new Date('2030-01-01T00:00:00Z'))
  expect([clock.now(), clock.monotonic(), clock.sleepers]).toEqual([Date.parse('2030-01-01T00:00:00Z'), 0, 1])
})

test('time does not go back', () => {
  expect(() => manualClock().advance(-1)).toThrow('NEGATIVE_INTERVAL')
  expect(() => manualClock().advance('soon')).toThrow('CANNOT_PARSE_INTERVAL')
})
