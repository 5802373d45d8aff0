import { memoryStateStore, memoryStateStoreWith } from '../../src/state/memory/memory-state-store-provider.ts'
import { stateStoreSuite } from './state-store-suite.ts'

stateStoreSuite({ name: 'memory', make: () => memoryStateStore })
// Limits so small that pages, shards and groups of expiry are full all the time.
stateStoreSuite(
  {
    name: 'small memory',
    make: () =>
      memoryStateStoreWith({
        pageBytes: 1024,
        shardBits: 1,
        refineBytes: 64,
        maxGroups: 3,
        width: 16,
        minDeltasForSnapshot: 2,
      }),
  },
  300,
)
