import type { FileSystem } from '../../src/contracts/file-system.ts'
import type { StateStore, StateStoreProvider } from '../../src/contracts/state-store.ts'
import type { PhysicalOperator } from '../../src/physical/physical-plan.ts'
import type { StatefulQueryName } from './stateful-queries.ts'
import type { StatefulParts } from './stateful-simulation.ts'

export interface StatefulFault {
  readonly query: StatefulQueryName
  readonly parts: StatefulParts
  /** What it does. */
  readonly damage: RegExp
}

/** Stores whose content is changed by `mar` when a process loads them for the first time. */
function marredOnRestart(mar: (store: StateStore) => void): NonNullable<StatefulParts['stateStore']> {
  return storesWith((store) => {
    let isFirst = true
    const load = store.load.bind(store)
    store.load = async (version) => {
      await load(version)
      if (isFirst && version > 0) mar(store)
      isFirst = false
    }
  })
}

function storesWith(change: (store: StateStore) => void): (provider: StateStoreProvider) => StateStoreProvider {
  return (provider) => ({
    ...provider,
    async open(id, environment) {
      const store = await provider.open(id, environment)
      change(store)
      return store
    },
  })
}

function copiesOf(
  store: StateStore,
): readonly { readonly key: Uint8Array; readonly value: Uint8Array; readonly expiresAt: number | null }[] {
  const copies = []
  // An entry is valid until the next one is asked for.
  for (const { key, value, expiresAt } of store.entries()) {
    copies.push({
      key: key.bytes.slice(key.start, key.end),
      value: value.bytes.slice(value.start, value.end),
      expiresAt,
    })
  }
  return copies
}

function whole(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly start: number; readonly end: number } {
  return { bytes, start: 0, end: bytes.length }
}

/** Times are put back without the order in which they come due. */
function forgetExpiry(store: StateStore): void {
  for (const { key, value, expiresAt } of copiesOf(store)) if (expiresAt !== null) store.put(whole(key), whole(value))
}

/** The rows of a join begin with whether they have matched. */
function forgetMatches(store: StateStore): void {
  for (const { key, value, expiresAt } of copiesOf(store)) {
    if (key[0] !== 2 && key[0] !== 3) continue
    value[0] = 0
    store.put(whole(key), whole(value), expiresAt ?? undefined)
  }
}

function forgetAll(store: StateStore): void {
  for (const { key } of copiesOf(store)) store.remove(whole(key))
}

/** A batch that runs again begins with the state that it has left itself. */
const newestState = storesWith((store) => {
  const load = store.load.bind(store)
  let version = -1
  store.load = async (wanted) => {
    await load(wanted + 1).catch(() => load(wanted))
    version = wanted
  }
  Object.defineProperty(store, 'version', { get: () => version })
  const commit = store.commit.bind(store)
  store.commit = async () => {
    await commit()
    version++
  }
})

/** The plan of a batch reaches the disk with the commit. */
function withLatePlans(fileSystem: FileSystem): FileSystem {
  const held = new Map<string, Uint8Array>()
  return {
    ...fileSystem,
    async link(from, to) {
      if (/\/offsets\/\d+$/.test(to)) {
        held.set(to, await fileSystem.readFile(from))
        return
      }
      if (/\/commits\/\d+$/.test(to)) {
        for (const [path, content] of held) {
          const temporary = `${path}.late`
          const file = await fileSystem.open(temporary, 'wx')
          await file.write(content)
          await file.sync()
          await file.close()
          await fileSystem.rename(temporary, path)
        }
        held.clear()
      }
      await fileSystem.link(from, to)
    },
    async stat(path) {
      const content = held.get(path)
      return content === undefined ? fileSystem.stat(path) : { size: content.length, mtimeMs: 0, isDirectory: false }
    },
  }
}

/** Operators see other watermarks. */
function withWatermark(
  change: (watermark: { lateMs: number; evictionMs: number }) => { lateMs: number; evictionMs: number },
): (root: PhysicalOperator) => PhysicalOperator {
  return (root) => ({
    name: 'OtherWatermark',
    output: root.output,
    children: [root],
    describe: () => '',
    execute: (context) => root.execute({ ...context, watermark: (id) => change({ ...context.watermark(id) }) }),
  })
}

/** Mistakes that are easily made with state, each as one part that is worse than ours. */
export const statefulFaults: Readonly<Record<string, StatefulFault>> = {
  'the state of a join is committed before its batch is planned': {
    query: 'a left outer join of streams',
    parts: { fileSystem: withLatePlans },
    damage: /before its batch was planned/,
  },
  'state is closed by the watermark for late rows': {
    query: 'a window in append mode',
    parts: { root: withWatermark(({ lateMs }) => ({ lateMs, evictionMs: lateMs })) },
    damage: /row lost/,
  },
  'a restart forgets which rows of a join have matched': {
    query: 'a left outer join of streams',
    parts: { stateStore: marredOnRestart(forgetMatches) },
    damage: /row not expected: .*null/,
  },
  'a restart forgets the timers of a processor': {
    query: 'a processor with timers and time-to-live',
    parts: { stateStore: marredOnRestart(forgetExpiry) },
    damage: /row lost: due/,
  },
  'a restart forgets the time-outs of groups': {
    query: 'groups with time-outs',
    parts: { stateStore: marredOnRestart(forgetExpiry) },
    damage: /row lost: closed/,
  },
  'a restart forgets sessions that are open': {
    query: 'a session window',
    parts: { stateStore: marredOnRestart(forgetAll) },
    damage: /row lost/,
  },
  'a limit counts anew after a restart': {
    query: 'a limit',
    parts: { stateStore: marredOnRestart(forgetAll) },
    damage: /row not expected/,
  },
  'a batch that runs again counts into the state that it has left': {
    query: 'a window in update mode',
    parts: { stateStore: newestState },
    damage: /ran again as another|row not expected/,
  },
}
