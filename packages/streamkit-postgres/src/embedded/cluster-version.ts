import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClusterHome } from './cluster-home.ts'
import { embeddedStartFailed } from './embedded-error.ts'

/** Refuses a cluster that another major version of PostgreSQL made: the server could not read it. */
export async function checkClusterVersion(home: ClusterHome, majorVersion: string): Promise<void> {
  const found = await readFile(join(home.data, 'PG_VERSION'), 'utf8').catch((cause: Error) => {
    throw embeddedStartFailed({
      reason: `The database in ${home.dataDirectory} cannot be read: ${cause.message}`,
      hint: 'run as the user who made it, or give another dataDirectory',
      cause,
    })
  })
  if (found.trim() === majorVersion) return
  throw embeddedStartFailed({
    reason: `The database in ${home.dataDirectory} was made by PostgreSQL ${found.trim()}, and the binaries are PostgreSQL ${majorVersion}`,
    hint: `remove ${home.cluster} to start with an empty database, or install binaries of version ${found.trim()}`,
  })
}
