import { createStatusLine, type StatusLine, type StatusOutput } from './status-line.ts'

export interface AppConsoleOptions {
  readonly stdout: StatusOutput
  readonly stderr: StatusOutput
  readonly env: Readonly<Record<string, string | undefined>>
  /** Results as one JSON object on stdout. */
  readonly json: boolean
  /** Nothing but results and errors. */
  readonly quiet: boolean
}

/** How a command talks: results to stdout, everything else to stderr. */
export interface AppConsole {
  readonly json: boolean
  readonly quiet: boolean
  /** The result of a command: `value` with --json, else the text, which is not shown with --quiet. */
  result(value: unknown, text: string): void
  /** A remark on stderr; not shown with --quiet. */
  info(text: string): void
  /** A line on stderr that is always shown. */
  error(text: string): void
  statusLine(): StatusLine
}

export function createAppConsole(options: AppConsoleOptions): AppConsole {
  const { stdout, stderr, env, json, quiet } = options
  return {
    json,
    quiet,
    result(value, text): void {
      if (json) stdout.write(`${JSON.stringify(value)}\n`)
      else if (!quiet) stdout.write(`${text}\n`)
    },
    info(text): void {
      if (!quiet) stderr.write(`${text}\n`)
    },
    error(text): void {
      stderr.write(`${text}\n`)
    },
    statusLine: () => createStatusLine({ output: stderr, env, quiet }),
  }
}
