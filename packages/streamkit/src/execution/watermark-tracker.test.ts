import { expect, test } from 'vitest'
import { eventSchema } from '../../test/simulation/event-log.ts'
import type { EventTimeStats, WatermarkOperator } from '../physical/physical-plan.ts'
import { WatermarkTracker } from './watermark-tracker.ts'

/** An operator that saw nothing so far. */
class SeenTimes implements WatermarkOperator {
  readonly name = 'EventTimeWatermark'
  readonly role = 'watermark'
  readonly output = eventSchema
  readonly children = []
  readonly column = 'at'
  readonly delayMs: number
  readonly idleTimeoutMs: number | null
  eventTime: EventTimeStats | null = null

  constructor(delayMs: number, idleTimeoutMs: number | null = null) {
    this.idleTimeoutMs = idleTimeoutMs
    this.delayMs = delayMs
  }

  sees(maxMs: number | null): void {
    this.eventTime = maxMs === null ? null : { maxMs, minMs: maxMs, avgMs: maxMs }
  }

  async *execute(): AsyncGenerator<never> {}
  describe(): string {
    return ''
  }
}

test('the watermark is the newest event time less the delay, starts at zero and never goes back', () => {
  const operator = new SeenTimes(10)
  const tracker = new WatermarkTracker([operator], 'min')
  expect(tracker.currentMs).toBe(0)
  const watermarks = [5, 50, null, 30, 70].map((maxMs) => {
    operator.sees(maxMs)
    tracker.update(0)
    return tracker.currentMs
  })
  expect(watermarks).toEqual([0, 40, 40, 40, 60])
})

test('W02: of two watermarks the smaller one counts, and an operator without rows holds it at zero', () => {
  const [fast, slow] = [new SeenTimes(0), new SeenTimes(5)]
  const tracker = new WatermarkTracker([fast, slow], 'min')
  const step = (a: number | null, b: number | null) => {
    fast.sees(a)
    slow.sees(b)
    tracker.update(0)
    return tracker.currentMs
  }
  expect(step(100, null)).toBe(0)
  expect(step(200, 55)).toBe(50)
  expect(step(null, 305)).toBe(200)
  expect(step(250, null)).toBe(250)
})

test('W02: by the policy max the greater one counts', () => {
  const [fast, slow] = [new SeenTimes(0), new SeenTimes(5)]
  const tracker = new WatermarkTracker([fast, slow], 'max')
  fast.sees(100)
  tracker.update(0)
  expect(tracker.currentMs).toBe(100)
})

test('W04: the watermark of an earlier run is taken over, and rows before it do not take it back', () => {
  const operator = new SeenTimes(0)
  const tracker = new WatermarkTracker([operator], 'min')
  tracker.restore(500)
  tracker.restore(400)
  operator.sees(300)
  tracker.update(0)
  expect(tracker.currentMs).toBe(500)
})

test('a query without watermarks stays at zero', () => {
  const tracker = new WatermarkTracker([], 'min')
  tracker.update(0)
  expect(tracker.currentMs).toBe(0)
})
