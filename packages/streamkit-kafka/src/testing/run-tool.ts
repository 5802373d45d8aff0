import { spawn } from 'node:child_process'

/** How a program ended, and what it said. */
export interface ToolResult {
  /** Null: it could not be started, or a signal ended it. */
  readonly code: number | null
  readonly output: string
}

/** Runs a program to its end, never through a shell. Does not reject. */
export function runTool(file: string, args: readonly string[], cwd?: string): Promise<ToolResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
    let output = ''
    const collect = (text: string) => {
      output += text
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    child.on('error', (error) => resolve({ code: null, output: error.message }))
    child.on('close', (code) => resolve({ code, output }))
  })
}
