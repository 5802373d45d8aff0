import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { StateStore } from '../../src/contracts/state-store.ts'
import { CheckpointException } from '../../src/errors/streamkit-error.ts'
import { nodeFileSystem } from '../../src/platform/node-file-system.ts'
import { memoryStateStoreWith } from '../../src/state/memory/memory-state-store-provider.ts'
import { Crashed, CrashingFileSystem } from './crashing-file-system.ts'
import { contentOf, loaded, openStore, slice, stateDirectory, stillClock } from './state-store-suite.ts'

const provider = memoryStateStoreWith({ minDeltasForSnapshot: 2, pageBytes: 1024, shardBits: 1 })
type Content = ReturnType<typeof contentOf>

/** One batch: new keys, a changed one, one removed, some expired. `history` tells different runs of the same batch apart. */
function changeBatch(store: StateStore, history: string): void {
  const n = store.version
  for (let i = 0; i < 5; i++) store.putIfAbsent(slice(`${history}${n}-${i}`), slice(`v${i}`), n * 10 + i)
  store.put(slice('always'), slice(`${history}${n}`))
  store.remove(slice(`${history}${n - 1}-2`))
  store.removeExpired((n - 3) * 10 + 2)
}

async function run(store: StateStore, upTo: number, history: string): Promise<Map<number, Content>> {
  const contents = new Map<number, Content>()
  while (store.version < upTo) {
    changeBatch(store, history)
    await store.commit()
    contents.set(store.version, contentOf(store))
  }
  return contents
}

async function diskWith(versions: number, history = 'a'): Promise<[CrashingFileSystem, Map<number, Content>]> {
  const disk = new CrashingFileSystem()
  const contents = await run(await loaded(provider, disk, 0), versions, history)
  return [disk, contents]
}

/** The content of a version, or the error. */
async function tryLoad(disk: CrashingFileSystem, version: number): Promise<Content | CheckpointException> {
  try {
    return contentOf(await loaded(provider, disk, version))
  } catch (error) {
    if (error instanceof CheckpointException) return error
    throw error
  }
}

const keeps: readonly [string, (n: number) => number][] = [
  ['nothing', () => 0],
  ['half', (n) => n >> 1],
  ['everything', (n) => n],
]

describe('a crash', () => {
  const last = 7
  test.each(keeps)(
    'at any step leaves the version that was committed, whole, when %s that was not synced survives',
    async (_, keep) => {
      const [undisturbed, expected] = await diskWith(last)
      expected.set(0, new Map())
      for (let at = 0; at < undisturbed.steps; at++) {
        const disk = new CrashingFileSystem(undefined, { at, isWriteTorn: true })
        const store = await openStore(provider, disk)
        let committed = 0
        await expect(
          (async () => {
            await store.load(0)
            while (committed < last) {
              changeBatch(store, 'a')
              await store.commit()
              committed = store.version
            }
          })(),
          `step ${at}`,
        ).rejects.toBeInstanceOf(CheckpointException)
        const after = disk.afterCrash(keep)
        expect(await tryLoad(after, committed), `step ${at}, version ${committed}`).toEqual(expected.get(committed))
        const further = await tryLoad(after, committed + 1)
        if (!(further instanceof CheckpointException)) expect(further).toEqual(expected.get(committed + 1))

        // The batch runs again, with another outcome, and what the crashed run left of it does not show.
        const again = await loaded(provider, after, committed)
        const contents = await run(again, last + 3, 'b')
        for (const [version, content] of contents) expect(await tryLoad(after, version), `step ${at}`).toEqual(content)
        expect((await after.names(stateDirectory)).filter((name) => name.endsWith('.tmp'))).toEqual([])
      }
    },
  )

  test.each(keeps)('while old versions are purged loses none that is kept, when %s survives', async (_, keep) => {
    const [undisturbed] = await diskWith(9)
    const before = undisturbed.steps
    const probe = await loaded(provider, undisturbed, 9)
    await probe.purge(6)
    const purging = undisturbed.steps - before
    expect(purging).toBeGreaterThan(4)
    for (let step = 0; step < purging; step++) {
      const disk = new CrashingFileSystem(undefined, { at: before + step })
      const store = await loaded(provider, disk, 0)
      const contents = await run(store, 9, 'a')
      await expect(store.purge(6)).rejects.toMatchObject({ cause: expect.any(Crashed) })
      const after = disk.afterCrash(keep)
      for (let version = 6; version <= 9; version++)
        expect(await tryLoad(after, version)).toEqual(contents.get(version))
    }
  })
})

describe('a damaged file', () => {
  test('of any kind, anywhere, is found: the version comes from other files or not at all', async () => {
    const [, contents] = await diskWith(7)
    const [sound] = await diskWith(7)
    const names = await sound.names(stateDirectory)
    expect(names).toContain('6.snapshot')
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom('flip', 'cut', 'extend', 'empty', 'remove'),
        async (name, at, mask, how) => {
          const [disk] = await diskWith(7)
          const path = `${stateDirectory}/${name}`
          if (how === 'remove') await disk.unlink(path)
          else {
            disk.damage(path, (bytes) => {
              if (how === 'empty') return new Uint8Array(0)
              if (how === 'extend') return Uint8Array.of(...bytes, mask)
              const place = at % bytes.length
              if (how === 'cut') return bytes.slice(0, place)
              bytes[place] = (bytes[place] as number) ^ mask
              return bytes
            })
          }
          for (let version = 1; version <= 7; version++) {
            const got = await tryLoad(disk, version)
            if (!(got instanceof CheckpointException)) expect(got).toEqual(contents.get(version))
            else {
              expect(got.messageParameters.path).toBe(path)
              expect(['STATE_CORRUPTED', 'CHECKPOINT_VERSION']).toContain(got.condition)
            }
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  test('that is a snapshot is passed over for an older one', async () => {
    const [disk, contents] = await diskWith(7)
    disk.damage(`${stateDirectory}/6.snapshot`, (bytes) => bytes.slice(0, -1))
    const store = await loaded(provider, disk, 7)
    expect(contentOf(store)).toEqual(contents.get(7))
    expect(store.metrics().custom.numSnapshotsAutoRepaired).toBe(1)
  })

  test('that is a delta does not matter where a later snapshot leads to the version', async () => {
    const [disk, contents] = await diskWith(7)
    await disk.unlink(`${stateDirectory}/3.delta`)
    expect(await tryLoad(disk, 7)).toEqual(contents.get(7))
  })

  test('that nothing replaces is named, with what is wrong with it', async () => {
    const [disk] = await diskWith(7)
    await disk.unlink(`${stateDirectory}/7.delta`)
    expect(await tryLoad(disk, 7)).toMatchObject({
      condition: 'STATE_CORRUPTED',
      messageParameters: { version: '7', path: `${stateDirectory}/7.delta`, reason: 'is missing' },
    })
    disk.damage(`${stateDirectory}/5.delta`, (bytes) => bytes.slice(0, 50))
    expect(await tryLoad(disk, 5)).toMatchObject({ messageParameters: { reason: 'is torn: it ends too early' } })
  })

  test('of a later release is refused as such', async () => {
    const [disk] = await diskWith(1)
    disk.damage(`${stateDirectory}/1.delta`, (bytes) => bytes.with(7, 2))
    expect(await tryLoad(disk, 1)).toMatchObject({ condition: 'CHECKPOINT_VERSION' })
  })
})

describe('a history that was given up', () => {
  test('is gone with the first commit of the next one', async () => {
    const [disk] = await diskWith(9, 'a')
    const store = await loaded(provider, disk, 3)
    // Only reading changes nothing: the versions may still be wanted.
    expect(await disk.names(stateDirectory)).toContain('9.delta')
    await run(store, 4, 'b')
    expect((await disk.names(stateDirectory)).filter((name) => Number.parseInt(name, 10) >= 4)).toEqual([
      '4.delta',
      '4.snapshot',
    ])
  })

  test('is not mixed with the next one even if its files come back', async () => {
    const [old] = await diskWith(9, 'a')
    for (const name of ['5.delta', '6.delta', '4.snapshot', '6.snapshot']) {
      const [disk] = await diskWith(3, 'a')
      const contents = await run(await loaded(provider, disk, 3), 7, 'b')
      const bytes = await old.readFile(`${stateDirectory}/${name}`)
      if (!(await disk.names(stateDirectory)).includes(name)) {
        await (await disk.open(`${stateDirectory}/${name}`, 'w')).close()
      }
      disk.damage(`${stateDirectory}/${name}`, () => bytes)
      const got = await tryLoad(disk, 7)
      if (got instanceof CheckpointException) expect(got.condition).toBe('STATE_CORRUPTED')
      else expect(got).toEqual(contents.get(7))
    }
  })

  test('leaves the same files as the next one where it did the same', async () => {
    const [first] = await diskWith(7, 'a')
    const [second] = await diskWith(5, 'a')
    await run(await loaded(provider, second, 3), 7, 'a')
    for (const name of ['4.delta', '7.delta']) {
      const path = `${stateDirectory}/${name}`
      expect(await second.readFile(path)).toEqual(await first.readFile(path))
    }
  })
})

describe('a commit that fails', () => {
  test.each([
    ['write', 'ENOSPC', 'CHECKPOINT_NO_SPACE'],
    ['sync', 'EIO', 'CHECKPOINT_IO'],
    ['rename', 'EACCES', 'CHECKPOINT_IO'],
  ] as const)(
    'at %s with %s says so, leaves nothing half-written and can be tried again',
    async (step, code, condition) => {
      const [disk, contents] = await diskWith(2)
      const store = await loaded(provider, disk, 2)
      changeBatch(store, 'a')
      disk.fault = { step, code }
      await expect(store.commit()).rejects.toMatchObject({
        condition,
        messageParameters: { path: `${stateDirectory}/3.delta` },
      })
      expect(store.version).toBe(2)
      expect((await disk.names(stateDirectory)).filter((name) => !/^[12]\.(delta|snapshot)$/.test(name))).toEqual([])
      await store.abort()
      expect(contentOf(store)).toEqual(contents.get(2))
      changeBatch(store, 'a')
      await store.commit()
      expect(await tryLoad(disk, 3)).toEqual(contentOf(store))
    },
  )
})

describe('the files', () => {
  test('of a batch that changed nothing are a few bytes', async () => {
    const disk = new CrashingFileSystem()
    const store = await loaded(provider, disk, 0)
    await store.commit()
    expect((await disk.stat(`${stateDirectory}/1.delta`)).size).toBe(56)
  })

  test('of a batch that removed many expired keys are a few bytes too', async () => {
    const disk = new CrashingFileSystem()
    const store = await loaded(memoryStateStoreWith({}), disk, 0)
    for (let i = 0; i < 10_000; i++) store.put(slice(`key ${i}`), slice(''), i)
    await store.commit()
    expect(store.removeExpired(5_000)).toBe(5_001)
    await store.commit()
    expect((await disk.stat(`${stateDirectory}/2.delta`)).size).toBeLessThan(100)
    expect((await loaded(provider, disk, 2)).metrics().numKeys).toBe(4_999)
  })

  test('that no kept version needs are purged', async () => {
    const [disk, contents] = await diskWith(9)
    const store = await loaded(provider, disk, 9)
    await store.purge(5)
    expect((await disk.names(stateDirectory)).filter((name) => Number.parseInt(name, 10) < 4)).toEqual([])
    for (let version = 5; version <= 9; version++) expect(await tryLoad(disk, version)).toEqual(contents.get(version))
    await store.purge(100)
    expect(await tryLoad(disk, 9)).toEqual(contents.get(9))
  })

  test('are read back from a disk, and only their owner may read them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'streamkit-state-'))
    const open = () =>
      provider.open(
        { directory: `${folder}/state/0/0`, operatorId: 0, storeName: 'default' },
        { fileSystem: nodeFileSystem, clock: stillClock },
      )
    try {
      const store = await open()
      await store.load(0)
      const contents = await run(store, 5, 'a')
      const again = await open()
      for (let version = 1; version <= 5; version++) {
        await again.load(version)
        expect(contentOf(again)).toEqual(contents.get(version))
      }
      for (const name of ['5.delta', '4.snapshot']) {
        expect((await stat(`${folder}/state/0/0/${name}`)).mode & 0o777).toBe(0o600)
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
