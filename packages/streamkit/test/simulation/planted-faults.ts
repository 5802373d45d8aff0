import type { FileSystem } from '../../src/contracts/file-system.ts'
import type { SinkBatch, SinkResult } from '../../src/contracts/sink.ts'
import type { SimulatedMachine } from './simulated-machine.ts'
import type { Parts, SinkInit } from './simulation.ts'
import { SnapshotStateStore } from './snapshot-state-store.ts'
import { checkpointPath } from './started-query.ts'
import { TransactionalSink } from './transactional-sink.ts'

/** The sink says that a batch is written and writes it with the next one: the batch is committed before its rows are there. */
class LateSink extends TransactionalSink {
  #held: (() => Promise<void>) | null = null

  override async addBatch(batch: SinkBatch): Promise<SinkResult> {
    await this.#flush()
    return super.addBatch(batch)
  }

  override async stop(): Promise<void> {
    await this.#flush()
  }

  protected override async commit(queryId: string, batchId: number, rows: readonly string[]): Promise<void> {
    this.#held = () => super.commit(queryId, batchId, rows)
  }

  async #flush(): Promise<void> {
    const held = this.#held
    this.#held = null
    await held?.()
  }
}

/** Files are never synced. */
function withoutFileSync(fileSystem: FileSystem): FileSystem {
  return {
    ...fileSystem,
    async open(path, flags) {
      return { ...(await fileSystem.open(path, flags)), sync: async () => {} }
    },
  }
}

/** Folders are never synced: names may be lost. */
function withoutFolderSync(fileSystem: FileSystem): FileSystem {
  return { ...fileSystem, syncDirectory: async () => {} }
}

/** What an earlier process named is believed without being synced: only folders in which this process wrote are. */
function withoutSyncOfFoundNames(fileSystem: FileSystem): FileSystem {
  const written = new Set<string>()
  const note = (path: string) => written.add(path.slice(0, path.lastIndexOf('/')))
  return {
    ...fileSystem,
    async mkdir(path) {
      for (let above = path; above !== ''; above = above.slice(0, above.lastIndexOf('/'))) note(above)
      await fileSystem.mkdir(path)
    },
    async link(from, to) {
      note(to)
      await fileSystem.link(from, to)
    },
    async rename(from, to) {
      note(to)
      await fileSystem.rename(from, to)
    },
    async syncDirectory(path) {
      if (written.has(path)) await fileSystem.syncDirectory(path)
    },
  }
}

/** The plan of a batch reaches the disk when the batch is committed, and not before it runs. */
function withLatePlans(fileSystem: FileSystem): FileSystem {
  const held: { readonly to: string; readonly content: Uint8Array }[] = []
  const isPlan = (path: string) => /\/offsets\/\d+$/.test(path)
  return {
    ...fileSystem,
    async link(from, to) {
      if (isPlan(to)) {
        held.push({ to, content: await fileSystem.readFile(from) })
        return
      }
      if (/\/commits\/\d+$/.test(to)) {
        for (const { to: path, content } of held.splice(0)) {
          const file = await fileSystem.open(path, 'wx')
          await file.write(content)
          await file.sync()
          await file.close()
          await fileSystem.syncDirectory(path.slice(0, path.lastIndexOf('/')))
        }
      }
      await fileSystem.link(from, to)
    },
    async stat(path) {
      const plan = held.find(({ to }) => to === path)
      return plan === undefined ? fileSystem.stat(path) : { size: plan.content.length, mtimeMs: 0, isDirectory: false }
    },
  }
}

/** A batch without a commit is planned anew. */
function forgetPlannedBatch({ disk }: SimulatedMachine): void {
  const paths = disk.paths()
  for (const path of paths) {
    const batchId = /\/offsets\/(\d+)$/.exec(path)?.[1]
    if (batchId !== undefined && !paths.includes(`${checkpointPath}/commits/${batchId}`)) disk.unlink(path)
  }
}

/** A batch changes the version that it began with, too. */
class InPlaceStateStore extends SnapshotStateStore {
  override async commit(): Promise<void> {
    await this.write(this.version)
    await super.commit()
  }
}

/** Nothing is there after a restart. */
class ForgetfulStateStore extends SnapshotStateStore {
  override async load(version: number): Promise<void> {
    await super.load(0)
    this.version = version
  }
}

export interface PlantedFault {
  readonly parts: Parts
  /** What it does to the user. */
  readonly damage: RegExp
}

/** Mistakes that were made in real systems, each as one part that is worse than ours. */
export const plantedFaults: Readonly<Record<string, PlantedFault>> = {
  'a batch is committed before the sink has its rows': {
    parts: { sink: (init: SinkInit) => new LateSink(init) },
    damage: /^lost/,
  },
  'the sink ignores the id of a batch': {
    parts: { sink: (init: SinkInit) => new TransactionalSink({ ...init, usesLedger: false }) },
    damage: /^2 times/,
  },
  'files are not synced': { parts: { fileSystem: withoutFileSync }, damage: /^lost|failed/ },
  'folders are not synced': { parts: { fileSystem: withoutFolderSync }, damage: /^lost|failed/ },
  'names that a killed process left are trusted without a sync': {
    parts: { fileSystem: withoutSyncOfFoundNames },
    damage: /^lost/,
  },
  'offsets are not logged before the batch runs': { parts: { fileSystem: withLatePlans }, damage: /^lost/ },
  'a planned batch is planned anew after a crash': {
    parts: { beforeStart: forgetPlannedBatch },
    damage: /^lost/,
  },
  'state is written over the version that a batch began with': {
    parts: { stateStore: InPlaceStateStore },
    damage: /^lost|ran again as another/,
  },
  'state is not restored': { parts: { stateStore: ForgetfulStateStore }, damage: /not expected/ },
}
