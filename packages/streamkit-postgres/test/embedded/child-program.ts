import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export interface ChildProgram {
  readonly child: ChildProcess
  /** The next line it prints, as JSON; rejects with what it said on stderr if it ends before. */
  answer(): Promise<Record<string, unknown>>
}

/** Runs a program of this folder with Node, as another user if asked; it is killed with the test. */
export function runChild(file: string, args: readonly string[], options: { uid?: number; env?: object }): ChildProgram {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, ['--conditions=@streamkit/source', path, ...args], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, NODE_OPTIONS: '', NODE_V8_COVERAGE: '', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const lines = createInterface({ input: child.stdout })
  return {
    child,
    async answer() {
      const ended = once(child, 'close').then(([code]) => Promise.reject(new Error(`ended with ${code}: ${errors}`)))
      ended.catch(() => undefined)
      const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string]
      return JSON.parse(line) as Record<string, unknown>
    },
  }
}
