import type { Clock } from '../contracts/clock.ts'
import type { DirectoryEntry, FileHandle, FileStatus, FileSystem, OpenFlags } from '../contracts/file-system.ts'
import { systemClock } from '../platform/system-clock.ts'

/** Fails as Node's `fs` does: with a `code`. */
class FileSystemError extends Error {
  override name = 'FileSystemError'
  readonly code: string
  constructor(path: string, call: string, code: string) {
    super(`${code}: ${call} '${path}'`)
    this.code = code
  }
}

interface MemoryFile {
  bytes: Uint8Array
  mtimeMs: number
}
type Node = MemoryFile | 'folder'

/**
 * Files that live in memory: for tests that keep checkpoints without a disk. Every name and byte is there for ever at once: to lose what was not synced is the business of a simulated disk. Hand the same one to several sessions
 * to restart a query.
 *
 * @example
 * const fileSystem = memoryFileSystem()
 * const session = createSession({ environment: { fileSystem } })
 */
export function memoryFileSystem(clock: Pick<Clock, 'now'> = systemClock): FileSystem {
  const files = new MemoryFileSystem(clock)
  // An object of functions, so that a test can take it with one of them replaced.
  return {
    open: (path, flags) => files.open(path, flags),
    readFile: (path) => files.readFile(path),
    rename: (from, to) => files.rename(from, to),
    link: (from, to) => files.link(from, to),
    unlink: (path) => files.unlink(path),
    mkdir: (path) => files.mkdir(path),
    rmdir: (path) => files.rmdir(path),
    readdir: (path) => files.readdir(path),
    stat: (path) => files.stat(path),
    realpath: (path) => files.realpath(path),
    syncDirectory: (path) => files.syncDirectory(path),
  }
}

class MemoryFileSystem implements FileSystem {
  readonly #clock: Pick<Clock, 'now'>
  /** By path; hard links are two paths of one file. */
  readonly #nodes = new Map<string, Node>([['/', 'folder']])

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  async open(path: string, flags: OpenFlags): Promise<FileHandle> {
    const there = this.#nodes.get(path)
    if (there === 'folder') throw new FileSystemError(path, 'open', 'EISDIR')
    if (there === undefined && flags === 'r') throw new FileSystemError(path, 'open', 'ENOENT')
    if (there !== undefined && flags === 'wx') throw new FileSystemError(path, 'open', 'EEXIST')
    const file = there ?? this.#create(path)
    if (flags === 'w') file.bytes = new Uint8Array(0)
    return this.#handle(file, path, flags)
  }

  async readFile(path: string): Promise<Uint8Array> {
    return this.#file(path, 'open').bytes.slice()
  }

  async rename(from: string, to: string): Promise<void> {
    const node = this.#node(from, 'rename')
    this.#requireFolder(parentOf(to), 'rename')
    const below = [...this.#nodes].filter(([path]) => path.startsWith(`${from}/`))
    this.#nodes.delete(from)
    this.#nodes.set(to, node)
    for (const [path, moved] of below) {
      this.#nodes.delete(path)
      this.#nodes.set(to + path.slice(from.length), moved)
    }
  }

  async link(from: string, to: string): Promise<void> {
    const file = this.#file(from, 'link')
    if (this.#nodes.has(to)) throw new FileSystemError(to, 'link', 'EEXIST')
    this.#requireFolder(parentOf(to), 'link')
    this.#nodes.set(to, file)
  }

  async unlink(path: string): Promise<void> {
    this.#file(path, 'unlink')
    this.#nodes.delete(path)
  }

  async mkdir(path: string): Promise<void> {
    if (this.#nodes.get(path) === 'folder') return
    if (this.#nodes.has(path)) throw new FileSystemError(path, 'mkdir', 'EEXIST')
    await this.mkdir(parentOf(path))
    this.#nodes.set(path, 'folder')
  }

  async rmdir(path: string): Promise<void> {
    this.#requireFolder(path, 'rmdir')
    if (this.#entries(path).length > 0) throw new FileSystemError(path, 'rmdir', 'ENOTEMPTY')
    this.#nodes.delete(path)
  }

  async readdir(path: string): Promise<readonly DirectoryEntry[]> {
    this.#requireFolder(path, 'readdir')
    return this.#entries(path)
  }

  async stat(path: string): Promise<FileStatus> {
    const node = this.#node(path, 'stat')
    return node === 'folder'
      ? { size: 0, mtimeMs: 0, isDirectory: true }
      : { size: node.bytes.length, mtimeMs: node.mtimeMs, isDirectory: false }
  }

  async realpath(path: string): Promise<string> {
    this.#node(path, 'realpath')
    return path
  }

  async syncDirectory(path: string): Promise<void> {
    this.#requireFolder(path, 'sync')
  }

  #handle(file: MemoryFile, path: string, flags: OpenFlags): FileHandle {
    return {
      async read(into, position) {
        const bytes = file.bytes.subarray(position, position + into.length)
        into.set(bytes)
        return bytes.length
      },
      write: async (bytes) => {
        if (flags === 'r') throw new FileSystemError(path, 'write', 'EBADF')
        const longer = new Uint8Array(file.bytes.length + bytes.length)
        longer.set(file.bytes)
        longer.set(bytes, file.bytes.length)
        file.bytes = longer
        file.mtimeMs = Math.floor(this.#clock.now())
      },
      async sync() {},
      async close() {},
    }
  }

  #create(path: string): MemoryFile {
    this.#requireFolder(parentOf(path), 'open')
    const file = { bytes: new Uint8Array(0), mtimeMs: Math.floor(this.#clock.now()) }
    this.#nodes.set(path, file)
    return file
  }

  #node(path: string, call: string): Node {
    const node = this.#nodes.get(path)
    if (node === undefined) throw new FileSystemError(path, call, 'ENOENT')
    return node
  }
  #file(path: string, call: string): MemoryFile {
    const node = this.#node(path, call)
    if (node === 'folder') throw new FileSystemError(path, call, 'EISDIR')
    return node
  }
  #requireFolder(path: string, call: string): void {
    if (this.#node(path, call) !== 'folder') throw new FileSystemError(path, call, 'ENOTDIR')
  }

  #entries(path: string): readonly DirectoryEntry[] {
    const prefix = path === '/' ? '/' : `${path}/`
    return [...this.#nodes].flatMap(([name, node]) => {
      const rest = name.startsWith(prefix) ? name.slice(prefix.length) : ''
      if (rest === '' || rest.includes('/')) return []
      return [{ name: rest, isDirectory: node === 'folder', isSymbolicLink: false }]
    })
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/'
}
