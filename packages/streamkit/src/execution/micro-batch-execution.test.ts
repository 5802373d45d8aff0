import { describe, expect, test } from 'vitest'
import { EventLog, eventSchema } from '../../test/simulation/event-log.ts'
import { CollectingSink, dedupPlan, watermarkPlan } from '../../test/simulation/events-query.ts'
import { type EventsSetup, eventsSetup as setup } from '../../test/simulation/events-setup.ts'
import { ReplayableSource } from '../../test/simulation/replayable-source.ts'
import { checkpointPath, StartedQuery } from '../../test/simulation/started-query.ts'
import { UnionExec } from '../physical/operators/union-exec.ts'

const event = (id: string, timeMs = 1000) => ({ id, timeMs })
const events = (...ids: readonly string[]) => ids.map((id) => event(id))

describe('batches without data', () => {
  test('one runs when the watermark has moved and state can be closed, and then no other', async () => {
    const { start, log, sink } = setup()
    const query = start({ root: dedupPlan(1000) })
    log.append([event('a', 10_000)])
    await query.until(query.execution.processAllAvailable())
    expect(query.progress.map(({ eventTime, numInputRows }) => [eventTime?.watermark, numInputRows])).toEqual([
      ['1970-01-01T00:00:00.000Z', 1],
      ['1970-01-01T00:00:09.000Z', 0],
    ])
    log.append([event('b', 8_000), event('c', 20_000)])
    await query.until(query.execution.processAllAvailable())
    expect(sink.ids).toEqual([['a'], [], ['c'], []])
    expect(query.progress.map(({ stateOperators: [state] }) => state?.numRowsRemoved)).toEqual([0, 0, 0, 1])
    expect(query.progress.map(({ stateOperators: [state] }) => state?.numRowsDroppedByWatermark)).toEqual([0, 0, 1, 0])
  })

  test('none runs where it is switched off, without state, or after a restart without data', async () => {
    const off = setup()
    off.log.append([event('a', 10_000)])
    expect(await off.start({ root: dedupPlan(0), conf: { noDataMicroBatches: false } }).drained()).toBeNull()
    expect(off.sink.ids).toEqual([['a']])
    expect(await off.start({ root: dedupPlan(0) }).drained()).toBeNull()
    expect(off.sink.ids).toEqual([['a']])

    const stateless = setup()
    stateless.log.append([event('a', 10_000)])
    expect(await stateless.start({ root: watermarkPlan(0) }).drained()).toBeNull()
    expect(stateless.sink.ids).toEqual([['a']])
  })

  test('W04: late rows are judged by the watermark of the logs after a restart', async () => {
    const { start, log, sink } = setup()
    log.append([event('a', 50_000)])
    await start({ root: dedupPlan(0) }).drained()
    log.append([event('late', 50_000), event('b', 50_001)])
    const query = start({ root: dedupPlan(0) })
    await query.drained()
    expect(sink.ids).toEqual([['a'], [], ['b'], []])
    expect(query.progress[0]?.eventTime?.watermark).toBe('1970-01-01T00:00:50.000Z')
  })
})

test('P05: the watermark and the batches go on when the wall clock jumps back', async () => {
  const { start, log, machine } = setup()
  const query = start({ root: dedupPlan(0), trigger: { kind: 'processingTime', intervalMs: 1000 } })
  const watermarks: (string | undefined)[] = []
  for (const [timeMs, jumpMs] of [
    [10_000, 0],
    [20_000, -3_600_000],
    [15_000, 86_400_000],
    [30_000, 0],
  ] as const) {
    machine.wallOffsetMs += jumpMs
    log.append([event('x', timeMs)])
    await query.until(query.execution.processAllAvailable())
    watermarks.push(query.progress.at(-1)?.eventTime?.watermark)
  }
  expect(watermarks.map((text) => Date.parse(text as string))).toEqual([10_000, 20_000, 20_000, 30_000])
  expect(machine.scheduler.nowMs).toBeLessThan(20_000)
})

describe('several sources', () => {
  function union(): EventsSetup & { readonly other: EventLog } {
    const made = setup()
    const other = new EventLog()
    const start: EventsSetup['start'] = (parts = {}) => {
      const process = made.machine.start()
      const sources = [made.log, other].map(
        (log) => new ReplayableSource({ log, process, maxBatch: Number.POSITIVE_INFINITY, seed: 1 }),
      )
      const root = new UnionExec([watermarkPlan(0, 0), watermarkPlan(5_000, 1)], eventSchema)
      return new StartedQuery(process, { root, sources, sink: made.sink, ...parts })
    }
    return { ...made, start, other }
  }

  test('one that never had data is logged as "-", and its rows come when they come', async () => {
    const { start, log, other, sink, machine } = union()
    log.append(events('a'))
    await start().drained()
    expect(machine.disk.text(`${checkpointPath}/offsets/0`).split('\n').slice(2)).toEqual(['{"position":1}', '-'])
    other.append(events('b'))
    const query = start()
    await query.drained()
    expect(sink.ids).toEqual([['a'], ['b']])
    expect(
      query.progress[0]?.sources.map(({ startOffset, endOffset, numInputRows }) => [
        startOffset,
        endOffset,
        numInputRows,
      ]),
    ).toEqual([
      [{ position: 1 }, { position: 1 }, 0],
      [null, { position: 1 }, 1],
    ])
  })

  test('W02: two watermarks make one by the policy that the first batch has pinned', async () => {
    const { start, log, other, machine } = union()
    log.append([event('a', 100_000)])
    other.append([event('b', 50_000)])
    await start().drained()
    expect(machine.disk.text(`${checkpointPath}/commits/0`)).toBe('v1\n{"nextBatchWatermarkMs":45000}')
    log.append([event('c', 200_000)])
    other.append([event('d', 100_000)])
    await start({ conf: { multipleWatermarkPolicy: 'max' } }).drained()
    expect(machine.disk.text(`${checkpointPath}/commits/1`)).toBe('v1\n{"nextBatchWatermarkMs":95000}')

    const max = union()
    max.log.append([event('a', 100_000)])
    await max.start({ conf: { multipleWatermarkPolicy: 'max' } }).drained()
    expect(max.machine.disk.text(`${checkpointPath}/commits/0`)).toBe('v1\n{"nextBatchWatermarkMs":100000}')
  })

  test('C05: a plan that has lost the line of a source is refused', async () => {
    const { start, log, other, machine, sink } = union()
    log.append(events('a'))
    other.append(events('b'))
    await start().drained()
    const path = `${checkpointPath}/offsets/0`
    const lines = machine.disk.text(path).split('\n')
    machine.disk.unlink(`${checkpointPath}/offsets/.0.crc`)
    machine.disk.unlink(`${checkpointPath}/commits/0`)
    machine.disk.place(path, lines.slice(0, -1).join('\n'))
    const failure = await start().drained()
    expect(String(failure?.cause)).toContain('the checkpoint has 1 sources, the query has 2')
    expect(sink.attempts).toEqual([0])
  })
})

test('a sink that leaves rows unread does not keep them from the state', async () => {
  const reading = new CollectingSink()
  const { start, log } = setup()
  const lazy = new CollectingSink()
  lazy.addBatch = async () => ({ numOutputRows: -1 })
  log.append(events('a', 'b'))
  const query = start({ root: dedupPlan(60_000), sink: lazy })
  expect(await query.drained()).toBeNull()
  expect(query.progress[0]).toMatchObject({ numInputRows: 2, sink: { numOutputRows: -1 } })
  log.append(events('a', 'c'))
  expect(await start({ root: dedupPlan(60_000), sink: reading }).drained()).toBeNull()
  expect(reading.ids).toEqual([['c']])
})

test('a batch tells of input that did not become rows', async () => {
  const { start, log } = setup()
  log.append(events('a'))
  const query = start({}, (source) => ({
    async *read(range, request) {
      request.report({ kind: 'badRecord', count: 2, reason: 'malformed' })
      yield* source.read(range, request)
    },
  }))
  await query.drained()
  expect(query.inputEvents).toEqual([{ kind: 'badRecord', count: 2, reason: 'malformed', source: 0 }])
})

test('the progress of a batch is the document that Spark writes', async () => {
  const { start, log, sink } = setup()
  const query = start({ root: dedupPlan(1000) })
  log.append([event('a', 4_000), event('a', 4_000), event('b', 6_000)])
  await query.untilTrue(() => query.progress.length > 0)
  const [progress] = query.progress
  expect(progress).toEqual({
    id: sink.prepared?.queryId,
    runId: query.runId,
    name: 'events',
    timestamp: '2026-01-01T00:00:00.000Z',
    batchId: 0,
    batchDuration: 0,
    numInputRows: 3,
    inputRowsPerSecond: 0,
    processedRowsPerSecond: 0,
    durationMs: {
      addBatch: 0,
      commitOffsets: 0,
      getBatch: 0,
      latestOffset: 0,
      queryPlanning: 0,
      triggerExecution: 0,
      walCommit: 0,
    },
    eventTime: {
      avg: '1970-01-01T00:00:04.666Z',
      max: '1970-01-01T00:00:06.000Z',
      min: '1970-01-01T00:00:04.000Z',
      watermark: '1970-01-01T00:00:00.000Z',
    },
    stateOperators: [
      {
        operatorName: 'dedupe',
        numRowsTotal: 2,
        numRowsUpdated: 2,
        allUpdatesTimeMs: 0,
        numRowsRemoved: 0,
        allRemovalsTimeMs: 0,
        commitTimeMs: 0,
        memoryUsedBytes: expect.any(Number),
        numRowsDroppedByWatermark: 0,
        numShufflePartitions: 1,
        numStateStoreInstances: 1,
        customMetrics: expect.objectContaining({ numDroppedDuplicateRows: 1 }),
      },
    ],
    sources: [
      {
        description: 'ReplayableSource',
        startOffset: null,
        endOffset: { position: 3 },
        latestOffset: { position: 3 },
        numInputRows: 3,
        inputRowsPerSecond: 0,
        processedRowsPerSecond: 0,
      },
    ],
    sink: { description: 'CollectingSink', numOutputRows: 2, metrics: { batches: '1' } },
  })
})
