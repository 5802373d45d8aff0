import { terminalText } from './terminal-text.ts'

/** Where the line goes: `process.stderr`, or a test's. */
export interface StatusOutput {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  write(text: string): unknown
}

export interface StatusLineOptions {
  readonly output: StatusOutput
  readonly env: Readonly<Record<string, string | undefined>>
  /** Says nothing at all. Default false. */
  readonly quiet?: boolean
}

/** One line that tells how things go. */
export interface StatusLine extends Disposable {
  /** Shows the newest state, now or a little later: it may be called for every row. */
  update(text: string): void
  /** Writes a lasting line above. */
  log(text: string): void
}

const liveMs = 100
const plainMs = 5000

/**
 * A live line on a terminal, rewritten in place at most ten times a second; anywhere else (a pipe, CI, `NO_COLOR`)
 * a plain line at most every five seconds. The last state is always shown; dispose to show it and let go.
 *
 * @example
 * using status = createStatusLine({ output: process.stderr, env: process.env })
 * status.update('batch 7 · 1200 rows/s')
 */
export function createStatusLine({ output, env, quiet = false }: StatusLineOptions): StatusLine {
  const live = output.isTTY === true && !env.CI && !env.NO_COLOR
  const everyMs = live ? liveMs : plainMs
  let pending: string | undefined
  let shown = ''
  let timer: NodeJS.Timeout | undefined

  const show = (): void => {
    if (pending === undefined || pending === shown) return
    shown = pending
    output.write(live ? `\r\x1b[K${terminalText(shown, (output.columns ?? 80) - 1)}` : `${terminalText(shown)}\n`)
  }
  const rest = (): void => {
    timer = setTimeout(() => {
      timer = undefined
      if (pending === shown) return
      show()
      rest()
    }, everyMs).unref()
  }
  return {
    update(text): void {
      pending = text
      if (quiet || timer !== undefined) return
      show()
      rest()
    },
    log(text): void {
      if (quiet) return
      output.write(`${live && shown !== '' ? '\r\x1b[K' : ''}${terminalText(text)}\n`)
      if (!live || shown === '') return
      shown = ''
      show()
    },
    [Symbol.dispose](): void {
      clearTimeout(timer)
      timer = undefined
      if (quiet) return
      show()
      if (live && shown !== '') output.write('\n')
    },
  }
}
