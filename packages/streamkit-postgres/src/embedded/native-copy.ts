import { chmod, cp, lstat, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ensureNativeSymlinks } from './native-symlinks.ts'

/**
 * Copies the binaries (60 MB) to a folder below `parent` and returns its `native` folder.
 *
 * The copy is kept for the next start under a name made of `label` and the
 * user. It appears by one rename, so two processes may copy at once and the
 * slower one uses the other's. A folder that someone else could have planted is
 * refused; a copy that a cleaner of temporary folders has thinned out is replaced.
 */
export async function copyNative(nativeDirectory: string, parent: string, label: string): Promise<string> {
  const kept = join(parent, `streamkit-${label}-${process.geteuid?.() ?? 'user'}`)
  const wanted = await fileSizes(nativeDirectory)
  if (await isUsable(kept, wanted)) return join(kept, 'native')

  const fresh = await mkdtemp(`${kept}.`)
  try {
    await cp(nativeDirectory, join(fresh, 'native'), { recursive: true, verbatimSymlinks: true })
    await makeReadableForAll(fresh)
    await ensureNativeSymlinks(join(fresh, 'native'))
    if (!(await isUsable(kept, wanted))) await replace(kept, fresh)
  } catch (error) {
    if (!(await isUsable(kept, wanted))) throw error
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  return join(kept, 'native')
}

/** Puts the fresh copy in the place of nothing or of a damaged one; a server that runs from that keeps its open files. */
async function replace(kept: string, fresh: string): Promise<void> {
  const damaged = `${fresh}.damaged`
  await rename(kept, damaged).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await rename(fresh, kept)
  await rm(damaged, { recursive: true, force: true })
}

/** Relative path -> size of every file below a folder; symlinks are left out, they are made anew. */
async function fileSizes(folder: string): Promise<ReadonlyMap<string, number>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        return [path.slice(folder.length), (await stat(path)).size] as const
      }),
  )
  return new Map(sizes)
}

async function isUsable(copy: string, wanted: ReadonlyMap<string, number>): Promise<boolean> {
  const status = await lstat(copy).catch(() => undefined)
  if (status === undefined || !status.isDirectory()) return false
  if (process.geteuid !== undefined && (status.uid !== process.geteuid() || (status.mode & 0o022) !== 0)) return false
  const actual = await fileSizes(join(copy, 'native')).catch(() => new Map<string, number>())
  return (
    [...wanted].every(([path, size]) => actual.get(path) === size) && (await ensureNativeSymlinks(join(copy, 'native')))
  )
}

/** The server may run as another account than the one that owns the copy. */
async function makeReadableForAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const isProgram = basename(entry.parentPath) === 'bin'
    if (entry.isDirectory() || isProgram) await chmod(path, 0o755)
    else if (entry.isFile()) await chmod(path, 0o644)
  }
}
