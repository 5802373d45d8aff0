import type { FileHandle, FileSystem } from '../contracts/file-system.ts'

/** A call that changes something on the disk. */
export interface FileChange {
  readonly call: 'open' | 'write' | 'sync' | 'rename' | 'link' | 'unlink' | 'mkdir' | 'rmdir' | 'syncDirectory'
  readonly path: string
}

/** What every call of a dead process ends with. */
export class ProcessDied extends Error {
  override name = 'ProcessDied'
  constructor() {
    super('the process has died')
  }
}

/** The files as one process sees them, which dies where it is told to: from then on none of its calls does anything. */
export interface MortalFileSystem extends FileSystem {
  readonly isDead: boolean
  /** Dies in place of the first change from now on for which `when` is true. */
  dieAt(when: (change: FileChange) => boolean): void
  /** Dies now. */
  die(): void
}

/** Lets a process die at a change of its files: that change and all later ones are not made. */
export function mortalFileSystem(real: FileSystem): MortalFileSystem {
  let isDead = false
  let dies: ((change: FileChange) => boolean) | null = null
  const look = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isDead) throw new ProcessDied()
    return work()
  }
  const change = async <T>(call: FileChange['call'], path: string, work: () => Promise<T>): Promise<T> => {
    if (!isDead && dies?.({ call, path }) === true) isDead = true
    return look(work)
  }
  const handleOf = (path: string, handle: FileHandle): FileHandle => ({
    read: (into, position) => look(() => handle.read(into, position)),
    write: (bytes) => change('write', path, () => handle.write(bytes)),
    sync: () => change('sync', path, () => handle.sync()),
    close: () => handle.close(),
  })
  return {
    get isDead() {
      return isDead
    },
    dieAt(when) {
      dies = when
    },
    die() {
      isDead = true
    },
    async open(path, flags) {
      const opened = () => real.open(path, flags)
      return handleOf(path, await (flags === 'r' ? look(opened) : change('open', path, opened)))
    },
    readFile: (path) => look(() => real.readFile(path)),
    rename: (from, to) => change('rename', to, () => real.rename(from, to)),
    link: (from, to) => change('link', to, () => real.link(from, to)),
    unlink: (path) => change('unlink', path, () => real.unlink(path)),
    mkdir: (path) => change('mkdir', path, () => real.mkdir(path)),
    rmdir: (path) => change('rmdir', path, () => real.rmdir(path)),
    readdir: (path) => look(() => real.readdir(path)),
    stat: (path) => look(() => real.stat(path)),
    realpath: (path) => look(() => real.realpath(path)),
    syncDirectory: (path) => change('syncDirectory', path, () => real.syncDirectory(path)),
    ...(real.watch === undefined ? {} : { watch: real.watch.bind(real) }),
  }
}
