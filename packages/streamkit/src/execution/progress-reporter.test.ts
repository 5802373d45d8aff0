import { expect, test } from 'vitest'
import { loneProcess } from '../../test/simulation/lone-process.ts'
import { atPosition } from '../../test/simulation/replayable-source.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Source } from '../contracts/source.ts'
import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'
import { type BatchReport, ProgressReporter } from './progress-reporter.ts'

/** A clock that goes on when it is told to. */
function handClock(): { readonly clock: Clock; pass(ms: number): Promise<void> } {
  const wall = loneProcess().process.clock.now()
  let now = 0
  return {
    clock: { now: () => wall + now, monotonic: () => now, sleep: () => Promise.resolve() },
    async pass(ms) {
      now += ms
    },
  }
}

const source = { description: 'S' } as Source

function report(batchId: number, rows: number): BatchReport {
  return {
    batchId,
    watermarkMs: null,
    eventTime: null,
    sources: [
      { source, start: null, end: atPosition(1), rows },
      { source, start: null, end: null, rows: 0 },
    ],
    state: [],
    sink: { description: 'K', result: { numOutputRows: rows } },
  }
}

test('phases are measured, several of one name added up, and rounded to whole milliseconds', async () => {
  const { clock, pass } = handClock()
  const reporter = new ProgressReporter({ id: 'i', runId: 'r', name: null }, clock)
  reporter.startTrigger()
  await reporter.measure('latestOffset', () => pass(10))
  await reporter.measure('addBatch', () => pass(100.4))
  await reporter.measure('latestOffset', () => pass(5))
  await pass(4.2)
  const progress = reporter.finish(report(0, 240))
  expect(progress.durationMs).toEqual({ addBatch: 100, latestOffset: 15, triggerExecution: 120 })
  expect(Object.keys(progress.durationMs)).toEqual(['addBatch', 'latestOffset', 'triggerExecution'])
  expect(progress.batchDuration).toBe(120)
  expect(progress.processedRowsPerSecond).toBeCloseTo(240 / 0.1196, 6)
})

test('a phase that fails is measured, too', async () => {
  const { clock, pass } = handClock()
  const reporter = new ProgressReporter({ id: 'i', runId: 'r', name: null }, clock)
  reporter.startTrigger()
  const failing = reporter.measure('addBatch', async () => {
    await pass(7)
    throw new Error('broken')
  })
  await expect(failing).rejects.toThrow('broken')
  expect(reporter.finish(report(0, 0)).durationMs).toMatchObject({ addBatch: 7 })
})

test('input rates are over the time since the batch before began, and zero for the first', async () => {
  const { clock, pass } = handClock()
  const reporter = new ProgressReporter({ id: 'i', runId: 'r', name: null }, clock)
  const finished: StreamingQueryProgress[] = []
  for (const [batchId, rows] of [50, 100, 0].entries()) {
    reporter.startTrigger()
    await pass(500)
    finished.push(reporter.finish(report(batchId, rows)))
    await pass(1500)
  }
  expect(finished.map(({ inputRowsPerSecond }) => inputRowsPerSecond)).toEqual([0, 50, 0])
  expect(finished.map(({ processedRowsPerSecond }) => processedRowsPerSecond)).toEqual([100, 200, 0])
  expect(finished[1]?.sources.map(({ inputRowsPerSecond }) => inputRowsPerSecond)).toEqual([50, 0])
})

test('a batch in no time has no rates instead of infinite ones', () => {
  const { clock } = handClock()
  const reporter = new ProgressReporter({ id: 'i', runId: 'r', name: null }, clock)
  reporter.startTrigger()
  const progress = reporter.finish(report(0, 10))
  expect(progress.processedRowsPerSecond).toBe(0)
  expect(JSON.parse(JSON.stringify(progress))).toEqual(progress)
})

test('an event time that no ISO text can tell does not end the query', () => {
  const { clock } = handClock()
  const reporter = new ProgressReporter({ id: 'i', runId: 'r', name: null }, clock)
  reporter.startTrigger()
  const farMs = 9.2e15
  const progress = reporter.finish({
    ...report(0, 1),
    watermarkMs: farMs,
    eventTime: { maxMs: farMs, minMs: -farMs, avgMs: 0 },
  })
  expect(progress.eventTime).toEqual({
    avg: '1970-01-01T00:00:00.000Z',
    max: '+275760-09-13T00:00:00.000Z',
    min: '-271821-04-20T00:00:00.000Z',
    watermark: '+275760-09-13T00:00:00.000Z',
  })
})
