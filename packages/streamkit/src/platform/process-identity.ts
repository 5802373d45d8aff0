import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { ProcessIdentity } from '../contracts/process-identity.ts'

/** This process. On Linux the start time and the boot id make the answer exact; elsewhere the pid alone has to do. */
export function processIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    startTime: startTimeOf(process.pid) ?? '',
    host: hostname(),
    bootId: textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? '',
    isAlive(pid, startTime) {
      try {
        process.kill(pid, 0)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
      }
      const found = startTimeOf(pid)
      return found === null || startTime === '' || found === startTime
    },
  }
}

/** Field 22 of /proc/<pid>/stat, in clock ticks since boot; the name of the program before it may hold spaces and brackets. */
function startTimeOf(pid: number): string | null {
  const stat = textOf(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
