import { describe, expect, test } from 'vitest'
import { EventLog } from '../../../test/simulation/event-log.ts'
import { CollectingSink, dedupPlan, passingPlan } from '../../../test/simulation/events-query.ts'
import { ReplayableSource } from '../../../test/simulation/replayable-source.ts'
import { type FaultPlan, SimulatedMachine } from '../../../test/simulation/simulated-machine.ts'
import { checkpointPath, type QueryParts, StartedQuery } from '../../../test/simulation/started-query.ts'
import { isStreamKitError } from '../../errors/streamkit-error.ts'

interface Setup {
  readonly machine: SimulatedMachine
  readonly log: EventLog
  readonly sink: CollectingSink
  start(parts?: Partial<QueryParts>, faults?: FaultPlan): StartedQuery
}

/** A checkpoint that a query may be started on several times. */
function setup(): Setup {
  const machine = new SimulatedMachine(1)
  const log = new EventLog()
  const sink = new CollectingSink()
  const start = (parts: Partial<QueryParts> = {}, faults: FaultPlan = {}) => {
    const process = machine.start(faults)
    const source = new ReplayableSource({ log, process, maxBatch: Number.POSITIVE_INFINITY, seed: 1, trims: false })
    return new StartedQuery(process, { root: passingPlan(), sources: [source], sink, ...parts })
  }
  return { machine, log, sink, start }
}

const event = (id: string, timeMs = 1000) => ({ id, timeMs })

/** The condition by which a query ended. */
async function endOf(query: StartedQuery): Promise<string> {
  const failure = await query.drained()
  if (failure === null) return 'finished'
  return isStreamKitError(failure.cause) ? failure.cause.condition : String(failure.cause)
}

describe('C14 Z05: the plan is not that of the checkpoint', () => {
  async function ran(parts: Partial<QueryParts>): Promise<Setup> {
    const made = setup()
    made.log.append([event('a')])
    expect(await endOf(made.start(parts))).toBe('finished')
    return made
  }

  test('a source was added: the difference is named', async () => {
    const { start } = await ran({ sourceFingerprints: ['csv'] })
    const failure = await start({ sourceFingerprints: ['csv', 'kafka'] }).drained()
    expect(String(failure?.cause)).toContain('source 1 was added: kafka')
    expect(failure).toMatchObject({ cause: { condition: 'INCOMPATIBLE_PLAN' } })
  })

  test('a source was removed', async () => {
    const { start } = await ran({ sourceFingerprints: ['csv', 'kafka'] })
    const failure = await start({ sourceFingerprints: ['csv'] }).drained()
    expect(String(failure?.cause)).toContain('source 1 was removed: kafka')
  })

  test('what state consists of has changed', async () => {
    const { start } = await ran({ root: dedupPlan(1000) })
    const failure = await start({ root: passingPlan() }).drained()
    expect(failure).toMatchObject({ cause: { condition: 'INCOMPATIBLE_PLAN' } })
    expect(String(failure?.cause)).toMatch(/stateful operator 0 was removed: .*dedupe/)
  })

  test('no source is the same: it is another query', async () => {
    const { start, sink } = await ran({ sourceFingerprints: ['csv'] })
    expect(await endOf(start({ sourceFingerprints: ['kafka'] }))).toBe('CHECKPOINT_OF_OTHER_QUERY')
    expect(sink.attempts).toEqual([0])
  })

  test('rate limits, triggers, sinks and the delay of the watermark may change', async () => {
    const { start, log } = await ran({ root: dedupPlan(1000) })
    log.append([event('b', 5000)])
    const other = new CollectingSink()
    expect(await endOf(start({ root: dedupPlan(2000), sink: other, trigger: { kind: 'availableNow' } }))).toBe(
      'finished',
    )
    expect(other.ids[0]).toEqual(['b'])
  })

  test('a plan file that is no plan is corruption', async () => {
    const { start, machine } = await ran({})
    machine.disk.unlink(`${checkpointPath}/streamkit/.plan.crc`)
    for (const text of ['', '{', '[]', '{"sources":1}']) {
      machine.disk.place(`${checkpointPath}/streamkit/plan`, text)
      expect(await endOf(start()), text).toBe('CHECKPOINT_CORRUPTED')
    }
  })
})

describe('C11 C14: the id of the query', () => {
  test('survives restarts and is told to the sink, with the last committed batch', async () => {
    const { start, log, sink, machine } = setup()
    log.append([event('a')])
    await endOf(start())
    const first = sink.prepared
    expect(first?.lastCommittedBatchId).toBe(-1)
    expect(machine.disk.text(`${checkpointPath}/metadata`)).toBe(`{"id":"${first?.queryId}"}`)
    await endOf(start())
    expect(sink.prepared).toMatchObject({ queryId: first?.queryId, lastCommittedBatchId: 0 })
    expect(sink.prepared?.runId).not.toBe(first?.runId)
  })

  test('is not made anew when it is missing beside batches', async () => {
    const { start, log, machine, sink } = setup()
    log.append([event('a')])
    await endOf(start())
    machine.disk.unlink(`${checkpointPath}/metadata`)
    const failure = await start().drained()
    expect(failure).toMatchObject({ cause: { condition: 'CHECKPOINT_CORRUPTED' } })
    expect(String(failure?.cause)).toContain('it is missing, but the checkpoint has batches')
    expect(sink.attempts).toEqual([0])
  })

  test.each(['', '{}', '{"id":""}', '{"id":7}', 'id', `{"id":"${'x'.repeat(201)}"}`])('is not %j', async (text) => {
    const { start, machine } = setup()
    machine.disk.place(`${checkpointPath}/metadata`, text)
    expect(await endOf(start())).toBe('CHECKPOINT_CORRUPTED')
  })
})

describe('C13: a folder that cannot be used is found before any input is read', () => {
  test.each([
    ['is a file', ({ disk }: SimulatedMachine) => disk.place(checkpointPath, 'x'), null],
    ['lies below a file', ({ disk }: SimulatedMachine) => disk.place('/data/checkpoints', 'x'), null],
    ['may not be made', () => {}, ({ kind }: { kind: string }) => (kind === 'mkdir' ? 'EACCES' : null)],
    ['is read-only', () => {}, ({ kind }: { kind: string }) => (kind === 'open' ? 'EROFS' : null)],
    [
      'has a name that is too long',
      () => {},
      ({ kind }: { kind: string }) => (kind === 'mkdir' ? 'ENAMETOOLONG' : null),
    ],
  ])('it %s', async (_, prepare, error) => {
    const { start, log, machine, sink } = setup()
    log.append([event('a')])
    prepare(machine)
    const query = start({}, error === null ? {} : { error })
    const failure = await query.drained()
    expect(failure).toMatchObject({ cause: { condition: 'CHECKPOINT_IO' }, query: { batchId: -1 } })
    expect(String(failure?.cause)).toContain(checkpointPath)
    expect(sink.prepared).toBeNull()
    expect(query.events).toEqual(['terminated'])
  })
})

test('C15: what many crashes left is removed at the next start', async () => {
  const { start, machine, log } = setup()
  const uuid = (i: number) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`
  const litter = ['', '/offsets', '/commits', '/streamkit'].flatMap((folder) =>
    Array.from({ length: 50 }, (_, i) => `${checkpointPath}${folder}/.${i}.${uuid(i)}.tmp`),
  )
  for (const path of litter) machine.disk.place(path, 'torn')
  const mine = `${checkpointPath}/offsets/notes.txt`
  machine.disk.place(mine, 'of the user')
  log.append([event('a')])
  expect(await endOf(start())).toBe('finished')
  expect(machine.disk.paths(checkpointPath).filter((path) => path.endsWith('.tmp'))).toEqual([])
  expect(machine.disk.text(mine)).toBe('of the user')
})

test('C16: as many batches stay in the logs as were asked for', async () => {
  const { start, log, machine } = setup()
  for (let i = 0; i < 8; i++) {
    log.append([event(`e${i}`)])
    expect(await endOf(start({ conf: { minBatchesToRetain: 3 } }))).toBe('finished')
  }
  const names = (folder: string) =>
    machine.disk
      .paths(`${checkpointPath}/${folder}`)
      .map((path) => path.slice(path.lastIndexOf('/') + 1))
      .sort()
  expect(names('offsets')).toEqual(['.4.crc', '.5.crc', '.6.crc', '.7.crc', '4', '5', '6', '7'])
  expect(names('commits')).toEqual(['.4.crc', '.5.crc', '.6.crc', '.7.crc', '4', '5', '6', '7'])
})

describe('Z01 Z03: two runs at once', () => {
  test('of two starts one runs and the other is told', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const machine = new SimulatedMachine(seed)
      const log = new EventLog()
      log.append([event('a'), event('b')])
      const sink = new CollectingSink()
      const queries = [1, 2].map(() => {
        const process = machine.start()
        const source = new ReplayableSource({ log, process, maxBatch: 1, seed, trims: false })
        return new StartedQuery(process, { root: passingPlan(), sources: [source], sink })
      })
      const [first, second] = queries as [StartedQuery, StartedQuery]
      const loser = await first.until(Promise.race(queries.map(({ execution }) => execution.finished)))
      expect(loser).toMatchObject({ cause: { condition: 'CONCURRENT_STREAM_LOG_UPDATE' } })
      const winner = first.execution.isActive ? first : second
      expect(await winner.drained()).toBeNull()
      expect(sink.ids).toEqual([['a'], ['b']])
    }
  })

  test('a plan that another run has logged in the meantime is not written over', async () => {
    const { start, log, machine, sink } = setup()
    const query = start()
    await query.untilTrue(() => query.events.includes('started'))
    const theirs = 'v1\n{"batchWatermarkMs":0,"batchTimestampMs":0,"conf":{}}\n{"position":1}'
    machine.disk.place(`${checkpointPath}/offsets/0`, theirs)
    log.append([event('a')])
    expect(await endOf(query)).toBe('CONCURRENT_STREAM_LOG_UPDATE')
    expect(machine.disk.text(`${checkpointPath}/offsets/0`)).toBe(theirs)
    expect(sink.attempts).toEqual([])
  })

  test('a batch that another run has committed in the meantime is not committed again', async () => {
    const made = setup()
    const sink = new CollectingSink(() =>
      made.machine.disk.place(`${checkpointPath}/commits/0`, 'v1\n{"nextBatchWatermarkMs":0}'),
    )
    made.log.append([event('a')])
    expect(await endOf(made.start({ sink }))).toBe('CONCURRENT_STREAM_LOG_UPDATE')
  })
})
