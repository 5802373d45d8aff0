import type { FileSystem } from '../../../contracts/file-system.ts'
import { orNull } from '../../../durable/checkpoint-files.ts'

/** Removes a folder and everything below it; links are removed, not followed. What is gone already is no error. */
export async function removeTree(fileSystem: FileSystem, path: string): Promise<void> {
  for (const { name, isDirectory, isSymbolicLink } of (await orNull(fileSystem.readdir(path))) ?? []) {
    const child = `${path}/${name}`
    if (isDirectory && !isSymbolicLink) await removeTree(fileSystem, child)
    else await orNull(fileSystem.unlink(child))
  }
  await orNull(fileSystem.rmdir(path))
}
