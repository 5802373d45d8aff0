import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BatchSample } from './batch-sample.ts'
import { phaseOrder } from './phases.ts'
import { queryFigures } from './query-figures.ts'
import { intervalLength, timeAxis } from './time-axis.ts'
import { timeSpan } from './time-span.ts'

const begin = Date.UTC(2026, 10, 23, 12)

const batch = fc.record({
  query: fc.constant('views'),
  batchId: fc.nat(),
  startMs: fc.integer({ min: begin, max: begin + 600_000 }),
  durationMs: fc.integer({ min: 0, max: 5000 }),
  phases: fc.constant({ addBatch: 3, walCommit: 1, somethingNew: 2 }),
  inputRows: fc.nat(1000),
  outputRows: fc.option(fc.nat(1000)),
  lateRows: fc.nat(10),
  deadLetters: fc.dictionary(fc.constantFrom('not 12 columns', 'no BIGINT'), fc.nat(5)),
  state: fc.option(fc.record({ rows: fc.nat(), bytes: fc.nat() })),
  watermarkLagMs: fc.option(fc.nat()),
}) satisfies fc.Arbitrary<BatchSample>

test('the figures of a query are those of its batches, counted one by one', () => {
  fc.assert(
    fc.property(fc.array(batch, { minLength: 1, maxLength: 40 }), (batches) => {
      let [rows, busy, late, from, to] = [0, 0, 0, Number.MAX_VALUE, 0]
      const reasons: Record<string, number> = {}
      for (const b of batches) {
        rows += b.inputRows
        busy += b.durationMs
        late += b.lateRows
        if (b.startMs < from) from = b.startMs
        if (b.startMs + b.durationMs > to) to = b.startMs + b.durationMs
        for (const reason in b.deadLetters) reasons[reason] = (reasons[reason] ?? 0) + (b.deadLetters[reason] ?? 0)
      }
      expect(timeSpan(batches)).toEqual({ fromMs: from, toMs: to })
      const figures = queryFigures(batches, timeAxis(from, to))
      expect(figures).toMatchObject({ batches: batches.length, inputRows: rows, lateRows: late })
      expect(figures.rowsPerSecond).toBeCloseTo(to > from ? rows / ((to - from) / 1000) : 0, 6)
      expect(figures.processedRowsPerSecond).toBeCloseTo(busy > 0 ? rows / (busy / 1000) : 0, 6)
      expect(figures.batchesWithoutRows).toBe(batches.length - (figures.rowsPerBatch?.count ?? 0))
      expect(Object.fromEntries(figures.deadLetters.map(({ reason, rows }) => [reason, rows]))).toEqual(reasons)
      expect(figures.stateRows?.last).toBe(batches.findLast(({ state }) => state !== null)?.state?.rows)
    }),
  )
})

test('the points of the series add up to the figures of the query', () => {
  fc.assert(
    fc.property(fc.array(batch, { minLength: 1, maxLength: 40 }), (batches) => {
      const { fromMs, toMs } = timeSpan(batches)
      const axis = timeAxis(fromMs, toMs)
      const { series, inputRows, lateRows, batchDurationMs } = queryFigures(batches, axis)
      const total = (of: (point: (typeof series)[number]) => number): number => series.reduce((n, p) => n + of(p), 0)
      expect(series).toHaveLength(axis.count)
      expect(total((p) => p.batches)).toBe(batches.length)
      expect(total((p) => p.inputRows)).toBe(inputRows)
      expect(total((p) => (p.inputRowsPerSecond * intervalLength(axis, series.indexOf(p))) / 1000)).toBeCloseTo(
        inputRows,
        6,
      )
      expect(total((p) => p.lateRows)).toBe(lateRows)
      expect(Math.max(...series.map((p) => p.longestBatchMs ?? 0))).toBe(batchDurationMs.max)
      for (const [index, point] of series.entries()) {
        const inside = batches.filter(({ startMs }) => Math.floor((startMs - fromMs) / axis.intervalMs) === index)
        if (index < axis.count - 1) expect(point.batches).toBe(inside.length)
      }
    }),
  )
})

test('what no known phase accounts for is shown as other, so that the layers reach the duration of the batch', () => {
  const known: BatchSample = {
    query: 'views',
    batchId: 0,
    startMs: begin,
    durationMs: 20,
    phases: { addBatch: 12, somethingNew: 3 },
    inputRows: 1,
    outputRows: null,
    lateRows: 0,
    deadLetters: {},
    state: null,
    watermarkLagMs: null,
  }
  const { phaseTotalsMs, outputRows, stateRows, watermarkLagMs } = queryFigures([known], timeAxis(begin, begin + 20))
  expect(phaseTotalsMs).toMatchObject({ addBatch: 12, walCommit: 0, other: 8 })
  expect(phaseOrder.reduce((sum, phase) => sum + phaseTotalsMs[phase], 0)).toBe(20)
  expect({ outputRows, stateRows, watermarkLagMs }).toEqual({ outputRows: null, stateRows: null, watermarkLagMs: null })
})
