import { type ChildProcess, spawn } from 'node:child_process'
import { LogTail } from './log-tail.ts'
import { serverEnvironment } from './run-program.ts'
import type { ServerIdentity } from './server-identity.ts'

export interface PostmasterCall {
  readonly postgres: string
  readonly args: readonly string[]
  /** The data directory; becomes the working folder. */
  readonly data: string
  readonly identity: ServerIdentity | undefined
  readonly log: ((line: string) => void) | undefined
}

/** A started `postgres`, which may still be on its way up or already gone. */
export interface Postmaster {
  /** Undefined if it could not be started at all. */
  readonly pid: number | undefined
  readonly log: LogTail
  /** Settles when the process has ended and its log is complete; says how it ended. Never rejects. */
  readonly ended: Promise<string>
  hasEnded(): boolean
  /** Whether this process may end while the server runs; not while something waits for the server. */
  keepLauncherAlive(keep: boolean): void
}

/**
 * Starts `postgres` in a process group of its own: Ctrl-C in a terminal goes to
 * the application, which stops the server when it has finished with it.
 */
export function spawnPostmaster(call: PostmasterCall): Postmaster {
  const log = new LogTail(call.log)
  const child = spawn(call.postgres, call.args, {
    cwd: call.data,
    ...call.identity,
    env: serverEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => log.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text))
  let hasEnded = false
  const ended = new Promise<string>((resolve) => {
    const settle = (how: string) => {
      hasEnded = true
      resolve(how)
    }
    child.on('error', (error) => settle(`could not be started: ${error.message}`))
    // 'exit' may come before the last lines of the log, 'close' only when every backend has let go of it.
    child.on('close', (code, signal) => settle(code === null ? `was ended by ${signal}` : `ended with code ${code}`))
  })
  return {
    pid: child.pid,
    log,
    ended,
    hasEnded: () => hasEnded,
    keepLauncherAlive: (keep) => setReferenced(child, keep),
  }
}

function setReferenced(child: ChildProcess, referenced: boolean): void {
  for (const handle of [child, child.stdout, child.stderr]) {
    // Pipes are sockets, which can be referenced too; their declared type does not say so.
    const referencable = handle as { ref?(): void; unref?(): void } | null
    if (referenced) referencable?.ref?.()
    else referencable?.unref?.()
  }
}
