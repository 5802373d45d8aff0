import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { StateStoreProvider } from '../../contracts/state-store.ts'
import { stateFileFormat } from '../changelog/state-file.ts'
import { LmdbStateStore } from './lmdb-state-store.ts'

export interface LmdbStateStoreOptions {
  /**
   * How many bytes of changes each stateful operator keeps in memory before LMDB takes them in. More makes batches faster and restarts slower. Default 32 MiB.
   */
  readonly writeBufferBytes?: number
  /** A folder for LMDB's own files, on a disk of this machine: never a network share. Default: `lmdb` beside the state's files in the checkpoint. */
  readonly workingDirectory?: string
  /** How much address space LMDB begins with, bytes; it takes more when it needs more. Default: LMDB's. */
  readonly mapSizeBytes?: number
  /** A snapshot is written after this many deltas at the earliest. Default 10. */
  readonly minDeltasForSnapshot?: number
}

/**
 * Keeps state on disk, for state that is larger than memory. Needs the package `lmdb`.
 *
 * The files that make a batch durable are those of the memory store, so a query may go from one to the other; LMDB is a working copy beside them, which is made anew where it is
 * missing or damaged. What one batch changes has to fit into memory.
 *
 * @example
 * const session = createSession({ stateStore: lmdbStateStore() })
 */
export function lmdbStateStore(options: LmdbStateStoreOptions = {}): StateStoreProvider {
  const { workingDirectory, ...limits } = options
  return {
    name: 'lmdb',
    fileFormat: stateFileFormat,
    open: async (id, environment) => {
      const folder = createHash('sha256').update(id.directory).digest('hex').slice(0, 16)
      return new LmdbStateStore(id, environment, {
        ...limits,
        workingDirectory: workingDirectory === undefined ? `${id.directory}/lmdb` : join(workingDirectory, folder),
      })
    },
  }
}
