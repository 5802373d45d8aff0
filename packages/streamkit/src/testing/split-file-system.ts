import type { FileSystem } from '../contracts/file-system.ts'

/** Files below one folder in one place, all others in another: a checkpoint in memory beside input on the disk. */
export function splitFileSystem(folder: string, below: FileSystem, others: FileSystem): FileSystem {
  const at = (path: string) => (path === folder || path.startsWith(`${folder}/`) ? below : others)
  return {
    open: (path, flags) => at(path).open(path, flags),
    readFile: (path) => at(path).readFile(path),
    rename: (from, to) => at(to).rename(from, to),
    link: (from, to) => at(to).link(from, to),
    unlink: (path) => at(path).unlink(path),
    mkdir: (path) => at(path).mkdir(path),
    rmdir: (path) => at(path).rmdir(path),
    readdir: (path) => at(path).readdir(path),
    stat: (path) => at(path).stat(path),
    realpath: (path) => at(path).realpath(path),
    // The folder that holds it has its name: nothing of it is on the disk.
    syncDirectory: (path) => (folder.startsWith(path) ? below : at(path)).syncDirectory(path),
    ...(others.watch === undefined ? {} : { watch: others.watch.bind(others) }),
  }
}
