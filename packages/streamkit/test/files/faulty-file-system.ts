import type { FileHandle, FileSystem } from '../../src/contracts/file-system.ts'

/** One call that reaches the files: `write /d/a`, `link /d/.a.tmp /d/a`, ... */
export type FileCall = string

/** What happens instead of a call: nothing (null), an error code, or the end of the process (`kill` before it, `killAfter` it). */
export type Fault = null | 'kill' | 'killAfter' | 'EIO' | 'ENOSPC' | 'EACCES' | 'ENOENT' | 'EEXIST' | 'EPERM' | 'EXDEV'

/** Thrown by every call after a kill: no code of the process runs any more, so nothing it does counts. */
export class Killed extends Error {
  constructor() {
    super('the process is gone')
  }
}

/**
 * A file system that fails where it is told to. `decide` sees each call before it is made. After a kill every further call fails, so that clean-up code cannot
 * touch the files, as in a process that is gone.
 */
export function faultyFileSystem(
  real: FileSystem,
  decide: (call: FileCall, index: number) => Fault,
): FileSystem & { readonly calls: readonly FileCall[] } {
  const calls: FileCall[] = []
  let isKilled = false
  const attempt = async <T>(call: FileCall, work: () => Promise<T>): Promise<T> => {
    if (isKilled) throw new Killed()
    const fault = decide(call, calls.length)
    calls.push(call)
    if (fault === null) return work()
    if (fault === 'killAfter') await work()
    if (fault === 'kill' || fault === 'killAfter') {
      isKilled = true
      throw new Killed()
    }
    throw Object.assign(new Error(`${fault}: injected, ${call}`), { code: fault })
  }
  const wrapped = (path: string, handle: FileHandle): FileHandle => ({
    read: (into, position) => attempt(`read ${path}`, () => handle.read(into, position)),
    write: (bytes) => attempt(`write ${path}`, () => handle.write(bytes)),
    sync: () => attempt(`sync ${path}`, () => handle.sync()),
    close: () => handle.close(),
  })
  return {
    calls,
    async open(path, flags) {
      let opened: FileHandle | undefined
      try {
        return await attempt(`open:${flags} ${path}`, async () => {
          opened = await real.open(path, flags)
          return wrapped(path, opened)
        })
      } catch (error) {
        await opened?.close()
        throw error
      }
    },
    readFile: (path) => attempt(`readFile ${path}`, () => real.readFile(path)),
    rename: (from, to) => attempt(`rename ${from} ${to}`, () => real.rename(from, to)),
    link: (from, to) => attempt(`link ${from} ${to}`, () => real.link(from, to)),
    unlink: (path) => attempt(`unlink ${path}`, () => real.unlink(path)),
    mkdir: (path) => attempt(`mkdir ${path}`, () => real.mkdir(path)),
    rmdir: (path) => attempt(`rmdir ${path}`, () => real.rmdir(path)),
    readdir: (path) => attempt(`readdir ${path}`, () => real.readdir(path)),
    stat: (path) => attempt(`stat ${path}`, () => real.stat(path)),
    realpath: (path) => attempt(`realpath ${path}`, () => real.realpath(path)),
    syncDirectory: (path) => attempt(`syncDirectory ${path}`, () => real.syncDirectory(path)),
  }
}
