import type { FileSystem } from '../../src/contracts/file-system.ts'
import type { StateStore, StateStoreProvider } from '../../src/contracts/state-store.ts'
import { slice, stillClock } from './state-store-suite.ts'

export function openAt(provider: StateStoreProvider, directory: string, fileSystem: FileSystem): Promise<StateStore> {
  return provider.open({ directory, operatorId: 0, storeName: 'default' }, { fileSystem, clock: stillClock })
}

/** A batch that LMDB takes in in several transactions: new keys, changed ones, some that expire, some that are removed. */
export function changeMuch(store: StateStore): void {
  const { version } = store
  for (let i = 0; i < 25_000; i++)
    store.put(slice(`${(i * 7919) % 30_000}`), slice(`value ${version} ${i}`), version * 1000 + (i % 3000))
  for (let i = 0; i < 2000; i++) store.remove(slice(`${(i * 104_729) % 30_000}`))
  store.removeExpired(version * 1000 + 300)
}
