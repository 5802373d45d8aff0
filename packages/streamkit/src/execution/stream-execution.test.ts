import { describe, expect, test } from 'vitest'
import { EventLog } from '../../test/simulation/event-log.ts'
import { CollectingSink, passingPlan } from '../../test/simulation/events-query.ts'
import { type EventsSetup, eventsSetup as setup } from '../../test/simulation/events-setup.ts'
import { ReplayableSource } from '../../test/simulation/replayable-source.ts'
import { SimulatedMachine } from '../../test/simulation/simulated-machine.ts'
import { checkpointPath, StartedQuery } from '../../test/simulation/started-query.ts'
import { StreamingQueryException } from '../errors/streamkit-error.ts'

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
    const made: EventsSetup = setup({ sink: new CollectingSink(() => made.log.append(events('later'))), maxBatch: 1 })
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

  test.each([
    [true, 10],
    [false, 100],
  ])(
    'a source that announces data (%s) is looked at about %i times a second while nothing comes',
    async (announces, times) => {
      const { start, machine } = setup()
      let looks = 0
      const query = start({ conf: { pollingDelayMs: 10 } }, (source) => ({
        announcesData: () => announces,
        latestOffset(from, limit) {
          looks++
          return source.latestOffset(from, limit)
        },
      }))
      await query.untilTrue(() => machine.scheduler.nowMs > 1_000)
      expect(looks).toBeGreaterThan(times * 0.8)
      expect(looks).toBeLessThan(times * 1.5)
      query.execution.stop()
      await query.ended()
    },
  )

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
