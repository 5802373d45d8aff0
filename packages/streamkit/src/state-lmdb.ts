export { type LmdbStateStoreOptions, lmdbStateStore } from './state/lmdb/lmdb-state-store-provider.ts'
