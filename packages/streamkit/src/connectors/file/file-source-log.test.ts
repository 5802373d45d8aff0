import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { faultyFileSystem } from '../../../test/files/faulty-file-system.ts'
import { ManualClock } from '../../../test/files/manual-clock.ts'
import type { FileSystem } from '../../contracts/file-system.ts'
import { CheckpointFiles } from '../../durable/checkpoint-files.ts'
import { nodeFileSystem } from '../../platform/node-file-system.ts'
import type { FileEntry } from './file-entry.ts'
import { FileSourceLog } from './file-source-log.ts'

const corpus = fileURLToPath(new URL('../../../test/spark-corpus/checkpoint/', import.meta.url))
const golden = ['csv-dedup', 'csv-stateless-update', 'csv-windowed-agg']

let directory: string
const clock = new ManualClock()
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'streamkit-source-log-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

function logOver(fileSystem: FileSystem = nodeFileSystem): FileSourceLog {
  const files = new CheckpointFiles(fileSystem, { uuid: () => randomUUID() })
  return new FileSourceLog({ directory, files, fileSystem, clock })
}

async function open(fileSystem?: FileSystem): Promise<{ log: FileSourceLog; restored: FileEntry[] }> {
  const log = logOver(fileSystem)
  const restored: FileEntry[] = []
  await log.restore((entry) => restored.push(entry))
  return { log, restored }
}

const entriesOf = (batchId: number, count = 1): FileEntry[] =>
  Array.from({ length: count }, (_, i) => ({ path: `/d/${batchId}-${i}`, timestamp: 1000 + batchId, batchId }))
const names = async () => (await readdir(directory)).filter((name) => !name.startsWith('.')).sort()

describe.each(golden)('the log that Spark wrote for %s', (query) => {
  test('is read, and writing its entries gives the same bytes', async () => {
    const original = `${corpus}${query}/raw/sources/0`
    await cp(original, directory, { recursive: true })
    const { restored } = await open()
    expect(restored.map(({ batchId }) => batchId)).toEqual([0, 1, 2])
    expect(restored[0]).toEqual({ path: '/DIR/src_a/f00000.csv', timestamp: 1_700_000_001_000, batchId: 0 })

    await rm(directory, { recursive: true })
    const { log } = await open()
    for (const entry of restored) await log.add(entry.batchId, [entry])
    for (const name of ['0', '1', '2']) {
      expect(await readFile(`${directory}/${name}`)).toEqual(await readFile(`${original}/${name}`))
    }
  })
})

test('every tenth batch repeats all before it in one file', async () => {
  const { log } = await open()
  for (let id = 0; id < 21; id++) expect(await log.add(id, entriesOf(id, 2))).toBe(true)
  expect(await names()).toEqual(
    [...Array(21).keys()].map((id) => (id === 9 || id === 19 ? `${id}.compact` : String(id))).sort(),
  )
  const lines = (await readFile(`${directory}/19.compact`, 'utf8')).split('\n')
  expect(lines[0]).toBe('v1')
  expect(lines.slice(1).map((line) => JSON.parse(line).batchId)).toEqual(
    [...Array(20).keys()].flatMap((id) => [id, id]),
  )
  const { restored } = await open()
  expect(restored.length).toBe(42)
})

test('a batch is found again: in its file, in a compacted one, and in one that outlived it', async () => {
  const { log } = await open()
  for (let id = 0; id < 12; id++) await log.add(id, entriesOf(id, 2))
  const { log: later } = await open()
  for (const id of [11, 9, 3]) expect(await later.get(id)).toEqual(entriesOf(id, 2))
  await rm(`${directory}/3`)
  const { log: last } = await open()
  expect(await last.get(3)).toEqual(entriesOf(3, 2))
})

test('files that a compacted one has made needless go after ten minutes, 100 batches are kept', async () => {
  const { log } = await open()
  for (let id = 0; id < 112; id++) await log.add(id, entriesOf(id))
  expect((await names()).length).toBe(112)
  for (const name of await names())
    await utimes(`${directory}/${name}`, clock.now() / 1000 - 601, clock.now() / 1000 - 601)
  await utimes(`${directory}/5`, clock.now() / 1000, clock.now() / 1000)
  await log.add(112, entriesOf(112))
  expect(await names()).toContain('5')
  expect(await names()).not.toContain('4')
  clock.advance(601_000)
  await log.add(113, entriesOf(113))
  const left = await names()
  expect(left).not.toContain('8')
  expect(left).toContain('9.compact')
  expect((await open()).restored.length).toBe(114)
})

test('an existing log keeps the interval by which it was compacted', async () => {
  await writeFile(`${directory}/3.compact`, ['v1', ...[0, 1, 2, 3].map(line)].join('\n'))
  const { log } = await open()
  for (let id = 4; id < 8; id++) await log.add(id, entriesOf(id))
  expect(await names()).toEqual(['3.compact', '4', '5', '6', '7.compact'])
})

const line = (batchId: number) => `{"path":"file:///d/${batchId}-0","timestamp":${1000 + batchId},"batchId":${batchId}}`

describe('a log that is damaged is named and not guessed at', () => {
  const good = ['v1', line(0)].join('\n')
  test.each([
    ['it is empty', ''],
    ['its first line is no version', line(0)],
    ['a line is not JSON', `${good}\n{"path":`],
    ['a line is not a JSON object', `${good}\n5`],
    ['an entry has no path', `${good}\n{"__proto__":{"path":"file:///x"},"timestamp":1,"batchId":0}`],
    ['the timestamp of an entry', `${good}\n{"path":"file:///x","timestamp":"1","batchId":0}`],
    ['the batchId of an entry', `${good}\n{"path":"file:///x","timestamp":1,"batchId":-1}`],
    ['not a file: URI', `${good}\n{"path":"hdfs:///x","timestamp":1,"batchId":0}`],
    ['an entry of batch 7', `${good}\n${line(7)}`],
    ['a line is too long', `${good}\n{"path":"file:///${'x'.repeat(1_500_000)}`],
  ])('%s', async (reason, text) => {
    await writeFile(`${directory}/0`, text)
    const failure = await open().catch((error: unknown) => error)
    expect(failure).toMatchObject({ condition: 'CHECKPOINT_CORRUPTED' })
    expect(String(failure)).toContain(`${directory}/0`)
    expect(String(failure)).toContain(reason)
  })

  test('a version of the future is refused', async () => {
    await writeFile(`${directory}/0`, `v2\n${line(0)}`)
    await expect(open()).rejects.toMatchObject({ condition: 'CHECKPOINT_VERSION' })
  })

  test('a hole is found when the log is opened', async () => {
    const { log } = await open()
    for (let id = 0; id < 4; id++) await log.add(id, entriesOf(id))
    await rm(`${directory}/1`)
    await expect(open()).rejects.toMatchObject({ condition: 'CHECKPOINT_CORRUPTED' })
  })

  test('a file cut at any byte is refused, or it has lost nothing', async () => {
    const { log } = await open()
    await log.add(0, entriesOf(0, 2))
    const whole = await readFile(`${directory}/0`)
    for (let length = 0; length < whole.length; length++) {
      await writeFile(`${directory}/0`, whole.subarray(0, length))
      await expect(open(), `${length} bytes`).rejects.toMatchObject({ condition: 'CHECKPOINT_CORRUPTED' })
    }
  })
})

test('F08: a compaction that is killed at any step is repeated by the next run, and nothing is lost', async () => {
  const { log: first } = await open()
  for (let id = 0; id < 9; id++) await first.add(id, entriesOf(id, 3))
  const before = `${directory}-before`
  await cp(directory, before, { recursive: true })
  const compact = async (fileSystem: FileSystem) => {
    const { log } = await open(fileSystem)
    const steps = (fileSystem as ReturnType<typeof faultyFileSystem>).calls.length
    await log.add(9, entriesOf(9, 3))
    return steps
  }
  const observed = faultyFileSystem(nodeFileSystem, () => null)
  const firstStep = await compact(observed)
  for (let step = firstStep; step < observed.calls.length; step++) {
    // killed after a call is killed before the next one
    for (const fault of step + 1 === observed.calls.length ? (['kill', 'killAfter'] as const) : (['kill'] as const)) {
      await rm(directory, { recursive: true })
      await cp(before, directory, { recursive: true })
      await compact(faultyFileSystem(nodeFileSystem, (_, index) => (index === step ? fault : null))).catch(() => {})
      const { log, restored } = await open()
      expect([27, 30]).toContain(restored.length)
      if (restored.length === 27) expect(await log.add(9, entriesOf(9, 3))).toBe(true)
      const after = await open()
      expect(after.restored.length).toBe(30)
      expect(await after.log.get(9)).toEqual(entriesOf(9, 3))
      expect((await readdir(directory)).filter((name) => name.endsWith('.tmp'))).toEqual([])
    }
  }
  await rm(before, { recursive: true })
})

test('F08: a long log is compacted and read in pieces, never as a whole', async () => {
  let longest = 0
  const note = (length: number) => {
    longest = Math.max(longest, length)
  }
  const watching: FileSystem = {
    ...nodeFileSystem,
    async open(path, flags) {
      const handle = await nodeFileSystem.open(path, flags)
      return {
        ...handle,
        read(into, position) {
          note(into.length)
          return handle.read(into, position)
        },
        write(bytes) {
          note(bytes.length)
          return handle.write(bytes)
        },
      }
    },
    async readFile(path) {
      const bytes = await nodeFileSystem.readFile(path)
      note(bytes.length)
      return bytes
    },
  }
  const { log } = await open(watching)
  for (let id = 0; id < 20; id++) await log.add(id, entriesOf(id, 2000))
  expect((await nodeFileSystem.stat(`${directory}/19.compact`)).size).toBeGreaterThan(2_000_000)
  let count = 0
  await logOver(watching).restore(() => void count++)
  expect(count).toBe(40_000)
  expect(longest).toBeLessThanOrEqual(256 * 1024)
})

test('a batch that another run has written is not written again', async () => {
  const { log } = await open()
  const { log: other } = await open()
  expect(await other.add(0, entriesOf(0, 2))).toBe(true)
  expect(await log.add(0, entriesOf(0, 1))).toBe(false)
  expect((await open()).restored).toEqual(entriesOf(0, 2))
})
