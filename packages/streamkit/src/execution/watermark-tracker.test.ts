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

/** Two operators, of which the second may be idle; each step is a batch at that time. */
function withIdle(policy: 'min' | 'max' = 'min') {
  const [busy, quiet] = [new SeenTimes(0), new SeenTimes(0, 1000)]
  const tracker = new WatermarkTracker([busy, quiet], policy)
  return {
    tracker,
    batch(nowMs: number, a: number | null, b: number | null) {
      const plan = tracker.plan(nowMs, (i) => [a, b][i] !== null)
      tracker.take(plan, nowMs)
      busy.sees(a)
      quiet.sees(b)
      tracker.update(nowMs)
      return plan
    },
  }
}

test('an operator without a row for its time-out leaves the minimum, and comes back with its next row', () => {
  const { batch, tracker } = withIdle()
  expect(batch(0, 100, 50)).toEqual({ watermarkMs: 0, idle: [] })
  expect(batch(999, 200, null)).toEqual({ watermarkMs: 50, idle: [] })
  expect(batch(1000, 300, null)).toEqual({ watermarkMs: 200, idle: [1] })
  expect(batch(1500, null, 120)).toEqual({ watermarkMs: 300, idle: [] })
  expect(tracker.currentMs).toBe(300)
  batch(1600, 500, 350)
  expect(tracker.currentMs).toBe(350)
})

test('planning changes nothing: a batch that is not run decides nothing', () => {
  const { batch, tracker } = withIdle()
  batch(0, 100, 50)
  expect(tracker.plan(5000, () => false)).toEqual({ watermarkMs: 100, idle: [1] })
  expect(tracker.currentMs).toBe(50)
  expect(tracker.plan(500, () => false)).toEqual({ watermarkMs: 50, idle: [] })
})

test('the policy max is not moved by who is idle', () => {
  const { batch } = withIdle('max')
  batch(0, 50, 100)
  expect(batch(5000, null, null)).toEqual({ watermarkMs: 100, idle: [1] })
})

test('who is idle is taken over from a record; one of another query is not', () => {
  const { batch } = withIdle()
  batch(0, 100, 50)
  const { record } = withIdle().tracker
  expect(record).toEqual({ lastRowMs: [null, null], idle: [] })
  const again = withIdle()
  again.tracker.restore(50)
  again.tracker.restoreIdle({ lastRowMs: [900, 0], idle: [1] })
  expect(again.batch(1100, 400, null)).toEqual({ watermarkMs: 50, idle: [1] })
  expect(again.tracker.currentMs).toBe(400)
  const other = withIdle()
  other.tracker.restoreIdle({ lastRowMs: [1, 2, 3], idle: [1] })
  expect(other.tracker.record).toEqual({ lastRowMs: [null, null], idle: [] })
})

test('a query in which nobody can be idle keeps no record', () => {
  const tracker = new WatermarkTracker([new SeenTimes(0)], 'min')
  tracker.take(
    tracker.plan(5, () => true),
    5,
  )
  expect(tracker.record).toBeNull()
})

test('the watermark of each operator is lost with the run: until all have had rows it stays where it was', () => {
  const [fast, slow] = [new SeenTimes(0), new SeenTimes(0)]
  const tracker = new WatermarkTracker([fast, slow], 'min')
  tracker.restore(500)
  fast.sees(900)
  tracker.update(0)
  expect(tracker.currentMs).toBe(500)
  slow.sees(700)
  tracker.update(0)
  expect(tracker.currentMs).toBe(700)
})
