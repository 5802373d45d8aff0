import { lstat, readFile, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** npm packages cannot hold symlinks; this file lists the ones to make, as `native/...` paths. */
const LIST = 'pg-symlinks.json'

interface SymlinkEntry {
  readonly source: string
  readonly target: string
}

/**
 * Makes the library symlinks that the platform package's install script would
 * have made, had it been allowed to run. Links that exist are left alone, so
 * any number of processes may do this at once.
 *
 * @returns whether all links exist now; false means that the folder cannot be written to.
 */
export async function ensureNativeSymlinks(nativeDirectory: string): Promise<boolean> {
  for (const { source, target } of await readSymlinkList(nativeDirectory)) {
    const link = join(dirname(nativeDirectory), target)
    if (await exists(link)) continue
    try {
      // Both ends are in one folder: a link without a folder survives moving and copying.
      await symlink(basename(source), link)
    } catch (error) {
      if (!(await exists(link))) {
        if (isReadOnly(error)) return false
        throw error
      }
    }
  }
  return true
}

async function readSymlinkList(nativeDirectory: string): Promise<readonly SymlinkEntry[]> {
  const text = await readFile(join(nativeDirectory, LIST), 'utf8').catch((error: NodeJS.ErrnoException) => {
    // The packages for Windows have no symlinks.
    if (error.code === 'ENOENT') return '[]'
    throw error
  })
  const list: unknown = JSON.parse(text)
  return Array.isArray(list) ? list.filter(isSymlinkEntry) : []
}

function isSymlinkEntry(entry: unknown): entry is SymlinkEntry {
  if (typeof entry !== 'object' || entry === null || !('source' in entry) || !('target' in entry)) return false
  const { source, target } = entry
  return (
    typeof source === 'string' &&
    typeof target === 'string' &&
    dirname(source) === dirname(target) &&
    !target.includes('..')
  )
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}

function isReadOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code))
}
