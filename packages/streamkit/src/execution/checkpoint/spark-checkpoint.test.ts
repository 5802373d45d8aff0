import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { EventLog, eventSchema, idColumn, timeColumn } from '../../../test/simulation/event-log.ts'
import { type LoneProcess, loneProcess } from '../../../test/simulation/lone-process.ts'
import { ReplayableSource } from '../../../test/simulation/replayable-source.ts'
import { SimulatedDisk } from '../../../test/simulation/simulated-disk.ts'
import { SimulatedMachine } from '../../../test/simulation/simulated-machine.ts'
import { checkpointPath, StartedQuery } from '../../../test/simulation/started-query.ts'
import { SimulatedTable, TransactionalSink } from '../../../test/simulation/transactional-sink.ts'
import { DeduplicateExec } from '../../physical/operators/deduplicate-exec.ts'
import { EventTimeWatermarkExec } from '../../physical/operators/event-time-watermark-exec.ts'
import { StreamingScanExec } from '../../physical/operators/scan-exec.ts'
import { commitLog } from './commit-log.ts'
import type { MetadataLog } from './metadata-log.ts'
import { offsetSeqLog } from './offset-seq-log.ts'
import { recoveryPoint } from './recovery-point.ts'
import { queryIdOf } from './stream-metadata.ts'

// Checkpoints that Spark wrote.

const corpus = fileURLToPath(new URL('../../../test/spark-corpus/checkpoint/', import.meta.url))
const queries = readdirSync(corpus)
const spark = '/spark'

function opened(query: string): LoneProcess {
  const disk = new SimulatedDisk()
  for (const folder of ['', 'offsets/', 'commits/']) {
    for (const entry of readdirSync(`${corpus}${query}/raw/${folder}`, { withFileTypes: true })) {
      const content = () => readFileSync(`${corpus}${query}/raw/${folder}${entry.name}`)
      if (entry.isFile()) disk.place(`${spark}/${folder}${entry.name}`, content())
    }
  }
  return loneProcess({ disk })
}

/** Reads every entry of a log of Spark, writes it to a log of ours, and compares the bytes. */
async function expectSameBytes<T>(from: MetadataLog<T>, to: MetadataLog<T>, disk: SimulatedDisk): Promise<void> {
  await to.initialize()
  const ids = await from.batchIds()
  expect(ids.length).toBeGreaterThan(2)
  for (const id of ids) {
    await to.add(id, (await from.get(id)) as T)
    expect(disk.text(`${to.directory}/${id}`)).toBe(disk.text(`${from.directory}/${id}`))
  }
}

test('there are checkpoints to read', () => {
  expect(queries).toEqual(['csv-dedup', 'csv-stateless-update', 'csv-windowed-agg'])
})

describe.each(queries)('C12: the checkpoint of Spark %s', (query) => {
  test('has logs that are read and written again with the same bytes', async () => {
    const { files, disk } = opened(query)
    await expectSameBytes(offsetSeqLog(files, spark), offsetSeqLog(files, '/ours'), disk)
    await expectSameBytes(commitLog(files, spark), commitLog(files, '/ours'), disk)
  })

  test('is gone on with after its last batch, under its id', async () => {
    const { files, process, disk } = opened(query)
    const id = await queryIdOf(files, spark, { hasBatches: true, entropy: process.entropy })
    expect(disk.text(`${spark}/metadata`)).toBe(`{"id":"${id}"}`)
    const logs = { offsetLog: offsetSeqLog(files, spark), commitLog: commitLog(files, spark) }
    const last = (await logs.commitLog.batchIds()).at(-1) as number
    const point = await recoveryPoint({ checkpoint: spark, ...logs, recoverTornTail: false })
    expect(point).toMatchObject({ nextBatchId: last + 1, planned: null, previous: { offsets: ['{"logOffset":2}'] } })
  })
})

test('the same query on the same input logs what Spark logged, but for times and offsets', async () => {
  const machine = new SimulatedMachine(1)
  const process = machine.start()
  const log = new EventLog()
  const scan = new StreamingScanExec({ scan: 0, columns: [0, 1, 2], output: eventSchema, description: 'events' })
  const watermark = new EventTimeWatermarkExec(scan, { column: timeColumn, delayMs: 10_000, output: eventSchema })
  const keys = { keys: [idColumn, timeColumn], eventTime: timeColumn, withinWatermark: false }
  const query = new StartedQuery(process, {
    root: new DeduplicateExec(watermark, { ...keys, operatorId: 0 }),
    sources: [new ReplayableSource({ log, process, maxBatch: Number.POSITIVE_INFINITY, seed: 1 })],
    sink: new TransactionalSink({ table: new SimulatedTable(), process, planOf: () => '' }),
  })
  const at = (time: string, id: string) => ({ id, timeMs: Date.parse(`2024-01-01T${time}Z`) })
  for (const files of [
    [at('10:00:05', 'a'), at('10:00:05', 'a')],
    [at('10:00:31', 'b')],
    [at('10:00:06', 'a'), at('10:01:00', 'c')],
  ]) {
    log.append(files)
    await query.until(query.execution.processAllAvailable())
  }
  query.execution.stop()
  expect(await query.ended()).toBeNull()

  const { disk } = machine
  const blank = (text: string) => text.replace(/"batchTimestampMs":(\d+|<MS>)/, '"batchTimestampMs":0').split('\n')
  for (const [folder, lines] of [
    ['offsets', 2],
    ['commits', 2],
  ] as const) {
    const ours = disk.paths(`${checkpointPath}/${folder}`).filter((path) => /\/\d+$/.test(path))
    expect(ours).toHaveLength(6)
    for (const path of ours) {
      const theirs = readFileSync(`${corpus}csv-dedup/blank/${path.slice(checkpointPath.length + 1)}`, 'utf8')
      expect(blank(disk.text(path)).slice(0, lines), path).toEqual(blank(theirs).slice(0, lines))
    }
  }
  const rows = query.progress.map(({ batchId, numInputRows, stateOperators }) => [
    batchId,
    numInputRows,
    stateOperators[0]?.numRowsTotal,
    stateOperators[0]?.numRowsRemoved,
    stateOperators[0]?.numRowsDroppedByWatermark,
  ])
  const { expected } = JSON.parse(readFileSync(`${corpus}csv-dedup/query.json`, 'utf8')) as {
    expected: { batches: SparkBatch[] }
  }
  expect(rows).toEqual(
    expected.batches.map(({ batchId, input, state: [state] }) => [
      batchId,
      input[0]?.[1],
      state?.total,
      state?.removed,
      state?.droppedByWatermark,
    ]),
  )
})

interface SparkBatch {
  readonly batchId: number
  readonly input: readonly (readonly [string, number])[]
  readonly state: readonly {
    readonly total: number
    readonly removed: number
    readonly droppedByWatermark: number
  }[]
}
