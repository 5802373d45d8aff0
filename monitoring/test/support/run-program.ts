import { type ChildProcess, spawn } from 'node:child_process'

export interface Ended {
  readonly code: number | null
  readonly output: string
}

/** Runs a program to its end. One that is not there ends with the code null. */
export function runProgram(file: string, args: readonly string[], stdin = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    let output = ''
    const take = (text: Buffer) => {
      output += text
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.stdin.on('error', () => undefined)
    child.once('error', (error) => resolve({ code: null, output: String(error) }))
    child.once('close', (code) => resolve({ code, output }))
    child.stdin.end(stdin)
  })
}

/** Whether a program can be started here. */
export async function hasProgram(file: string): Promise<boolean> {
  return (await runProgram(file, ['--version'])).code === 0
}

/** A program that runs beside a test. */
export interface RunningProgram {
  /** What it has written so far, to both streams. */
  readonly output: () => string
  readonly hasEnded: () => boolean
  /** Asks it to end, and kills it if it does not within ten seconds. Resolves with its exit code when it has. */
  stop(): Promise<number | null>
}

export interface StartOptions {
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** Starts a program with an environment of its own: what the test gives, and the path. */
export function startProgram(file: string, args: readonly string[], { env, cwd }: StartOptions): RunningProgram {
  const child: ChildProcess = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  })
  let output = ''
  let code: number | null | undefined
  const take = (text: Buffer) => {
    output += text
  }
  child.stdout?.on('data', take)
  child.stderr?.on('data', take)
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      output += String(error)
      code = null
      resolve(null)
    })
    child.once('close', (exitCode) => {
      code = exitCode
      resolve(exitCode)
    })
  })
  return {
    output: () => output,
    hasEnded: () => code !== undefined,
    async stop() {
      child.kill('SIGTERM')
      const killer = setTimeout(() => child.kill('SIGKILL'), 10_000)
      const exitCode = await ended
      clearTimeout(killer)
      return exitCode
    },
  }
}
