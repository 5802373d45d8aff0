import { chmod, chown, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The account the server runs as; undefined means the launcher's own. */
export interface ServerIdentity {
  readonly uid: number
  readonly gid: number
}

/** `nobody`: PostgreSQL refuses to run as root, and no account is created for it. */
const NOBODY: ServerIdentity = { uid: 65_534, gid: 65_534 }

/**
 * Chooses the account. Only root has a choice to make: the owner of an existing
 * cluster (a developer who came back with sudo), else nobody.
 */
export async function serverIdentity(existingData: string | undefined): Promise<ServerIdentity | undefined> {
  if (process.geteuid?.() !== 0) return undefined
  const owner = existingData === undefined ? undefined : await stat(existingData).catch(() => undefined)
  return owner === undefined || owner.uid === 0 ? NOBODY : { uid: owner.uid, gid: owner.gid }
}

/** Gives a file or folder to the server's account. */
export async function giveTo(identity: ServerIdentity | undefined, path: string): Promise<void> {
  if (identity !== undefined) await chown(path, identity.uid, identity.gid)
}

/**
 * Lets the server's account walk through a folder that stays the launcher's: the account can neither
 * list nor change it, so nothing that root does there later can be led astray by a planted link.
 */
export async function letThrough(identity: ServerIdentity | undefined, folder: string): Promise<void> {
  if (identity !== undefined) await chmod(folder, 0o711)
}

/** Whether the account may walk down to `path`, judged by the permission bits of all folders above it. */
export async function canReach(identity: ServerIdentity | undefined, path: string): Promise<boolean> {
  if (identity === undefined) return true
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { uid, gid, mode } = await stat(folder)
    const searchBit = uid === identity.uid ? 0o100 : gid === identity.gid ? 0o010 : 0o001
    if ((mode & searchBit) === 0) return false
    if (folder === dirname(folder)) return true
  }
}
