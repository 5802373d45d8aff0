import { ByteTable, type ByteTableOptions } from '../../columnar/byte-table/byte-table.ts'
import type { FileSystem } from '../../contracts/file-system.ts'
import { CheckpointException } from '../../errors/streamkit-error.ts'
import { replayOperations } from './replay-operations.ts'
import { type Chain, emptyChain, readStateFile } from './state-file.ts'
import type { StateFiles } from './state-files.ts'

/** A version of the state, and how it came about. */
export interface RestoredState {
  readonly table: ByteTable
  readonly chain: Chain
  /** The snapshot it was made from, null if there was none. */
  readonly snapshotVersion: number | null
  /** Deltas after it, and their bytes. */
  readonly deltas: number
  readonly deltaBytes: number
  /** Newer snapshots that could not be used. */
  readonly damagedSnapshots: number
}

export interface RestoreRequest {
  readonly fileSystem: FileSystem
  readonly files: StateFiles
  readonly version: number
  readonly table: ByteTableOptions
}

/**
 * Builds a version from the newest snapshot that leads there, and the deltas after it. Where one of the files is damaged, older snapshots are tried, down to the empty
 * state; if none leads there the first damage is the error.
 */
export async function restoreState(request: RestoreRequest): Promise<RestoredState> {
  const snapshots = request.files.snapshotsUpTo(request.version)
  let first: unknown = null
  for (const [tried, base] of [...snapshots, null].entries()) {
    try {
      return { ...(await restoreFrom(base, request)), damagedSnapshots: tried }
    } catch (error) {
      if (!(error instanceof CheckpointException) || error.condition !== 'STATE_CORRUPTED') throw error
      first ??= error
    }
  }
  throw first
}

async function restoreFrom(
  base: number | null,
  { fileSystem, files, version, table: options }: RestoreRequest,
): Promise<Omit<RestoredState, 'damagedSnapshots'>> {
  const table = new ByteTable(options)
  const read = (kind: 'delta' | 'snapshot', v: number, parent: Chain) =>
    readStateFile(fileSystem, {
      path: files.path(kind, v),
      header: { kind, version: v, parent },
      target: version,
      apply: (block) => replayOperations(block, table),
    })
  let chain = base === null ? emptyChain : (await read('snapshot', base, emptyChain)).chain
  let deltaBytes = 0
  for (let v = (base ?? 0) + 1; v <= version; v++) {
    const delta = await read('delta', v, chain)
    chain = delta.chain
    deltaBytes += delta.sizeBytes
  }
  return { table, chain, snapshotVersion: base, deltas: version - (base ?? 0), deltaBytes }
}
