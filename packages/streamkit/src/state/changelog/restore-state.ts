import type { FileSystem } from '../../contracts/file-system.ts'
import { CheckpointException } from '../../errors/streamkit-error.ts'
import { type Chain, emptyChain, readStateFile } from './state-file.ts'
import type { StateFiles } from './state-files.ts'

/** A version, as files name it: two histories of one version have different chains. */
export interface StatePosition {
  readonly version: number
  readonly chain: Chain
}

/** A version of the state, and how it came about. */
export interface RestoredState extends StatePosition {
  /** The snapshot it goes back to, null if there was none. */
  readonly snapshotVersion: number | null
  /** Bytes of the deltas after it. */
  readonly deltaBytes: number
  /** Newer snapshots that could not be used. */
  readonly damagedSnapshots: number
}

/** What a version is built in. */
export interface RestoreTarget {
  /** Begins with nothing. */
  clear(): void | Promise<void>
  /** Takes the records of an undamaged block; gives their number, or what is wrong with them. */
  apply(block: Uint8Array): number | string | Promise<number | string>
  /** A file was read to its end and the target has this version, unless that says what is wrong with it. */
  reached?(position: StatePosition): string | null
}

export interface RestoreRequest {
  readonly fileSystem: FileSystem
  readonly files: StateFiles
  readonly version: number
  readonly target: RestoreTarget
  /** Begin at this snapshot and no other. */
  readonly snapshot?: number
  /** What the target has already: only the deltas behind it are read, if its history is that of the files. */
  readonly from?: Omit<RestoredState, 'damagedSnapshots'> | null
}

/**
 * Builds a version from what is there already, or the newest snapshot that leads there, and the deltas after it. Where one of the files is damaged, older snapshots are
 * tried, down to the empty state; if none leads there the first damage is the error.
 */
export async function restoreState(request: RestoreRequest): Promise<RestoredState> {
  const { from = null, files, version, snapshot } = request
  const bases = snapshot === undefined ? [...files.snapshotsUpTo(version), null] : [snapshot]
  if (from !== null && from.version <= version) {
    const restored = await unlessCorrupted(replayFrom(from, request))
    if (!(restored instanceof CheckpointException)) return { ...restored, damagedSnapshots: 0 }
  }
  let first: unknown = null
  for (const [tried, base] of bases.entries()) {
    await request.target.clear()
    const restored = await unlessCorrupted(restoreFrom(base, request))
    if (!(restored instanceof CheckpointException)) return { ...restored, damagedSnapshots: tried }
    first ??= restored
  }
  throw first
}

type Undamaged = Omit<RestoredState, 'damagedSnapshots'>

async function unlessCorrupted(work: Promise<Undamaged>): Promise<Undamaged | CheckpointException> {
  try {
    return await work
  } catch (error) {
    if (error instanceof CheckpointException && error.condition === 'STATE_CORRUPTED') return error
    throw error
  }
}

async function restoreFrom(base: number | null, request: RestoreRequest): Promise<Undamaged> {
  if (base === null) return replayFrom({ version: 0, chain: emptyChain, snapshotVersion: null, deltaBytes: 0 }, request)
  const { chain } = await readInto(request, { kind: 'snapshot', version: base, parent: emptyChain })
  return replayFrom({ version: base, chain, snapshotVersion: base, deltaBytes: 0 }, request)
}

async function replayFrom(from: Undamaged, request: RestoreRequest): Promise<Undamaged> {
  let { chain, deltaBytes } = from
  for (let version = from.version + 1; version <= request.version; version++) {
    const delta = await readInto(request, { kind: 'delta', version, parent: chain })
    chain = delta.chain
    deltaBytes += delta.sizeBytes
  }
  return { ...from, version: request.version, chain, deltaBytes }
}

async function readInto(
  { fileSystem, files, version: target, target: into }: RestoreRequest,
  header: { readonly kind: 'delta' | 'snapshot'; readonly version: number; readonly parent: Chain },
): Promise<{ readonly chain: Chain; readonly sizeBytes: number }> {
  const path = files.path(header.kind, header.version)
  const read = await readStateFile(fileSystem, { path, header, target, apply: (block) => into.apply(block) })
  const wrong = into.reached?.({ version: header.version, chain: read.chain }) ?? null
  if (wrong === null) return read
  throw new CheckpointException('STATE_CORRUPTED', { version: target, path, reason: wrong })
}
