/**
 * The shop's pipelines in a process of their own that kills itself with SIGKILL just before or just after its n-th durable step (a sync, a link, a rename, an unlink or the sync of a
 * folder). Prints how many such steps it made if it comes to its end.
 *
 * Arguments: data folder, connection string, number of the step (0: none), `before` or `after`, names of the pipelines (default: all).
 */
import { join } from 'node:path'
import { type FileSystem, nodeFileSystem as real } from '@streamkit/core/testing'
import { createShopSession } from '../src/stream/shop-session.ts'
import { type PipelineName, startPipelines } from '../src/stream/start-pipelines.ts'

const [dataFolder, connectionString, step, moment, ...names] = process.argv.slice(2) as [
  string,
  string,
  string,
  'before' | 'after',
  ...PipelineName[],
]

let steps = 0
async function counted<T>(work: () => Promise<T>): Promise<T> {
  steps++
  const mine = steps === Number(step)
  if (mine && moment === 'before') process.kill(process.pid, 'SIGKILL')
  try {
    return await work()
  } finally {
    if (mine && moment === 'after') process.kill(process.pid, 'SIGKILL')
  }
}

const fileSystem: FileSystem = {
  ...real,
  async open(path, flags) {
    const handle = await real.open(path, flags)
    return {
      ...handle,
      read: (...args) => handle.read(...args),
      write: (bytes) => handle.write(bytes),
      close: () => handle.close(),
      sync: () => counted(() => handle.sync()),
    }
  },
  link: (from, to) => counted(() => real.link(from, to)),
  rename: (from, to) => counted(() => real.rename(from, to)),
  unlink: (path) => counted(() => real.unlink(path)),
  syncDirectory: (path) => counted(() => real.syncDirectory(path)),
}

await using session = createShopSession({ environment: { fileSystem } })
const queries = startPipelines({
  session,
  dataFolder,
  connectionString,
  checkpointFolder: join(dataFolder, '.checkpoints'),
  badRecordsFolder: join(dataFolder, '.bad-records'),
  source: { kind: 'csv', maxFilesPerTrigger: 2 },
  watermark: '10 minutes',
  trigger: { availableNow: true },
  ...(names.length === 0 ? {} : { pipelines: names }),
})
await Promise.all(queries.map((query) => query.awaitTermination()))
process.stdout.write(`${steps}\n`)
