import { spawn } from 'node:child_process'
import type { ClusterHome } from './cluster-home.ts'
import { pidFilePath } from './postmaster-pid-file.ts'

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
 *
 * A server that has shut down removes its pid file. Its pid alone would not
 * tell: in a container without an init process it stays behind as a zombie.
 */
const PROGRAM = `
const { existsSync, rmSync } = require('node:fs')
const [, pid, pidFile, folder] = process.argv
let serverEnded = false
const send = signal => { try { process.kill(Number(pid), signal); return true } catch { return false } }
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
    if (!existsSync(pidFile) || !send(0)) return finish()
    if (Date.now() < killAt) return
    send('SIGKILL')
    finish()
  }, 50)
})
`

export function startWatchdog(pid: number, home: ClusterHome): Watchdog {
  const { PATH, SystemRoot } = process.env
  const args = [String(pid), pidFilePath(home.data), home.removeOnStop ?? '']
  const child = spawn(process.execPath, ['-e', PROGRAM, '--', ...args], {
    cwd: '/',
    // A terminal's Ctrl-C must not end it together with the launcher.
    detached: true,
    env: { PATH, SystemRoot, ELECTRON_RUN_AS_NODE: '1' },
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
