import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { StateStore } from '../../src/contracts/state-store.ts'
import { nodeFileSystem } from '../../src/platform/node-file-system.ts'
import { memoryStateStore } from '../../src/state/memory/memory-state-store-provider.ts'
import { lmdbStateStore } from '../../src/state-lmdb.ts'
import { changeMuch, openAt } from './lmdb-batches.ts'
import { contentOf, slice } from './state-store-suite.ts'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'streamkit-lmdb-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return `${path}/state/0/0`
}
const lmdb = (directory: string, writeBufferBytes = 0): Promise<StateStore> =>
  openAt(lmdbStateStore({ writeBufferBytes, minDeltasForSnapshot: 3 }), directory, nodeFileSystem)

/** What the files say, read without LMDB. */
async function inFiles(directory: string, version: number) {
  const store = await openAt(memoryStateStore, directory, nodeFileSystem)
  await store.load(version)
  return contentOf(store)
}

async function withBatches(directory: string, count: number): Promise<StateStore> {
  const store = await lmdb(directory)
  await store.load(0)
  for (let i = 0; i < count; i++) {
    for (let n = 0; n < 50; n++) store.put(slice(`${i} ${n}`), slice('the value'), i * 50 + n)
    store.removeExpired(i * 30)
    await store.commit()
  }
  return store
}

test('a process that is killed while LMDB takes in a batch leaves the state of its files', {
  timeout: 60_000,
}, async () => {
  const directory = await folder()
  let version = 0
  for (const batches of [1, 2, 1, 3]) {
    const writer = fileURLToPath(new URL('./lmdb-writer.ts', import.meta.url))
    const child = spawn(process.execPath, ['--conditions=@streamkit/source', writer, directory, String(version)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let durable = version
    for await (const line of createInterface(child.stdout)) {
      durable = Number(/(\d+)\.delta$/.exec(line)?.[1])
      if (durable < version + batches) continue
      child.kill('SIGKILL')
      break
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    const store = await lmdb(directory)
    await store.load(durable)
    const found = contentOf(store)
    expect(store.metrics().numKeys).toBe(found.size)
    expect(found).toEqual(await inFiles(directory, durable))
    // The batch that was killed may have to be run again from the version before.
    await store.load(durable - 1)
    changeMuch(store)
    await store.commit()
    expect(contentOf(store)).toEqual(await inFiles(directory, durable))
    await store.close()
    version = durable
  }
})

test('a working copy that is gone is made anew', async () => {
  const directory = await folder()
  const before = await withBatches(directory, 7)
  const expected = contentOf(before)
  await before.close()
  await rm(`${directory}/lmdb`, { recursive: true })
  const store = await lmdb(directory, 5000)
  await store.load(7)
  expect(contentOf(store)).toEqual(expected)
})

test('a working copy that is ahead of the version, or of another history, is made anew', async () => {
  const directory = await folder()
  await (await withBatches(directory, 7)).close()
  const memory = await openAt(memoryStateStore, directory, nodeFileSystem)
  await memory.load(5)
  for (let i = 0; i < 3; i++) {
    memory.put(slice('other'), slice(`history ${i}`))
    await memory.commit()
  }
  const store = await lmdb(directory)
  for (const version of [7, 8, 6]) {
    await store.load(version)
    expect(contentOf(store)).toEqual(await inFiles(directory, version))
  }
  expect(store.metrics().custom.lmdbRebuildCount).toBeGreaterThan(0)
})

test('a damaged entry of the working copy is named, and the next start makes the copy anew', async () => {
  const directory = await folder()
  const before = await withBatches(directory, 5)
  const expected = contentOf(before)
  await before.close()
  const path = `${directory}/lmdb/data.mdb`
  const bytes = await readFile(path)
  for (let at = bytes.indexOf('the value'); at >= 0; at = bytes.indexOf('the value', at + 1)) bytes[at] = 0x54
  await writeFile(path, bytes)
  const store = await lmdb(directory)
  await store.load(5)
  expect(() => contentOf(store)).toThrow(expect.objectContaining({ condition: 'STATE_WORKING_COPY_CORRUPTED' }))
  await store.close()
  const again = await lmdb(directory)
  await again.load(5)
  expect(contentOf(again)).toEqual(expected)
  await again.close()
})

test('files that are none of LMDB are replaced', async () => {
  const directory = await folder()
  const before = await withBatches(directory, 5)
  const expected = contentOf(before)
  await before.close()
  await writeFile(`${directory}/lmdb/data.mdb`, Buffer.alloc(16_384, 'not LMDB'))
  const store = await lmdb(directory)
  await store.load(5)
  expect(contentOf(store)).toEqual(expected)
  await store.close()
})
