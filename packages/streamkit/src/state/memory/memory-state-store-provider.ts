import type { StateStoreProvider } from '../../contracts/state-store.ts'
import { stateFileFormat } from '../changelog/state-file.ts'
import { MemoryStateStore, type MemoryStateStoreOptions } from './memory-state-store.ts'

/** Keeps state in memory and its changes in files of the checkpoint. The default. */
export const memoryStateStore: StateStoreProvider = memoryStateStoreWith({})

/** The same with other limits than the defaults: for tests. */
export function memoryStateStoreWith(options: MemoryStateStoreOptions): StateStoreProvider {
  return {
    name: 'memory',
    fileFormat: stateFileFormat,
    open: async (id, environment) => new MemoryStateStore(id, environment, options),
  }
}
