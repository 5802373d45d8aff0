import { describe, expect, test } from 'vitest'
import { type LoneProcess, loneProcess } from '../../../test/simulation/lone-process.ts'
import { offset } from '../../contracts/offset.ts'
import { type CommitMetadata, commitLog } from './commit-log.ts'
import type { MetadataLog } from './metadata-log.ts'
import { type OffsetSeq, offsetSeqLog } from './offset-seq-log.ts'
import { type RecoveryPoint, recoveryPoint } from './recovery-point.ts'

const root = '/checkpoint'

function plan(batchId: number): OffsetSeq {
  return {
    batchWatermarkMs: batchId * 10,
    batchTimestampMs: 1000 + batchId,
    conf: { a: 'b' },
    offsets: [offset(`{"end":${batchId}}`)],
  }
}

interface Logs extends LoneProcess {
  readonly offsetLog: MetadataLog<OffsetSeq>
  readonly commitLog: MetadataLog<CommitMetadata>
  recover(recoverTornTail?: boolean, minBatchesToRetain?: number): Promise<RecoveryPoint>
}

async function logsWith(planned: readonly number[], committed: readonly number[]): Promise<Logs> {
  const process = loneProcess()
  const logs = { offsetLog: offsetSeqLog(process.files, root), commitLog: commitLog(process.files, root) }
  await logs.offsetLog.initialize()
  await logs.commitLog.initialize()
  for (const id of planned) await logs.offsetLog.add(id, plan(id))
  for (const id of committed) await logs.commitLog.add(id, { nextBatchWatermarkMs: id * 10 + 10 })
  const recover = (recoverTornTail = false, minBatchesToRetain = 100) =>
    recoveryPoint({ checkpoint: root, ...logs, recoverTornTail, minBatchesToRetain })
  return { ...process, ...logs, recover }
}

/** Cuts a file, and its checksum with it: what a crash leaves of a file that nobody synced. */
function tear({ disk }: Logs, path: string, length: number): void {
  const bytes = disk.file(path).data.slice(0, length)
  disk.place(path, bytes)
  const checksum = path.replace(/([^/]+)$/, '.$1.crc')
  if (disk.paths().includes(checksum)) disk.unlink(checksum)
}

test('a new checkpoint begins with batch 0', async () => {
  const { recover } = await logsWith([], [])
  expect(await recover()).toEqual({ nextBatchId: 0, planned: null, previous: null, previousCommit: null })
})

test('after a committed batch the next one is planned anew', async () => {
  const { recover } = await logsWith([0, 1], [0, 1])
  expect(await recover()).toEqual({
    nextBatchId: 2,
    planned: null,
    previous: plan(1),
    previousCommit: { nextBatchWatermarkMs: 20 },
  })
})

test('a planned batch without a commit is run again as it was planned', async () => {
  const { recover } = await logsWith([0, 1, 2], [0, 1])
  expect(await recover()).toMatchObject({ nextBatchId: 2, planned: plan(2), previous: plan(1) })
})

test('an old entry that a power loss brought back after its purge is no hole', async () => {
  const { recover } = await logsWith([8, 10, 11], [8, 10])
  expect(await recover(false, 1)).toMatchObject({ nextBatchId: 11 })
  await expect(recover(false, 2)).rejects.toMatchObject({ condition: 'CHECKPOINT_GAP' })
})

describe('C05: the plan of the last batch is torn', () => {
  test('at each byte: the query says which file, and changes nothing', async () => {
    const whole = (await logsWith([0, 1], [0])).disk.file(`${root}/offsets/1`).data.length
    for (let length = 0; length < whole; length++) {
      const logs = await logsWith([0, 1], [0])
      tear(logs, `${root}/offsets/1`, length)
      const found = await logs.recover().catch((error: unknown) => error)
      expect(found, `${length}`).toMatchObject({ condition: 'CHECKPOINT_CORRUPTED' })
      expect(String(found)).toContain(`${root}/offsets/1`)
      expect(logs.disk.paths()).toContain(`${root}/offsets/1`)
    }
  })

  test('with recoverTornTail it is dropped, and planned anew', async () => {
    const logs = await logsWith([0, 1], [0])
    tear(logs, `${root}/offsets/1`, 7)
    expect(await logs.recover(true)).toMatchObject({ nextBatchId: 1, planned: null, previous: plan(0) })
    expect(await logs.offsetLog.batchIds()).toEqual([0])
  })

  test('recoverTornTail drops no plan whose batch was committed', async () => {
    const logs = await logsWith([0, 1], [0, 1])
    tear(logs, `${root}/offsets/1`, 7)
    await expect(logs.recover(true)).rejects.toMatchObject({ condition: 'CHECKPOINT_CORRUPTED' })
  })
})

describe('C06: the commit of the last batch is torn', () => {
  test('at each byte: the batch runs again with its plan', async () => {
    const whole = (await logsWith([0, 1], [0, 1])).disk.file(`${root}/commits/1`).data.length
    for (let length = 0; length < whole; length++) {
      const logs = await logsWith([0, 1], [0, 1])
      tear(logs, `${root}/commits/1`, length)
      expect(await logs.recover(), `${length}`).toMatchObject({ nextBatchId: 1, planned: plan(1), previous: plan(0) })
      expect(await logs.commitLog.add(1, { nextBatchWatermarkMs: 20 })).toBe(true)
    }
  })

  test('of the first batch: it runs again', async () => {
    const logs = await logsWith([0], [0])
    tear(logs, `${root}/commits/0`, 0)
    expect(await logs.recover()).toEqual({ nextBatchId: 0, planned: plan(0), previous: null, previousCommit: null })
  })
})

describe('C10: a hole in the logs is never guessed at', () => {
  test.each([
    ['offsets 5,7 and commits 4,5', [5, 7], [4, 5]],
    ['a plan is missing in the middle', [4, 6], [4, 5]],
    ['two plans without a commit', [4, 5, 6], [4]],
    ['a commit without its plan', [4], [4, 5]],
    ['commits only', [], [0, 1]],
    ['the plan before the running one is missing', [6], [4, 5]],
    ['the log begins after the start', [3], []],
    ['a commit is missing before the last one', [0, 1, 2], [0, 2]],
  ])('%s', async (_, planned, committed) => {
    const { recover, disk } = await logsWith(planned, committed)
    const before = disk.paths()
    const error = await recover().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ condition: 'CHECKPOINT_GAP' })
    expect(disk.paths()).toEqual(before)
  })

  test('the message lists both folders', async () => {
    const { recover } = await logsWith([5, 7], [4, 5])
    await expect(recover()).rejects.toThrow('offsets 5,7, commits 4,5')
  })
})

describe('C16: old entries that a purge half removed', () => {
  test.each([
    [
      [1, 3, 4],
      [2, 3],
    ],
    [
      [3, 4],
      [0, 2, 3],
    ],
    [[3, 4], [3]],
  ])('offsets %j, commits %j: the newest ones count', async (planned, committed) => {
    const { recover } = await logsWith(planned, committed)
    expect(await recover()).toMatchObject({ nextBatchId: 4, planned: plan(4), previous: plan(3) })
  })
})

describe('C17: a bit flips in an entry', () => {
  async function flipped(path: string, planned: readonly number[], committed: readonly number[]): Promise<Logs[]> {
    const bits = (await logsWith(planned, committed)).disk.file(path).data.length * 8
    return Promise.all(
      Array.from({ length: bits }, async (_, bit) => {
        const logs = await logsWith(planned, committed)
        const bytes = logs.disk.file(path).data.slice()
        bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7))
        logs.disk.place(path, bytes)
        return logs
      }),
    )
  }

  test.each([
    ['the plan that is to run again', 'offsets/1', [0, 1], [0]],
    ['the plan of the last committed batch', 'offsets/1', [0, 1], [0, 1]],
    ['the plan before the one that is to run again', 'offsets/1', [0, 1, 2], [0, 1]],
    ['the commit before a planned batch', 'commits/1', [0, 1, 2], [0, 1]],
  ])('in %s: the query says which file, and changes nothing', async (_, path, planned, committed) => {
    for (const logs of await flipped(`${root}/${path}`, planned, committed)) {
      const before = logs.disk.paths()
      await expect(logs.recover()).rejects.toMatchObject({ condition: 'CHECKPOINT_CORRUPTED' })
      await expect(logs.recover()).rejects.toThrow(`${root}/${path}`)
      expect(logs.disk.paths()).toEqual(before)
    }
  })

  test('in the commit of the last batch: it runs again', async () => {
    for (const logs of await flipped(`${root}/commits/1`, [0, 1], [0, 1]))
      expect(await logs.recover()).toMatchObject({ nextBatchId: 1, planned: plan(1) })
  })
})

describe('C12: an entry of a newer version', () => {
  test.each(['offsets/1', 'commits/1'])('%s: the query says what it read and what it can read', async (path) => {
    const logs = await logsWith([0, 1], path.startsWith('offsets') ? [0] : [0, 1])
    tear(logs, `${root}/${path}`, 0)
    logs.disk.place(`${root}/${path}`, 'v2\n{"something":"new"}')
    await expect(logs.recover(true)).rejects.toMatchObject({ condition: 'CHECKPOINT_VERSION' })
    await expect(logs.recover(true)).rejects.toThrow(/v2.*v1/)
    expect(logs.disk.paths()).toContain(`${root}/${path}`)
  })
})

describe('B17: an entry that somebody put there', () => {
  test.each([
    ['no version', '{"batchWatermarkMs":0}'],
    ['not JSON', 'v1\n{'],
    ['an array', 'v1\n[]\n{}'],
    ['a watermark that is text', 'v1\n{"batchWatermarkMs":"0","batchTimestampMs":0,"conf":{}}\n{}'],
    ['a watermark that is no whole number', 'v1\n{"batchWatermarkMs":1e400,"batchTimestampMs":0,"conf":{}}\n{}'],
    ['numbers from the prototype', 'v1\n{"__proto__":{"batchWatermarkMs":0,"batchTimestampMs":0},"conf":{}}\n{}'],
    ['conf that is no text', 'v1\n{"batchWatermarkMs":0,"batchTimestampMs":0,"conf":{"a":{}}}\n{}'],
    ['an offset that is not JSON', 'v1\n{"batchWatermarkMs":0,"batchTimestampMs":0,"conf":{}}\n{'],
    ['no source', 'v1\n{"batchWatermarkMs":0,"batchTimestampMs":0,"conf":{}}'],
    ['deep nesting', `v1\n{"batchWatermarkMs":0,"batchTimestampMs":0,"conf":${'['.repeat(100_000)}`],
  ])('%s', async (_, text) => {
    const logs = await logsWith([], [])
    logs.disk.place(`${root}/offsets/0`, text)
    await expect(logs.recover()).rejects.toMatchObject({ condition: 'CHECKPOINT_CORRUPTED' })
  })

  test('a conf named __proto__ changes no prototype', async () => {
    const logs = await logsWith([], [])
    const conf = '{"__proto__":"x"}'
    logs.disk.place(`${root}/offsets/0`, `v1\n{"batchWatermarkMs":0,"batchTimestampMs":0,"conf":${conf}}\n{}`)
    const { planned } = await logs.recover()
    expect(JSON.stringify(planned?.conf)).toBe(conf)
    expect(Object.getPrototypeOf(planned?.conf)).toBe(Object.prototype)
  })

  test('a file that is too long is not read', async () => {
    const logs = await logsWith([], [])
    logs.disk.place(`${root}/offsets/0`, new Uint8Array(65 * 1024 * 1024))
    await expect(logs.recover()).rejects.toThrow('it is too long')
  })
})
