import { setTimeout as wait } from 'node:timers/promises'
import { clearStalePidFile, inUse } from './clear-stale-pid-file.ts'
import type { ClusterHome } from './cluster-home.ts'
import { dataPath } from './data-path.ts'
import { embeddedStartFailed } from './embedded-error.ts'
import { freePort } from './free-port.ts'
import { type Postmaster, spawnPostmaster } from './postmaster.ts'
import { readPidFile } from './postmaster-pid-file.ts'
import { stopServer } from './postmaster-signals.ts'
import type { ServerBinaries } from './server-binaries.ts'
import type { ServerIdentity } from './server-identity.ts'
import { TIMEOUT_HINT } from './start-deadline.ts'

export interface ServerLaunch {
  readonly home: ClusterHome
  readonly binaries: ServerBinaries
  readonly identity: ServerIdentity | undefined
  /** Undefined asks for a free port. */
  readonly port: number | undefined
  readonly settings: Readonly<Record<string, string>>
  readonly log: ((line: string) => void) | undefined
  readonly signal: AbortSignal
}

export interface LaunchedServer {
  readonly postmaster: Postmaster
  readonly pid: number
  readonly port: number
}

export const SERVER_HOST = '127.0.0.1'
const POLL_MS = 10
const MAX_PORT_ATTEMPTS = 10
/** A unix socket's address has room for this many bytes. */
const MAX_SOCKET_PATH_BYTES = 107

/** Starts the server and waits until it accepts connections. */
export async function launchServer(launch: ServerLaunch): Promise<LaunchedServer> {
  const { home, signal } = launch
  await clearStalePidFile(home.data, signal)
  const path = await dataPath(home.data, launch.identity)
  for (let attempt = 1; ; attempt += 1) {
    const port = launch.port ?? (await freePort())
    const postmaster = spawnPostmaster({
      postgres: launch.binaries.postgres,
      args: [
        '-D',
        path,
        '-h',
        SERVER_HOST,
        '-p',
        String(port),
        '-k',
        socketFolder(home, path, port),
        ...settingArgs(launch.settings),
      ],
      data: home.data,
      identity: launch.identity,
      log: launch.log,
    })
    const isReady = await untilReadyOrEnded(launch, postmaster)
    if (isReady && postmaster.pid !== undefined) return { postmaster, pid: postmaster.pid, port }

    const log = postmaster.log.text()
    if (isPortTaken(log) && launch.port === undefined && attempt < MAX_PORT_ATTEMPTS) continue
    // Backends of a killed server notice its death within moments.
    if (/pre-existing shared memory block/.test(log)) await wait(POLL_MS * 10, undefined, { signal })
    else throw launchError(launch, await postmaster.ended, log)
  }
}

/** True when it accepts connections, false when it has ended; on abort it is stopped and the reason thrown. */
async function untilReadyOrEnded(launch: ServerLaunch, postmaster: Postmaster): Promise<boolean> {
  const { home, signal } = launch
  try {
    while (!postmaster.hasEnded()) {
      const file = await readPidFile(home.data)
      // The pid tells this server from one whose file is left over, or that holds the same port.
      if (typeof file === 'object' && file.pid === postmaster.pid && file.status === 'ready') return true
      await Promise.race([wait(POLL_MS, undefined, { signal }), postmaster.ended])
    }
    return false
  } catch (error) {
    await stopServer({ postmaster, pgCtl: launch.binaries.pgCtl, home })
    throw embeddedStartFailed({
      reason: `The embedded PostgreSQL of ${home.dataDirectory} did not come up in time. Its last lines:\n${postmaster.log.text()}`,
      hint: TIMEOUT_HINT,
      cause: error,
    })
  }
}

function settingArgs(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** The folder of the unix socket in the syntax of a list of folders; empty means no socket. */
function socketFolder(home: ClusterHome, path: string, port: number): string {
  const fits = Buffer.byteLength(`${home.socket}/.s.PGSQL.${port}`) <= MAX_SOCKET_PATH_BYTES
  if (path !== home.data || !fits || process.platform === 'win32') return ''
  return `"${home.socket.replaceAll('"', '""')}"`
}

function isPortTaken(log: string): boolean {
  return /could not bind IPv4 address|could not create any TCP\/IP sockets/.test(log)
}

function launchError({ home, port }: ServerLaunch, how: string, log: string): Error {
  if (/lock file "postmaster.pid" already exists/.test(log)) return inUse(home.data)
  if (isPortTaken(log)) {
    return embeddedStartFailed({
      reason: `Port ${port ?? '(free)'} of ${SERVER_HOST} is in use or may not be used: the embedded PostgreSQL ${how}. Its last lines:\n${log}`,
      hint: 'leave the option port out for a free one, or stop what listens there',
    })
  }
  return embeddedStartFailed({
    reason: `The embedded PostgreSQL of ${home.dataDirectory} ${how}. Its last lines:\n${log}`,
    hint: 'act on the line marked FATAL',
  })
}
