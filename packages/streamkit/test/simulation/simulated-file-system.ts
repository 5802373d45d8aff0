import type { FileHandle, FileSystem, OpenFlags } from '../../src/contracts/file-system.ts'
import { type DiskFile, systemError } from './simulated-disk.ts'
import type { SimulatedProcess } from './simulated-machine.ts'

/** The disk of a machine as one of its processes sees it: every call is a step in which the process may crash or the call may fail. */
export function simulatedFileSystem(process: SimulatedProcess): FileSystem {
  const { disk, random } = process.machine
  const change = <T>(kind: string, path: string, effect: () => T): Promise<T> =>
    process.perform({ kind, path, changes: true }, effect)
  const look = <T>(kind: string, path: string, effect: () => T): Promise<T> =>
    process.perform({ kind, path, changes: false }, effect)
  return {
    open: (path, flags) => open(process, path, flags),
    readFile: (path) => look('readFile', path, () => disk.file(path).data.slice()),
    rename: (from, to) => change('rename', to, () => disk.rename(from, to)),
    link: (from, to) => change('link', to, () => disk.link(from, to)),
    unlink: (path) => change('unlink', path, () => disk.unlink(path)),
    async mkdir(path) {
      const parts = path.split('/').slice(1)
      for (let i = 1; i <= parts.length; i++) {
        const folder = `/${parts.slice(0, i).join('/')}`
        const there = await look('stat', folder, () => exists(() => disk.stat(folder).isDirectory))
        if (!there) await change('mkdir', folder, () => disk.mkdir(folder))
      }
    },
    rmdir: (path) => change('rmdir', path, () => disk.rmdir(path)),
    async readdir(path) {
      const entries = [...(await look('readdir', path, () => disk.readdir(path)))]
      // in no order
      return entries.sort(() => random.next() - 0.5)
    },
    stat: (path) => look('stat', path, () => disk.stat(path)),
    realpath: (path) => look('realpath', path, () => path),
    syncDirectory: (path) => change('syncDirectory', path, () => disk.syncFolder(path)),
  }
}

async function open(process: SimulatedProcess, path: string, flags: OpenFlags): Promise<FileHandle> {
  const { disk, random } = process.machine
  const nowMs = process.clock.now()
  const file: DiskFile = await process.perform({ kind: 'open', path, changes: flags !== 'r' }, () =>
    flags === 'r' ? disk.file(path) : disk.openForWriting(path, flags, nowMs),
  )
  return {
    read: (into, position) =>
      process.perform({ kind: 'read', path, changes: false }, () => {
        const bytes = file.data.subarray(position, position + into.length)
        into.set(bytes)
        return bytes.length
      }),
    write(bytes) {
      if (flags === 'r') return Promise.reject(systemError('EBADF', 'write', path))
      const copy = bytes.slice()
      return process.perform(
        { kind: 'write', path, changes: true },
        () => disk.append(file, copy, nowMs),
        () => disk.append(file, copy.subarray(0, random.below(copy.length + 1)), nowMs),
      )
    },
    sync: () =>
      process.perform(
        { kind: 'sync', path, changes: true },
        () => disk.sync(file),
        () => {
          file.syncFailed = true
        },
      ),
    close: async () => {},
  }
}

function exists(isFolder: () => boolean): boolean {
  try {
    return isFolder()
  } catch {
    return false
  }
}
