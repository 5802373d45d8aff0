import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Looks at processes by their pid. Synchronous, so that it can serve a kill that must not be overtaken. */

/** Whether a process with this pid exists, whoever owns it; a zombie counts. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Sends a signal to a process that may have ended meanwhile. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Whether the process is a PostgreSQL server of this data directory, and not one that got the pid later. */
export function isServerOf(data: string, pid: number): boolean {
  if (!processExists(pid)) return false
  switch (process.platform) {
    case 'linux':
      // A server's working folder is its data directory; that of a zombie cannot be read.
      return workingFolder(pid) === data
    case 'win32':
      return run('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']).includes('postgres.exe')
    default:
      return /^[^Z].*postgres/.test(run('ps', ['-p', String(pid), '-o', 'stat=', '-o', 'comm=']))
  }
}

/** The pids of a process's children, at this moment. */
export function childrenOf(parent: number): readonly number[] {
  return processParents().flatMap(([pid, ppid]) => (ppid === parent ? [pid] : []))
}

function processParents(): readonly (readonly [pid: number, ppid: number])[] {
  if (process.platform !== 'linux') {
    const lines = run('ps', ['-A', '-o', 'pid=,ppid=']).split('\n')
    return lines.map((line) => {
      const [pid, ppid] = line.trim().split(/\s+/).map(Number)
      return [pid ?? 0, ppid ?? 0]
    })
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map((pid) => [Number(pid), parentOnLinux(pid)])
}

function parentOnLinux(pid: string): number {
  try {
    // pid (name) state ppid ...; the name may hold anything, also parentheses and spaces.
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}

function workingFolder(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

function run(file: string, args: readonly string[]): string {
  try {
    return execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true })
  } catch {
    return ''
  }
}
