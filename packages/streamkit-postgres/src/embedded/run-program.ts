import { spawn } from 'node:child_process'
import type { ServerIdentity } from './server-identity.ts'

export interface ProgramCall {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly identity: ServerIdentity | undefined
  readonly signal: AbortSignal | undefined
}

export type ProgramResult =
  | {
      readonly kind: 'exited'
      readonly code: number | null /** stdout and stderr as they came. */
      readonly output: string
    }
  | { readonly kind: 'not-started'; readonly error: NodeJS.ErrnoException }

/**
 * Runs one of PostgreSQL's programs to its end; never through a shell.
 *
 * An abort asks it to end and still waits until it has, so that nothing writes
 * into a folder that is about to be removed.
 */
export function runProgram(call: ProgramCall): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(call.file, call.args, {
      cwd: call.cwd,
      ...call.identity,
      env: serverEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    let output = ''
    const collect = (text: string) => {
      output += text
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    const abort = () => child.kill('SIGTERM')
    const settle = (result: ProgramResult) => {
      call.signal?.removeEventListener('abort', abort)
      resolve(result)
    }
    child.on('error', (error: NodeJS.ErrnoException) => settle({ kind: 'not-started', error }))
    child.on('close', (code) => settle({ kind: 'exited', code, output }))
    call.signal?.addEventListener('abort', abort)
    if (call.signal?.aborted) abort()
  })
}

/**
 * The launcher's environment without what would change the server: no `PG*`
 * variables, messages in English (the launcher reads some), time zone UTC for a new cluster.
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  return { ...Object.fromEntries(inherited), LC_ALL: 'C', TZ: 'UTC' }
}
