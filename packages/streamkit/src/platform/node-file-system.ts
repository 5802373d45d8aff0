import { constants } from 'node:fs'
import { link, mkdir, open, readdir, readFile, realpath, rename, rmdir, stat, unlink } from 'node:fs/promises'
import type { FileSystem } from '../contracts/file-system.ts'
import { watchFolder } from './chokidar-watch.ts'

const ownerOnlyFile = 0o600
const ownerOnlyFolder = 0o700

/** The files of the machine. */
export const nodeFileSystem: FileSystem = {
  async open(path, flags) {
    const handle = await open(path, flags, ownerOnlyFile)
    return {
      async read(into, position) {
        return (await handle.read(into, 0, into.length, position)).bytesRead
      },
      async write(bytes) {
        for (let done = 0; done < bytes.length; )
          done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten
      },
      sync: () => handle.sync(),
      close: () => handle.close(),
    }
  },
  readFile: (path) => readFile(path),
  rename,
  link,
  unlink,
  async mkdir(path) {
    await mkdir(path, { recursive: true, mode: ownerOnlyFolder })
  },
  rmdir: (path) => rmdir(path),
  async readdir(path) {
    const entries = await readdir(path, { withFileTypes: true })
    return entries.map((entry) => ({
      name: entry.name,
      isDirectory: entry.isDirectory(),
      isSymbolicLink: entry.isSymbolicLink(),
    }))
  },
  async stat(path) {
    const found = await stat(path)
    return {
      size: found.size,
      mtimeMs: Math.floor(found.mtimeMs),
      isDirectory: found.isDirectory(),
      device: found.dev,
    }
  },
  realpath: (path) => realpath(path),
  async syncDirectory(path) {
    // Windows cannot open a folder; there the journal of NTFS keeps names.
    if (process.platform === 'win32') return
    const handle = await open(path, constants.O_RDONLY)
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
  watch: watchFolder,
}
