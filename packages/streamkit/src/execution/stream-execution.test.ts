import { describe, expect, test } from 'vitest'
import { EventLog, eventSchema } from '../../test/simulation/event-log.ts'
import { CollectingSink, dedupPlan, passingPlan, watermarkPlan } from '../../test/simulation/events-query.ts'
import { ReplayableSource } from '../../test/simulation/replayable-source.ts'
import { SimulatedMachine } from '../../test/simulation/simulated-machine.ts'
import { checkpointPath, type QueryParts, StartedQuery } from '../../test/simulation/started-query.ts'
import type { Source } from '../contracts/source.ts'
import { StreamingQueryException } from '../errors/streamkit-error.ts'
import { UnionExec } from '../physical/operators/union-exec.ts'

interface Setup {
  readonly machine: SimulatedMachine
  readonly log: EventLog
  readonly sink: CollectingSink
  /** `over` replaces methods of the source. */
  start(parts?: Partial<QueryParts>, over?: (source: Source) => Partial<Source>): StartedQuery
}

function setup(options: { readonly sink?: CollectingSink; readonly maxBatch?: number } = {}): Setup {
  const machine = new SimulatedMachine(1)
  const log = new EventLog()
  const { sink = new CollectingSink(), maxBatch = Number.POSITIVE_INFINITY } = options
  const start: Setup['start'] = (parts = {}, over = () => ({})) => {
    const process = machine.start()
    const source = new ReplayableSource({ log, process, maxBatch, seed: 1 })
    const replaced = over(source)
    const used = new Proxy(source, {
      get(target, name) {
        if (name in replaced) return replaced[name as keyof Source]
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
    return new StartedQuery(process, { root: passingPlan(), sources: [used], sink, ...parts })
  }
  return { machine, log, sink, start }
}

const event = (id: string, timeMs = 1000) => ({ id, timeMs })
const events = (...ids: readonly string[]) => ids.map((id) => event(id))

describe('triggers', () => {
  test('by default each batch takes what is there when the one before is done', async () => {
    const { start, log, sink } = setup()
    const query = start()
    for (const ids of [['a', 'b'], ['c'], ['d', 'e']]) {
      log.append(events(...ids))
      await query.until(query.execution.processAllAvailable())
    }
    expect(sink.ids).toEqual([['a', 'b'], ['c'], ['d', 'e']])
    expect(await query.drained()).toBeNull()
    expect(sink.stopped).toBe(true)
  })

  test('once takes everything in one batch, whatever the limits, and ends', async () => {
    const { start, log, sink } = setup({ maxBatch: 1 })
    log.append(events('a', 'b', 'c'))
    expect(await start({ trigger: { kind: 'once' } }).ended()).toBeNull()
    expect(sink.ids).toEqual([['a', 'b', 'c']])
  })

  test('availableNow takes what was there at the start in batches within the limits, and ends', async () => {
    const log = new EventLog()
    const sink = new CollectingSink(() => log.append(events('later')))
    const machine = new SimulatedMachine(1)
    const process = machine.start()
    log.append(events('a', 'b', 'c'))
    const source = new ReplayableSource({ log, process, maxBatch: 1, seed: 1 })
    const query = new StartedQuery(process, {
      root: passingPlan(),
      sources: [source],
      sink,
      trigger: { kind: 'availableNow' },
    })
    expect(await query.ended()).toBeNull()
    expect(sink.ids).toEqual([['a'], ['b'], ['c']])
  })

  test('availableNow ends with a source that cannot be told where to stop: one batch of what was there', async () => {
    const made: Setup = setup({ sink: new CollectingSink(() => made.log.append(events('later'))), maxBatch: 1 })
    made.log.append(events('a', 'b'))
    const query = made.start(
      { trigger: { kind: 'availableNow' } },
      () => ({ prepareForAvailableNow: undefined }) as never,
    )
    expect(await query.ended()).toBeNull()
    expect(made.sink.ids).toEqual([['a', 'b']])
  })

  test('a source that hints at data ends the wait of the default trigger', async () => {
    const { start, log, sink, machine } = setup()
    const hour = 3_600_000
    let wake = () => {}
    let unsubscribed = false
    const query = start({ conf: { pollingDelayMs: hour } }, () => ({
      onDataAvailable(callback) {
        wake = callback
        return () => {
          unsubscribed = true
        }
      },
    }))
    await query.untilTrue(() => query.execution.status.message === 'Waiting for data to arrive')
    log.append(events('a'))
    wake()
    await query.untilTrue(() => query.progress.length === 1)
    expect(sink.ids).toEqual([['a']])
    expect(machine.scheduler.nowMs).toBeLessThan(hour)
    query.execution.stop()
    await query.ended()
    expect(unsubscribed).toBe(true)
  })

  test('an idle query says so every ten seconds', async () => {
    const { start, machine } = setup()
    const query = start()
    await query.untilTrue(() => machine.scheduler.nowMs > 35_000)
    expect(query.events).toEqual(['started', 'idle', 'idle', 'idle'])
    query.execution.stop()
    expect(await query.ended()).toBeNull()
    expect(query.events.at(-1)).toBe('terminated')
  })
})

describe('processAllAvailable', () => {
  test('waits for data that came while a trigger was looking', async () => {
    const { start, log, sink } = setup()
    log.append(events('a'))
    let waited: Promise<void> | null = null
    const query = start({}, (source) => ({
      async latestOffset(from, limit) {
        const latest = await source.latestOffset(from, limit)
        // The trigger has looked and is about to find nothing.
        if (from !== null && waited === null) {
          log.append(events('b'))
          waited = query.execution.processAllAvailable()
        }
        return latest
      },
    }))
    await query.untilTrue(() => waited !== null)
    await query.until(waited as unknown as Promise<void>)
    expect(sink.ids).toEqual([['a'], ['b']])
  })

  test('ends at once when the query has ended, with its failure if it failed', async () => {
    const { start } = setup()
    const query = start()
    query.execution.stop()
    await query.ended()
    await query.execution.processAllAvailable()

    const failing = setup({ sink: new CollectingSink(() => Promise.reject(new Error('no table'))) })
    failing.log.append(events('a'))
    const failed = failing.start()
    const waiting = failed.execution.processAllAvailable().catch((error: unknown) => error)
    expect(await failed.until(waiting)).toBeInstanceOf(StreamingQueryException)
    await expect(failed.execution.processAllAvailable()).rejects.toThrow('no table')
  })
})

describe('P02: ending a query', () => {
  /** A sink that says when the batch has begun and waits until it may go on. */
  function haltingSink(): { sink: CollectingSink; begun: () => boolean; goOn: () => void } {
    const gate = Promise.withResolvers<void>()
    let begun = false
    const sink = new CollectingSink(({ signal }) => {
      begun = true
      return Promise.race([
        gate.promise,
        new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ])
    })
    return { sink, begun: () => begun, goOn: () => gate.resolve() }
  }

  test('stop lets the running batch commit and starts no other', async () => {
    const { sink, begun, goOn } = haltingSink()
    const { start, log, machine } = setup({ sink, maxBatch: 1 })
    log.append(events('a', 'b'))
    const query = start()
    await query.untilTrue(begun)
    query.execution.stop()
    goOn()
    expect(await query.ended()).toBeNull()
    expect(sink.attempts).toEqual([0])
    expect(machine.disk.paths(checkpointPath)).toContain(`${checkpointPath}/commits/0`)
    const next = start()
    expect(await next.drained()).toBeNull()
    expect(sink.attempts).toEqual([0, 1])
  })

  test('abort ends the running batch, which runs again at the next start', async () => {
    const { sink, begun, goOn } = haltingSink()
    const { start, log, machine } = setup({ sink })
    log.append(events('a', 'b'))
    const query = start()
    await query.untilTrue(begun)
    query.execution.abort(new Error('enough'))
    expect(await query.ended()).toBeNull()
    expect(query.execution.status.message).toBe('Stopped')
    expect(machine.disk.paths(checkpointPath)).not.toContain(`${checkpointPath}/commits/0`)
    goOn()
    expect(await start().drained()).toBeNull()
    expect(sink.attempts).toEqual([0, 0])
    expect(sink.ids).toEqual([['a', 'b']])
  })

  test('a query that is stopped before it has begun runs nothing and leaves the checkpoint free', async () => {
    const { start, log, sink } = setup()
    log.append(events('a'))
    const query = start()
    query.execution.stop()
    expect(await query.ended()).toBeNull()
    expect(sink.attempts).toEqual([])
    expect(await start().drained()).toBeNull()
  })
})

describe('P08 S04: a batch that fails', () => {
  test('ends the query with where it stood and why, and is not committed', async () => {
    const cause = new Error('no such table')
    const sink = new CollectingSink(({ batchId }) => {
      if (batchId === 1) throw cause
    })
    const { start, log, machine } = setup({ sink, maxBatch: 1 })
    log.append(events('a', 'b'))
    const query = start()
    const failure = await query.ended()
    expect(failure).toBeInstanceOf(StreamingQueryException)
    expect(failure).toMatchObject({
      condition: 'STREAM_FAILED',
      cause,
      query: {
        id: sink.prepared?.queryId,
        runId: query.runId,
        name: 'events',
        batchId: 1,
        startOffset: '[{"position":1}]',
        endOffset: '[{"position":2}]',
      },
    })
    expect(query.execution).toMatchObject({
      isActive: false,
      exception: failure,
      status: { message: 'Terminated with exception: no such table', isDataAvailable: false, isTriggerActive: false },
    })
    expect(sink.stopped).toBe(true)
    expect(machine.disk.paths(checkpointPath)).not.toContain(`${checkpointPath}/commits/1`)
  })

  test('P04: runs again at the next start with exactly its rows, though more have come', async () => {
    let failing = true
    const clocks: number[] = []
    const sink = new CollectingSink(({ batchTimestampMs }) => {
      clocks.push(batchTimestampMs)
      if (failing) throw new Error('not yet')
    })
    const { start, log, machine } = setup({ sink })
    log.append(events('a', 'b'))
    expect(await start().ended()).toBeInstanceOf(StreamingQueryException)
    failing = false
    log.append(events('c'))
    machine.wallOffsetMs += 86_400_000
    expect(await start().drained()).toBeNull()
    expect(sink.attempts).toEqual([0, 0, 1])
    expect(sink.ids).toEqual([['a', 'b'], ['c']])
    expect(clocks[1]).toBe(clocks[0])
    expect((clocks[2] as number) - (clocks[0] as number)).toBeGreaterThanOrEqual(86_400_000)
  })

  test('is not committed by a sink that swallows the failure of its rows', async () => {
    const swallowing = new CollectingSink()
    swallowing.addBatch = async (batch) => {
      try {
        for await (const _ of batch.chunks());
      } catch {
        // a careless function of a user
      }
      return { numOutputRows: 0 }
    }
    const { start, log } = setup()
    log.append(events('a'))
    const query = start({ sink: swallowing }, () => ({
      // biome-ignore lint/correctness/useYield: it fails before its first chunk
      async *read() {
        throw new Error('unreadable')
      },
    }))
    expect(await query.ended()).toMatchObject({ cause: { message: 'unreadable' } })
  })

  test.each([
    ['initialize', { initialize: () => Promise.reject(new Error('broken')) }],
    ['latestOffset', { latestOffset: () => Promise.reject(new Error('broken')) }],
    ['commit', { commit: () => Promise.reject(new Error('broken')) }],
  ])('a source whose %s fails ends the query and leaves the checkpoint free', async (_, over) => {
    const { start, log } = setup({ maxBatch: 1 })
    log.append(events('a', 'b'))
    expect(await start({}, () => over).ended()).toMatchObject({ cause: { message: 'broken' } })
    expect(await start().drained()).toBeNull()
  })

  test('what does not close cleanly is logged, and keeps nothing open', async () => {
    const { start } = setup()
    const query = start({}, () => ({
      stop() {
        throw new Error('stuck')
      },
    }))
    expect(await query.drained()).toBeNull()
    expect(query.warnings).toEqual(['a part of the query did not close cleanly'])
    expect(await start().drained()).toBeNull()
  })
})

describe('batches without data', () => {
  test('one runs when the watermark has moved and state can be closed, and then no other', async () => {
    const { start, log, sink } = setup()
    const query = start({ root: dedupPlan(1000) })
    log.append([event('a', 10_000)])
    await query.until(query.execution.processAllAvailable())
    expect(query.progress.map(({ eventTime, numInputRows }) => [eventTime.watermark, numInputRows])).toEqual([
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
    expect(query.progress[0]?.eventTime.watermark).toBe('1970-01-01T00:00:50.000Z')
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
    watermarks.push(query.progress.at(-1)?.eventTime.watermark)
  }
  expect(watermarks.map((text) => Date.parse(text as string))).toEqual([10_000, 20_000, 20_000, 30_000])
  expect(machine.scheduler.nowMs).toBeLessThan(20_000)
})

describe('several sources', () => {
  function union(): Setup & { readonly other: EventLog } {
    const made = setup()
    const other = new EventLog()
    const start: Setup['start'] = (parts = {}) => {
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
