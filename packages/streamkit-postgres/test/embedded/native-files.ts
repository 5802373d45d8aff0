import { cp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findPlatformPackage } from '../../src/embedded/platform-package.ts'

/** A copy of the installed binaries, as npm leaves them when no install script may run: without symlinks. */
export async function copyWithoutSymlinks(package_: string): Promise<string> {
  const found = await findPlatformPackage()
  if (found.kind === 'missing') throw new Error(found.reason)
  const native = join(package_, 'native')
  await cp(found.nativeDirectory, native, { recursive: true, verbatimSymlinks: true })
  await cp(join(found.nativeDirectory, '../package.json'), join(package_, 'package.json'))
  for (const link of await symlinksIn(native)) await rm(link)
  return native
}

export async function symlinksIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isSymbolicLink()).map((entry) => join(entry.parentPath, entry.name))
}
