import { type ClusterHome, removeHome } from './cluster-home.ts'
import { forgetOnExit, stopOnExit } from './exit-hook.ts'
import type { LaunchedServer } from './launch-server.ts'
import { killServer, stopServer } from './postmaster-signals.ts'
import { psqlCommand } from './psql-command.ts'
import { connectionString, type ServerAddress } from './server-connection.ts'
import { startWatchdog } from './watchdog.ts'

/** A running server, see {@link startEmbeddedPostgres}. */
export interface EmbeddedPostgres extends AsyncDisposable {
  /** URL with user and password, for `pg` and the like. A secret. */
  readonly connectionString: string
  /** Always `127.0.0.1`. */
  readonly host: string
  readonly port: number
  /** The folder that holds the cluster; its last symlinks resolved. */
  readonly dataDirectory: string
  /** Process id of the server's main process. */
  readonly pid: number
  /** Opens psql on the database; names a password file instead of the password, so it may be printed. */
  readonly psqlCommand: string
  /**
   * Shuts the server down: open transactions are rolled back, committed data are
   * safe. Removes the data unless they are persistent. Calling it again is harmless.
   */
  stop(): Promise<void>
  /**
   * Kills the server and its backends with SIGKILL, as a power cut would; for
   * crash tests. A later {@link startEmbeddedPostgres} on the same persistent
   * `dataDirectory` recovers. Temporary data are removed by `stop()` as usual.
   */
  kill(): void
}

export interface RunningServerParts {
  readonly launched: LaunchedServer
  readonly address: ServerAddress
  readonly home: ClusterHome
  readonly pgCtl: string
  readonly signal: AbortSignal | undefined
  readonly log: ((line: string) => void) | undefined
}

/** Puts a launched server into its owner's hands; from here on the owner's end is also the server's. */
export function runningServer({ launched, address, home, pgCtl, signal, log }: RunningServerParts): EmbeddedPostgres {
  const { postmaster, pid, port } = launched
  const watchdog = startWatchdog(pid, home)
  stopOnExit(pid)
  postmaster.keepLauncherAlive(false)
  void postmaster.ended.then(() => {
    forgetOnExit(pid)
    signal?.removeEventListener('abort', stopOnAbort)
    if (home.removeOnStop === undefined) watchdog.dismiss()
    else watchdog.serverEnded()
  })
  signal?.addEventListener('abort', stopOnAbort, { once: true })

  let stopping: Promise<void> | undefined
  function stop(): Promise<void> {
    stopping ??= (async () => {
      await stopServer({ postmaster, pgCtl, home })
      await removeHome(home)
      watchdog.dismiss()
    })()
    return stopping
  }
  function stopOnAbort(): void {
    stop().catch((error: unknown) => log?.(`The embedded PostgreSQL did not stop cleanly: ${String(error)}`))
  }

  return {
    connectionString: connectionString(address),
    host: address.host,
    port,
    dataDirectory: home.dataDirectory,
    pid,
    psqlCommand: psqlCommand(address, home.pgpass),
    stop,
    kill: () => killServer(postmaster),
    [Symbol.asyncDispose]: stop,
  }
}
