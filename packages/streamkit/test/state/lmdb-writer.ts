/** Commits batches to the store in a folder until it is killed; says when the files of one are durable, which is when LMDB begins to take them in. */
import { nodeFileSystem } from '../../src/platform/node-file-system.ts'
import { lmdbStateStore } from '../../src/state-lmdb.ts'
import { changeMuch, openAt } from './lmdb-batches.ts'

const [directory = '', from = '0'] = process.argv.slice(2)
const fileSystem = {
  ...nodeFileSystem,
  async rename(before: string, after: string) {
    await nodeFileSystem.rename(before, after)
    if (after.endsWith('.delta')) process.stdout.write(`${after}\n`)
  },
}
const store = await openAt(lmdbStateStore({ writeBufferBytes: 0, minDeltasForSnapshot: 3 }), directory, fileSystem)
await store.load(Number(from))
for (;;) {
  changeMuch(store)
  await store.commit()
}
