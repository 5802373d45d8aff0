import type { NewEntry } from '../../columnar/byte-table/entry-pages.ts'
import type { StateStoreEnvironment, StateStoreId } from '../../contracts/state-store.ts'
import { invariant } from '../../errors/invariant.ts'
import { OperationLog } from './operation-log.ts'
import { type RestoredState, type RestoreTarget, restoreState } from './restore-state.ts'
import { type Chain, emptyChain } from './state-file.ts'
import { type Blocks, StateFiles } from './state-files.ts'

/** Opening and reading one small file takes as long as reading this many bytes. */
const fileCostBytes = 32_768

export interface ChangelogOptions {
  /** A snapshot is written after this many deltas at the earliest. Default 10, as in Spark. */
  readonly minDeltasForSnapshot?: number
}

const nothing: RestoredState = {
  version: -1,
  chain: emptyChain,
  snapshotVersion: null,
  deltaBytes: 0,
  damagedSnapshots: 0,
}

/**
 * The files of one store, whatever holds its entries: a delta for each commit, and a snapshot when the deltas have grown to half of what a snapshot takes. So all writing
 * together stays within three times what changed, and a restart from files alone reads at most one and a half times the state.
 */
export class Changelog {
  /** What the running batch has done so far. */
  readonly log: OperationLog = new OperationLog()
  readonly #environment: StateStoreEnvironment
  readonly #files: StateFiles
  readonly #minDeltas: number
  #at: RestoredState = nothing
  /** Whether this run has written since it loaded. */
  #isWriter = false

  constructor(id: StateStoreId, environment: StateStoreEnvironment, options: ChangelogOptions = {}) {
    this.#environment = environment
    this.#files = new StateFiles(id.directory, environment)
    this.#minDeltas = options.minDeltasForSnapshot ?? 10
  }

  /** Where the store is: version -1 if nothing is loaded. */
  get position(): Omit<RestoredState, 'damagedSnapshots'> {
    return this.#at
  }

  /** Has a version built in `target`; gives how many damaged snapshots were passed over. `from`: what it has already. */
  async load(version: number, target: RestoreTarget, from: RestoredState | null = null): Promise<number> {
    this.forget()
    await this.#files.list()
    const { fileSystem } = this.#environment
    const known = from === null ? null : await this.#inFiles(from)
    this.#at = await restoreState({ fileSystem, files: this.#files, version, target, from: known })
    this.#isWriter = false
    return this.#at.damagedSnapshots
  }

  /** Makes what is in the log version + 1. */
  async commit(): Promise<void> {
    const { version: before, chain: parent } = this.#at
    invariant(before >= 0, 'a state store is committed before it was loaded')
    if (!this.#isWriter) await this.#files.removeAfter(before)
    this.#isWriter = true
    const { log } = this
    const version = before + 1
    const delta = await this.#files.write(
      { kind: 'delta', version, parent },
      (function* (): Blocks {
        yield* log.blocks()
        return log.records
      })(),
    )
    log.clear()
    this.#at = { ...this.#at, version, chain: delta.chain, deltaBytes: this.#at.deltaBytes + delta.sizeBytes }
  }

  /** Whether the deltas have grown to half of the state, which takes that many bytes. */
  isSnapshotDue(liveBytes: number): boolean {
    const { version, snapshotVersion, deltaBytes } = this.#at
    const deltas = version - (snapshotVersion ?? 0)
    return deltas >= this.#minDeltas && (deltaBytes + deltas * fileCostBytes) * 2 >= liveBytes
  }

  /** Writes all entries of the version. */
  async writeSnapshot(entries: Iterable<NewEntry>): Promise<void> {
    const { version, chain } = this.#at
    await this.#files.write(
      { kind: 'snapshot', version, parent: emptyChain, chain },
      (function* (): Blocks {
        const log = new OperationLog()
        for (const { key, value, expiresAt } of entries) {
          log.put(key, value, expiresAt)
          yield* log.takeFull()
        }
        yield* log.blocks()
        return log.records
      })(),
    )
    this.#at = { ...this.#at, snapshotVersion: version, deltaBytes: 0 }
  }

  purge(oldest: number): Promise<void> {
    return this.#files.purge(Math.min(oldest, this.#at.version))
  }

  /** Nothing is loaded any more. */
  forget(): void {
    this.log.clear()
    this.#at = nothing
  }

  /** Something that says it has a version counts only if the files have the same history, and the snapshot it builds on. */
  async #inFiles(from: RestoredState): Promise<RestoredState | null> {
    const chain: Chain | null = await this.#files.chainOf(from.version)
    if (chain !== from.chain) return null
    const newest = this.#files.snapshotsUpTo(from.version)[0] ?? null
    return newest === from.snapshotVersion ? from : { ...from, snapshotVersion: newest, deltaBytes: Number.MAX_VALUE }
  }
}
