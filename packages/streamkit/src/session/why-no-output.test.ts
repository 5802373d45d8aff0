import { expect, test } from 'vitest'
import type { LastBatch, OperatorStanding, QueryStanding } from '../execution/query-standing.ts'
import type { WatermarkOperator } from '../physical/physical-plan.ts'
import { whyNoOutput } from './why-no-output.ts'

const minute = 60_000

function stream(source: string, watermarkMs: number | null, isIdle = false): QueryStanding['streams'][number] {
  const operator = { column: 'at', delayMs: minute, idleTimeoutMs: null } as WatermarkOperator
  return { operator, watermarkMs, isIdle, sources: [source] }
}

const aggregate: OperatorStanding = {
  operatorId: 0,
  operatorName: 'stateStoreSave',
  description: 'HashAggregate window',
  stateRows: 3,
  updated: 1,
  droppedAsLate: 0,
  settledRows: 0,
  droppedDuplicates: 0,
  watermarkMs: 5 * minute,
}
const lastBatch: LastBatch = {
  batchId: 7,
  watermarkMs: 5 * minute,
  inputRows: 2,
  outputRows: 0,
  operators: [aggregate],
}

/** An explanation of a query that waits for data. */
function explain(standing: Partial<QueryStanding>) {
  return whyNoOutput({
    isActive: true,
    exception: null,
    status: { message: 'Waiting for data to arrive', isDataAvailable: false, isTriggerActive: false },
    standing: {
      lastBatch,
      outputMode: 'append',
      policy: 'min',
      nextWatermarkMs: 5 * minute,
      streams: [stream('orders', 5 * minute)],
      noDataBatch: 'nothing to do',
      ...standing,
    },
  })
}

test('rows of an aggregation wait for the watermark: it says which event moves it', () => {
  const why = explain({})
  expect(why.reasons.map(({ kind }) => kind)).toEqual(['waitingForWatermark'])
  expect(why.summary).toBe(
    'HashAggregate window has 3 rows in its state that wait for the watermark to pass their event time or the end of their window; the watermark there is 1970-01-01T00:05:00.000Z. Needed: an event with at later than 1970-01-01T00:06:00.000Z in orders.',
  )
})

test('in update mode an aggregation waits for nothing', () => {
  expect(explain({ outputMode: 'update' }).reasons.map(({ kind }) => kind)).toEqual(['inputDone'])
})

test('of two streams it names the one that is behind, first', () => {
  const why = explain({ streams: [stream('orders', 9 * minute), stream('payments', 5 * minute)] })
  expect(why.reasons.map(({ kind }) => kind)).toEqual(['watermarkHeldBack', 'waitingForWatermark'])
  expect(why.summary).toContain('payments (event time at) holds the watermark of the query at 1970-01-01T00:05:00.000Z')
  expect(why.reasons[1]?.needed).toBe('an event with at later than 1970-01-01T00:06:00.000Z in payments')
})

test('a stream that has given nothing is named, with the way out', () => {
  const why = explain({ streams: [stream('orders', 9 * minute), stream('payments', null)] })
  expect(why.reasons[0]?.kind).toBe('watermarkNotSet')
  expect(why.reasons[0]?.needed).toBe('a row in payments, or withWatermark(..., { idleTimeout }) for it')
})

test('an idle stream is not to blame', () => {
  const why = explain({ streams: [stream('orders', 5 * minute), stream('payments', 1 * minute, true)] })
  expect(why.reasons.map(({ kind }) => kind)).toEqual(['waitingForWatermark'])
  expect(why.watermark?.streams.map(({ holdsBack }) => holdsBack)).toEqual([true, false])
})

test('by the policy max the stream that is ahead decides', () => {
  const why = explain({ policy: 'max', streams: [stream('orders', 5 * minute), stream('payments', 2 * minute)] })
  expect(why.watermark?.streams.map(({ holdsBack }) => holdsBack)).toEqual([true, false])
  expect(why.reasons.map(({ kind }) => kind)).toEqual(['waitingForWatermark'])
})

test('rows of a join wait for their match', () => {
  const join = { ...aggregate, operatorName: 'symmetricHashJoin', description: 'StreamingSymmetricHashJoin' }
  const why = explain({ lastBatch: { ...lastBatch, operators: [join] }, streams: [] })
  expect(why.summary).toContain('wait for rows that they match')
  expect(why.reasons[0]?.needed).toBe('matching rows')
})

test('rows of an as-of join wait for the watermark, and what is kept of the right side does not wait', () => {
  const join = { ...aggregate, operatorName: 'asOfJoin', description: 'StreamingAsOfJoin', stateRows: 5 }
  const explained = (settledRows: number) =>
    explain({ lastBatch: { ...lastBatch, operators: [{ ...join, settledRows }] } })
  expect(explained(3).summary).toContain('2 rows in its state that wait for the watermark to reach their time')
  expect(explained(5).reasons.map(({ kind }) => kind)).not.toContain('waitingForWatermark')
})

test('a trigger that runs no batch without data is told', () => {
  expect(explain({ noDataBatch: 'not by this trigger' }).reasons.map(({ kind }) => kind)).toContain('noDataBatchesOff')
})

test('a query that has not begun says so', () => {
  const status = { message: 'Initializing sources', isDataAvailable: false, isTriggerActive: false }
  const why = whyNoOutput({ isActive: true, exception: null, status, standing: null })
  expect(why.reasons.map(({ kind }) => kind)).toEqual(['starting'])
  expect(why.summary).toBe('The query opens its sources and its state.')
})
