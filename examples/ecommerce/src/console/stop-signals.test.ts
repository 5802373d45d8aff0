import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { stopSignals } from './stop-signals.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function begin(graceMs = 0) {
  const source = new EventEmitter()
  const [exit, onFirst] = [vi.fn(), vi.fn()]
  const stop = stopSignals({ source, exit, onFirst, graceMs })
  const send = (signal: 'SIGINT' | 'SIGTERM') => source.emit(signal, signal)
  return { source, exit, onFirst, stop, send }
}

test('the first signal asks to stop, the second ends at once with 130 or 143', () => {
  for (const [second, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const { exit, onFirst, stop, send } = begin()
    send('SIGTERM')
    expect(stop.signal.aborted).toBe(true)
    expect(onFirst).toHaveBeenCalledExactlyOnceWith('SIGTERM')
    expect(exit).not.toHaveBeenCalled()
    send(second)
    expect(exit).toHaveBeenCalledExactlyOnceWith(code)
  }
})

test('a stop that takes longer than its grace period is forced', () => {
  const { exit, send } = begin(30_000)
  send('SIGTERM')
  vi.advanceTimersByTime(29_999)
  expect(exit).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(exit).toHaveBeenCalledExactlyOnceWith(143)
})

test('once disposed it lets go of the signals and of the grace period', () => {
  const { source, exit, stop, send } = begin(30_000)
  send('SIGINT')
  stop[Symbol.dispose]()
  vi.advanceTimersByTime(60_000)
  expect(exit).not.toHaveBeenCalled()
  expect(source.eventNames()).toEqual([])
})
