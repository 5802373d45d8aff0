import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../src/contracts/clock.ts'
import type { ByteSlice, StateStore, StateStoreProvider } from '../../src/contracts/state-store.ts'
import { CrashingFileSystem } from './crashing-file-system.ts'

/** What an entry is in the model: text for bytes. */
interface ModelEntry {
  readonly value: string
  readonly expiresAt: number | null
}
type Model = ReadonlyMap<string, ModelEntry>

export const stateDirectory = '/checkpoint/state/0/0'
export const stillClock: Clock = { now: () => 0, monotonic: () => 0, sleep: async () => {} }

export function slice(text: string): ByteSlice {
  // Inside of a longer buffer, so that a store that forgets the start or the end is found out.
  const bytes = new TextEncoder().encode(`<${text}>`)
  return { bytes, start: 1, end: bytes.length - 1 }
}
export function textOf({ bytes, start, end }: ByteSlice): string {
  return new TextDecoder().decode(bytes.subarray(start, end))
}
export function contentOf(store: StateStore, prefix?: string): Map<string, ModelEntry> {
  const found: (readonly [string, ModelEntry])[] = []
  for (const { key, value, expiresAt } of store.entries(prefix === undefined ? undefined : slice(prefix))) {
    found.push([textOf(key), { value: textOf(value), expiresAt }])
  }
  expect(new Set(found.map(([key]) => key)).size).toBe(found.length)
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}
export function openStore(provider: StateStoreProvider, fileSystem: CrashingFileSystem): Promise<StateStore> {
  const id = { directory: stateDirectory, operatorId: 0, storeName: 'default' }
  return provider.open(id, { fileSystem, clock: stillClock })
}
export async function loaded(
  provider: StateStoreProvider,
  fileSystem: CrashingFileSystem,
  version: number,
): Promise<StateStore> {
  const store = await openStore(provider, fileSystem)
  await store.load(version)
  return store
}

const key = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 40 }).map((n) => `k${n}`) },
  { weight: 1, arbitrary: fc.string({ maxLength: 80 }) },
)
const value = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ minLength: 100, maxLength: 300 }) },
  { weight: 1, arbitrary: fc.constantFrom(32_766, 32_767, 40_000, 70_000).map((n) => `*${n}`) },
)
const expiresAt = fc.option(
  fc.oneof(
    fc.integer({ min: -50, max: 50 }),
    fc.integer({ min: -3, max: 3 }).map((n) => n * 5_000_000),
    // Times, not numbers that vanish when they are divided.
    fc.double({ noNaN: true, min: -1e300, max: 1e300 }).map((n) => (Math.abs(n) < 1e-9 ? 0 : n)),
  ),
)
export const change = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('put' as const), key, value, expiresAt }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('putIfAbsent' as const), key, value, expiresAt }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove' as const), key }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('list' as const), prefix: fc.constantFrom('k', 'k1', 'k33', 'z') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('removeExpired' as const),
      until: fc.oneof(fc.integer({ min: -60, max: 60 }), fc.constantFrom(-4_999_999, 5_000_000, 1e250)),
    }),
  },
)
export type Change = typeof change extends fc.Arbitrary<infer C> ? C : never

/** Written short, so that a counterexample can be read. */
const whole = (text: string): string => (/^\*\d{5}$/.test(text) ? 'v'.repeat(Number(text.slice(1))) : text)

/** Does the same to a store and to a plain map, and compares what they tell. */
export function apply(store: StateStore, model: Map<string, ModelEntry>, step: Change): void {
  switch (step.kind) {
    case 'put':
      store.put(slice(step.key), slice(whole(step.value)), step.expiresAt ?? undefined)
      model.set(step.key, { value: whole(step.value), expiresAt: step.expiresAt })
      return
    case 'putIfAbsent':
      expect(store.putIfAbsent(slice(step.key), slice(whole(step.value)), step.expiresAt ?? undefined)).toBe(
        !model.has(step.key),
      )
      if (!model.has(step.key)) model.set(step.key, { value: whole(step.value), expiresAt: step.expiresAt })
      return
    case 'remove':
      expect(store.remove(slice(step.key))).toBe(model.delete(step.key))
      return
    case 'list':
      expect([...contentOf(store, step.prefix).keys()].toSorted()).toEqual(
        [...model.keys()].filter((k) => k.startsWith(step.prefix)).toSorted(),
      )
      return
    case 'removeExpired': {
      const told: string[] = []
      const count = store.removeExpired(step.until, (k) => told.push(textOf(k)))
      const expired = [...model].filter(([, entry]) => entry.expiresAt !== null && entry.expiresAt <= step.until)
      expect(told.map((k) => model.get(k)?.expiresAt)).toEqual(
        expired.map(([, entry]) => entry.expiresAt as number).sort((a, b) => a - b),
      )
      expect(new Set(told)).toEqual(new Set(expired.map(([k]) => k)))
      expect(count).toBe(expired.length)
      for (const k of told) model.delete(k)
      return
    }
  }
}

export function expectSame(store: StateStore, model: Model): void {
  expect(contentOf(store)).toEqual(new Map([...model].sort(([a], [b]) => (a < b ? -1 : 1))))
  expect(store.metrics().numKeys).toBe(model.size)
  for (const [k, entry] of model) expect(textOf(store.get(slice(k)) as ByteSlice)).toBe(entry.value)
}

/** A provider for each disk of a test: what it keeps elsewhere must not come from another one. */
export interface StateStoreUnderTest {
  readonly name: string
  readonly make: () => StateStoreProvider
}

/** What every state store promises. */
export function stateStoreSuite({ name, make }: StateStoreUnderTest, numRuns = 150): void {
  describe(`the ${name} state store`, () => {
    test('behaves as a map, in every version, whatever is done to it', async () => {
      const batch = fc.record({
        changes: fc.array(change, { maxLength: 30 }),
        next: fc.constantFrom('commit', 'commit', 'commit', 'abort', 'reload', 'goBack', 'purge'),
        far: fc.nat(),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(batch, { maxLength: 25 }), (batches) => checkHistory(make(), batches)),
        { numRuns },
      )
    })

    test('gives null for a key that is not there, and an empty value for one that has none', async () => {
      const store = await loaded(make(), new CrashingFileSystem(), 0)
      store.put(slice('a'), slice(''))
      expect(store.get(slice('b'))).toBeNull()
      expect(textOf(store.get(slice('a')) as ByteSlice)).toBe('')
    })

    test('knows an empty key', async () => {
      const store = await loaded(make(), new CrashingFileSystem(), 0)
      expect(store.putIfAbsent(slice(''), slice('x'))).toBe(true)
      expect(store.putIfAbsent(slice(''), slice('y'))).toBe(false)
      expect(textOf(store.get(slice('')) as ByteSlice)).toBe('x')
    })

    test('takes a value that it gave as a new value', async () => {
      const store = await loaded(make(), new CrashingFileSystem(), 0)
      store.put(slice('a'), slice('the value of a'))
      store.put(slice('b'), store.get(slice('a')) as ByteSlice)
      store.put(slice('a'), store.get(slice('a')) as ByteSlice, 5)
      expect([...contentOf(store).values()]).toEqual([
        { value: 'the value of a', expiresAt: 5 },
        { value: 'the value of a', expiresAt: null },
      ])
    })

    test('lists the entries whose key begins with a prefix', async () => {
      const store = await loaded(make(), new CrashingFileSystem(), 0)
      for (const k of ['ab', 'abc', 'ac', 'a', 'b']) store.put(slice(k), slice(k))
      expect([...contentOf(store, 'ab').keys()]).toEqual(['ab', 'abc'])
    })

    test('removes what expires at the very moment, and leaves what expires a microsecond later', async () => {
      const store = await loaded(make(), new CrashingFileSystem(), 0)
      store.put(slice('at'), slice(''), 1_700_000_000_000_000)
      store.put(slice('after'), slice(''), 1_700_000_000_000_001)
      expect(store.removeExpired(1_700_000_000_000_000)).toBe(1)
      expect([...contentOf(store).keys()]).toEqual(['after'])
    })

    test('forgets the expiry that a put replaces', async () => {
      const store = await loaded(make(), new CrashingFileSystem(), 0)
      store.put(slice('later'), slice('1'), 10)
      store.put(slice('later'), slice('1'), 10_000_000)
      store.put(slice('never'), slice('1'), 10)
      store.put(slice('never'), slice('1'))
      store.put(slice('sooner'), slice('1'), 10_000_000)
      store.put(slice('sooner'), slice('1'), 10)
      expect(store.removeExpired(20)).toBe(1)
      expect([...contentOf(store).keys()]).toEqual(['later', 'never'])
      expect(store.removeExpired(20_000_000)).toBe(1)
      expect([...contentOf(store).keys()]).toEqual(['never'])
    })

    test('takes values of megabytes', async () => {
      const disk = new CrashingFileSystem()
      const provider = make()
      const store = await loaded(provider, disk, 0)
      const big = 'x'.repeat(3_000_000)
      store.put(slice('big'), slice(big))
      store.put(slice('small'), slice('s'))
      await store.commit()
      const again = await loaded(provider, disk, 1)
      expect(textOf(again.get(slice('big')) as ByteSlice)).toBe(big)
      expect(textOf(again.get(slice('small')) as ByteSlice)).toBe('s')
    })

    test('has version 0 without any file, and leaves none behind for it', async () => {
      const disk = new CrashingFileSystem()
      const provider = make()
      const store = await loaded(provider, disk, 0)
      expect(store.version).toBe(0)
      expect([...store.entries()]).toEqual([])
      expect(await disk.names('/')).toEqual([])
    })
  })
}

interface Batch {
  readonly changes: readonly Change[]
  readonly next: string
  readonly far: number
}

async function checkHistory(provider: StateStoreProvider, batches: readonly Batch[]): Promise<void> {
  const disk = new CrashingFileSystem()
  let store = await loaded(provider, disk, 0)
  const versions: Model[] = [new Map()]
  let oldest = 0
  for (const { changes, next, far } of batches) {
    const model = new Map(versions[store.version])
    for (const step of changes) apply(store, model, step)
    expectSame(store, model)
    if (next === 'commit' || next === 'purge') {
      await store.commit()
      versions[store.version] = model
      versions.length = store.version + 1
      if (next === 'purge') {
        oldest = Math.max(oldest, store.version - (far % 8))
        await store.purge(oldest)
      }
    } else if (next === 'abort') await store.abort()
    else {
      // A crash in the middle of the batch, or a batch that is run again from an older version.
      const back = next === 'reload' ? store.version : oldest + (far % (store.version - oldest + 1))
      store = await loaded(provider, disk, back)
    }
    expectSame(store, versions[store.version] as Model)
  }
  for (let v = oldest; v < versions.length; v++) {
    expectSame(await loaded(provider, disk, v), versions[v] as Model)
    // Loading another version in a store that is in use is as good as opening it anew.
    await store.load(v)
    expectSame(store, versions[v] as Model)
  }
}
