import { expect, test } from 'vitest'
import { progressLine } from '../../test/support/progress-lines.ts'
import { batchSample } from './batch-sample.ts'

test('a line of progress becomes a sample', () => {
  const line = progressLine({
    timestamp: '2026-11-23T12:00:00.500Z',
    batchId: 7,
    rows: 12,
    watermark: '2026-11-23T11:50:00.000Z',
    state: { rows: 90, bytes: 2048, late: 2 },
    metrics: { numFilesOutstanding: '3', 'badRecords.not 12 columns': '4' },
  })
  expect(batchSample(line)).toEqual({
    query: 'views',
    batchId: 7,
    startMs: Date.UTC(2026, 10, 23, 12, 0, 0, 500),
    durationMs: 40,
    phases: { addBatch: 30, walCommit: 5 },
    inputRows: 12,
    outputRows: 12,
    lateRows: 2,
    deadLetters: { 'not 12 columns': 4 },
    state: { rows: 90, bytes: 2048 },
    watermarkLagMs: 600_500,
  })
})

test('a query without a name goes by its id, a watermark of 1970 is none, and no state is not a state of nothing', () => {
  expect(batchSample(progressLine({ name: null, state: null }))).toMatchObject({
    query: '48e37a39-4cfd-43a4-a322-947232f9bb85',
    state: null,
    watermarkLagMs: null,
    lateRows: 0,
  })
})

test('a reason that is named like a member of every object is counted like any other', () => {
  expect(
    batchSample(progressLine({ metrics: { 'badRecords.__proto__': '2', 'badRecords.constructor': '3' } })),
  ).toSatisfy(
    (sample: { deadLetters: object }) =>
      JSON.stringify(Object.entries(sample.deadLetters)) === '[["__proto__",2],["constructor",3]]',
  )
})

test.each(['', '{', 'null', '[]', '{"batchId":1}', '\u0000\u0000'])('%j is no progress', (line) => {
  expect(batchSample(line)).toBeUndefined()
})
