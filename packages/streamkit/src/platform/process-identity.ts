import { readFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import type { ProcessIdentity } from '../contracts/process-identity.ts'

/** This process. On Linux the start time and the boot id make the answer exact; elsewhere the pid alone has to do. */
export function processIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    startTime: statOf(process.pid)?.startTime ?? '',
    host: hostname(),
    bootId: textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? '',
    isAlive(pid, startTime) {
      // 0 and below would ask for groups of processes
      if (!Number.isSafeInteger(pid) || pid <= 0) return false
      try {
        process.kill(pid, 0)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
      }
      const found = statOf(pid)
      if (found === null) return true
      return !found.isDead && (startTime === '' || found.startTime === startTime)
    },
  }
}

/**
 * Of /proc/<pid>/stat: field 3, the state (`Z` and `X` are dead, though their parent has not asked for them yet), and field 22, the start in clock ticks since
 * boot. The name of the program before them may hold spaces and brackets.
 */
function statOf(pid: number): { readonly isDead: boolean; readonly startTime: string } | null {
  const stat = textOf(`/proc/${pid}/stat`)
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  if (state === undefined) return null
  return { isDead: state === 'Z' || state === 'X', startTime: fields[18] ?? '' }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Where this machine keeps what may be forgotten. */
export const temporaryFolder: string = tmpdir()
