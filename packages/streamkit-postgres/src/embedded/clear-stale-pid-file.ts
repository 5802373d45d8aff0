import { rm } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { embeddedStartFailed } from './embedded-error.ts'
import { pidFilePath, readPidFile } from './postmaster-pid-file.ts'
import { isServerOf, processExists } from './process-table.ts'

/** A server whose launcher has just crashed needs a moment to shut down. */
const SHUTDOWN_GRACE_MS = 5000
const POLL_MS = 20

/**
 * Makes way for a new server where a crash left `postmaster.pid` behind.
 *
 * PostgreSQL judges the file by the pid alone: it starts if no such process
 * exists, and refuses if the pid went to an unrelated process or to a zombie.
 * Only that refusal is prevented here; a server that really runs is waited for
 * as long as one needs to shut down, then reported.
 */
export async function clearStalePidFile(data: string, signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + SHUTDOWN_GRACE_MS
  for (;;) {
    const file = await readPidFile(data)
    if (file === 'none') return
    if (file === 'garbled') return rm(pidFilePath(data), { force: true })
    if (!isServerOf(data, file.pid)) {
      // Left in place when the pid is free: PostgreSQL then also looks for backends that outlived their server.
      if (processExists(file.pid)) await rm(pidFilePath(data), { force: true })
      return
    }
    if (performance.now() > giveUpAt) throw inUse(data, file.pid)
    await wait(POLL_MS, undefined, { signal })
  }
}

export function inUse(data: string, pid?: number): Error {
  const who = pid === undefined ? 'Another PostgreSQL server' : `The PostgreSQL server with pid ${pid}`
  return embeddedStartFailed({
    reason: `${who} already uses the database in ${data}`,
    hint: 'stop it (SIGINT ends it cleanly), or give another dataDirectory',
  })
}
