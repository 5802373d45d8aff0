import { spawn } from 'node:child_process'

/**
 * Ends the server, and removes its temporary folder, if the launcher dies
 * without having done so: Ctrl-C without a handler, `kill -9`, a crash.
 */
export interface Watchdog {
  /** The server has ended; its pid must not be signalled any more. */
  serverEnded(): void
  /** Nothing is left to do. */
  dismiss(): void
}

/**
 * What the watchdog runs. It is a text and not a module so that it also works
 * inside a bundle, where there is no file to start. Its standard input is a
 * pipe from the launcher, which the system closes however the launcher ends.
 */
const PROGRAM = `
const { rmSync } = require('node:fs')
const pid = Number(process.argv[1])
const folder = process.argv[2]
let serverEnded = false
const send = signal => { try { process.kill(pid, signal); return true } catch { return false } }
const finish = () => {
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  process.exit()
}
process.stdin.on('data', data => {
  if (String(data).includes('dismiss')) process.exit()
  if (String(data).includes('ended')) serverEnded = true
})
process.stdin.on('end', () => {
  if (serverEnded || !send('SIGINT')) return finish()
  const killAt = Date.now() + 20000
  setInterval(() => {
    if (!send(0)) finish()
    else if (Date.now() > killAt) send('SIGKILL')
  }, 50)
})
`

/** @param removeFolder - removed when the server has ended; undefined removes nothing. */
export function startWatchdog(pid: number, removeFolder: string | undefined): Watchdog {
  const child = spawn(process.execPath, ['-e', PROGRAM, '--', String(pid), removeFolder ?? ''], {
    cwd: '/',
    // A terminal's Ctrl-C must not end it together with the launcher.
    detached: true,
    env: { PATH: process.env['PATH'], SystemRoot: process.env['SystemRoot'], ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
  })
  // Help in need only: that it cannot be started, or is gone, is no reason to fail.
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  child.unref()
  const stdin = child.stdin as typeof child.stdin & { unref?(): void }
  stdin.unref?.()
  return {
    serverEnded: () => stdin.write('ended\n'),
    dismiss: () => stdin.end('dismiss\n'),
  }
}
