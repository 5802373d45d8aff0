import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ClusterHome, clusterExists } from './cluster-home.ts'
import { type Credentials, writePgpass } from './credentials.ts'
import { dataPath } from './data-path.ts'
import { embeddedStartFailed } from './embedded-error.ts'
import { runProgram } from './run-program.ts'
import type { ServerBinaries } from './server-binaries.ts'
import { giveTo, letThrough, type ServerIdentity } from './server-identity.ts'

export interface NewCluster {
  readonly home: ClusterHome
  readonly binaries: ServerBinaries
  readonly credentials: Credentials
  readonly identity: ServerIdentity | undefined
  readonly signal: AbortSignal
}

const PASSWORD_FILE = 'initdb-password'

/**
 * Makes a new cluster. It is built under a temporary name and renamed when it
 * is complete, so a crash on the way leaves nothing that looks like a database.
 */
export async function initCluster(cluster: NewCluster): Promise<void> {
  const { home, identity, credentials } = cluster
  const building = await mkdtemp(join(home.dataDirectory, 'cluster-'))
  try {
    await letThrough(identity, building)
    for (const name of ['data', 'socket']) {
      await mkdir(join(building, name), { mode: 0o700 })
      await giveTo(identity, join(building, name))
    }
    await runInitdb(cluster, building)
    await writePgpass(join(building, 'pgpass'), credentials)
    await rename(building, home.cluster)
  } catch (error) {
    await rm(building, { recursive: true, force: true })
    if (!(await clusterExists(home))) throw error
    throw embeddedStartFailed({
      reason: `Another process made a database in ${home.dataDirectory} at the same moment`,
      hint: 'start only one server per dataDirectory',
      cause: error,
    })
  }
}

async function runInitdb(
  { binaries, credentials, identity, signal, home }: NewCluster,
  building: string,
): Promise<void> {
  const data = join(building, 'data')
  const passwordFile = join(building, PASSWORD_FILE)
  await writeFile(passwordFile, `${credentials.password}\n`, { mode: 0o600 })
  await giveTo(identity, passwordFile)
  const path = await dataPath(data, identity)
  const result = await runProgram({
    file: binaries.initdb,
    // biome-ignore format: one option a line
    args: [
      '-D', path,
      '-U', credentials.user,
      // Not path.join: the folder above /proc/self/cwd is not /proc/self.
      `--pwfile=${path}/../${PASSWORD_FILE}`,
      '--auth=scram-sha-256',
      '--locale=C',
      '-E', 'UTF8',
      '--no-instructions',
      // The data of a temporary cluster are not meant to outlive the machine.
      ...(home.removeOnStop === undefined ? [] : ['--no-sync']),
    ],
    cwd: data,
    identity,
    signal,
  })
  signal.throwIfAborted()
  await rm(passwordFile)
  if (result.kind === 'exited' && result.code === 0) return
  const why =
    result.kind === 'exited' ? `initdb ended with code ${result.code}: ${result.output.trim()}` : result.error.message
  throw embeddedStartFailed({
    reason: `A new database in ${home.dataDirectory} could not be made: ${why}`,
    hint: 'see the last lines of its output; a full disk and an unwritable folder are the usual causes',
  })
}
