import { mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedStartFailed } from './embedded-error.ts'
import type { ResolvedEmbeddedOptions } from './embedded-postgres-options.ts'
import { letThrough, type ServerIdentity } from './server-identity.ts'

/**
 * Where one cluster lives.
 *
 *     <dataDirectory>/          the user's folder, or a temporary one
 *       cluster/                appears by one rename when it is complete
 *         data/                 PostgreSQL's own data directory; the server's account owns it
 *         socket/               the unix socket; the server's account owns it
 *         pgpass                user and password in libpq's password file format, 0600
 */
export interface ClusterHome {
  readonly dataDirectory: string
  readonly cluster: string
  readonly data: string
  readonly socket: string
  readonly pgpass: string
  /** Removed when the server has stopped; undefined keeps everything. */
  readonly removeOnStop: string | undefined
}

/** Makes the folder that will hold the cluster, unless it exists. */
export async function openClusterHome(
  options: ResolvedEmbeddedOptions,
  identity: ServerIdentity | undefined,
): Promise<ClusterHome> {
  const { dataDirectory: wanted, persistent } = options
  // The real path, because the kernel reports the folder of a running server that way.
  const home = clusterHome(await realpath(wanted === undefined ? await makeTemporary(identity) : await make(wanted)))
  if (persistent) return home
  if (wanted === undefined) return { ...home, removeOnStop: home.dataDirectory }
  if (!(await clusterExists(home))) return { ...home, removeOnStop: home.cluster }
  throw embeddedStartFailed({
    reason: `The folder ${home.dataDirectory} already holds a database, and persistent: false would remove it at the end`,
    hint: 'leave persistent out to use that database, or give an empty folder',
  })
}

async function makeTemporary(identity: ServerIdentity | undefined): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'streamkit-postgres-')).catch((error) => cannotUse(tmpdir(), error))
  await letThrough(identity, folder)
  return folder
}

async function make(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true }).catch((error) => cannotUse(folder, error))
  return folder
}

function cannotUse(folder: string, cause: Error): never {
  throw embeddedStartFailed({
    reason: `The folder ${folder} for the database cannot be made or used: ${cause.message}`,
    hint: 'give a dataDirectory that this user may write to',
    cause,
  })
}

export function clusterHome(dataDirectory: string): ClusterHome {
  const cluster = join(dataDirectory, 'cluster')
  return {
    dataDirectory,
    cluster,
    data: join(cluster, 'data'),
    socket: join(cluster, 'socket'),
    pgpass: join(cluster, 'pgpass'),
    removeOnStop: undefined,
  }
}

export async function clusterExists(home: ClusterHome): Promise<boolean> {
  return stat(home.cluster).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
}

export async function removeHome(home: ClusterHome): Promise<void> {
  if (home.removeOnStop === undefined) return
  // Windows keeps files of a process that has just ended open for a moment.
  await rm(home.removeOnStop, { recursive: true, force: true, maxRetries: 10 })
}
