import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What PostgreSQL says about itself in `postmaster.pid`, one item a line:
 *
 *     1 pid   2 data directory   3 start time   4 port   5 socket folder   6 address   7 shared memory   8 status
 *
 * The last lines appear while it starts; the status is `starting`, `ready`, `standby` or `stopping`, padded.
 */
export interface PostmasterPidFile {
  readonly pid: number
  readonly status: string | undefined
}

export function pidFilePath(data: string): string {
  return join(data, 'postmaster.pid')
}

/** `none`: no file. `garbled`: a file without a pid, left by a machine that went down while it was written. */
export async function readPidFile(data: string): Promise<PostmasterPidFile | 'none' | 'garbled'> {
  const text = await readFile(pidFilePath(data), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return 'none'
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return 'garbled'
  return { pid, status: lines[7]?.trim() }
}
