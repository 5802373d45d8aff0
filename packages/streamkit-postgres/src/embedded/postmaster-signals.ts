import { setTimeout as wait } from 'node:timers/promises'
import type { ClusterHome } from './cluster-home.ts'
import type { Postmaster } from './postmaster.ts'
import { childrenOf, signalProcess } from './process-table.ts'
import { runProgram } from './run-program.ts'

/** A fast shutdown writes a checkpoint; an immediate one does not. */
const FAST_SHUTDOWN_MS = 20_000
const IMMEDIATE_SHUTDOWN_MS = 5000

export interface ServerToStop {
  readonly postmaster: Postmaster
  readonly pgCtl: string
  readonly home: ClusterHome
}

/** Ends the server: fast shutdown, then immediate shutdown, then SIGKILL. Settles when it has ended. */
export async function stopServer(server: ServerToStop): Promise<void> {
  const { postmaster } = server
  const { pid } = postmaster
  if (pid === undefined || postmaster.hasEnded()) return
  postmaster.keepLauncherAlive(true)
  await requestFastShutdown(server, pid)
  if (await endsWithin(postmaster, FAST_SHUTDOWN_MS)) return
  if (process.platform !== 'win32') {
    signalProcess(pid, 'SIGQUIT')
    if (await endsWithin(postmaster, IMMEDIATE_SHUTDOWN_MS)) return
  }
  killServer(postmaster)
  await postmaster.ended
}

/**
 * Kills the server and all its backends, as a power cut would, and leaves everything on disk as it is.
 *
 * The server is halted first, so that it starts no backend that the list of its children lacks.
 */
export function killServer(postmaster: Postmaster): void {
  const { pid } = postmaster
  if (pid === undefined || postmaster.hasEnded()) return
  if (process.platform !== 'win32') signalProcess(pid, 'SIGSTOP')
  const backends = childrenOf(pid)
  signalProcess(pid, 'SIGKILL')
  for (const backend of backends) signalProcess(backend, 'SIGKILL')
}

async function requestFastShutdown({ pgCtl, home }: ServerToStop, pid: number): Promise<void> {
  if (process.platform !== 'win32') return signalProcess(pid, 'SIGINT')
  // Windows has no signals: pg_ctl knows the pipe by which a server is told to stop.
  const args = ['stop', '-D', home.data, '-m', 'fast', '-W']
  await runProgram({ file: pgCtl, args, cwd: home.data, identity: undefined, signal: undefined })
}

async function endsWithin(postmaster: Postmaster, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController()
  const timeout = wait(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([postmaster.ended, timeout])
  timer.abort()
  return postmaster.hasEnded()
}
