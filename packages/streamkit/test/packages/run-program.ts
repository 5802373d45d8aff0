import { spawn } from 'node:child_process'

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Where and with what a program runs. */
export interface ProgramOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Runs a program to its end, whatever that is. */
export function runProgram(
  [command, ...args]: readonly [string, ...string[]],
  { cwd, env = process.env }: ProgramOptions,
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** Runs Node as a user of the packages does: without this repository's source condition. */
export function runNode(args: readonly string[], cwd: string): Promise<ProgramEnd> {
  const { NODE_OPTIONS: _, ...env } = process.env
  return runProgram([process.execPath, ...args], { cwd, env })
}

/** Runs npm, the one that started the tests if there is one. */
export function runNpm(args: readonly string[], cwd: string): Promise<ProgramEnd> {
  const npm = process.env.npm_execpath
  return npm?.endsWith('.js')
    ? runProgram([process.execPath, npm, ...args], { cwd })
    : runProgram(['npm', ...args], { cwd })
}
