import type { DirectoryEntry, FileHandle, FileSystem } from '../../src/contracts/file-system.ts'

interface FileNode {
  data: Uint8Array
  /** What is on the disk. */
  synced: Uint8Array
}
interface FolderNode {
  readonly names: Map<string, Node>
  /** Changes of names that are not on the disk, in order; a rename is one change of two names. */
  pending: readonly (readonly [name: string, node: Node | null])[][]
  readonly synced: Map<string, Node>
}
type Node = FileNode | FolderNode

/** What this process sees after the power went: every further call fails. */
export class Crashed extends Error {}

/**
 * Files in memory that lose in a crash what was not synced: of a file some of the bytes, of a folder the latest names. Every change counts as a step; a crash can be
 * planned for any of them.
 */
export class CrashingFileSystem implements FileSystem {
  readonly #root: FolderNode
  readonly #crashAt: number
  readonly #isWriteTorn: boolean
  #steps = 0
  /** Thrown in place of the next change of a path that ends so. */
  fault: { readonly step: 'write' | 'sync' | 'rename'; readonly code: string } | null = null

  constructor(root: FolderNode = emptyFolder(), crash: { readonly at?: number; readonly isWriteTorn?: boolean } = {}) {
    this.#root = root
    this.#crashAt = crash.at ?? Number.POSITIVE_INFINITY
    this.#isWriteTorn = crash.isWriteTorn ?? false
  }

  get steps(): number {
    return this.#steps
  }

  /** The disk after a crash: `keep(n)` says how many of n things that were not synced came through. */
  afterCrash(
    keep: (n: number) => number,
    crash: { readonly at?: number; readonly isWriteTorn?: boolean } = {},
  ): CrashingFileSystem {
    // Folders at the root are older than the test.
    const root = { names: this.#root.names, pending: [], synced: this.#root.names }
    return new CrashingFileSystem(survivors(root, keep), crash)
  }

  async open(path: string, flags: 'r' | 'w' | 'wx' | 'a'): Promise<FileHandle> {
    const [folder, name] = this.#parent(path)
    let node = folder.names.get(name)
    if (flags === 'r') {
      if (node === undefined) throw failure('ENOENT', path)
    } else {
      if (flags === 'wx' && node !== undefined) throw failure('EEXIST', path)
      this.#step()
      if (node === undefined) {
        node = { data: new Uint8Array(0), synced: new Uint8Array(0) }
        this.#name(folder, [[name, node]])
      }
    }
    return this.#handle(node as FileNode)
  }

  #handle(file: FileNode): FileHandle {
    return {
      read: async (into, position) => {
        this.#alive()
        const bytes = file.data.subarray(position, position + into.length)
        into.set(bytes)
        return bytes.length
      },
      write: async (bytes) => {
        this.#fail('write')
        this.#step(() => {
          if (this.#isWriteTorn) file.data = Buffer.concat([file.data, bytes.subarray(0, bytes.length >> 1)])
        })
        file.data = Buffer.concat([file.data, bytes])
      },
      sync: async () => {
        this.#fail('sync')
        this.#step()
        file.synced = file.data
      },
      close: async () => {},
    }
  }

  async readFile(path: string): Promise<Uint8Array> {
    return Uint8Array.from(this.#file(path).data)
  }
  async rename(from: string, to: string): Promise<void> {
    this.#fail('rename')
    this.#step()
    const [folder, name] = this.#parent(from)
    this.#name(folder, [
      [name, null],
      [this.#parent(to)[1], this.#file(from)],
    ])
  }
  async link(from: string, to: string): Promise<void> {
    const [folder, name] = this.#parent(to)
    if (folder.names.has(name)) throw failure('EEXIST', to)
    this.#step()
    this.#name(folder, [[name, this.#file(from)]])
  }
  async unlink(path: string): Promise<void> {
    const [folder, name] = this.#parent(path)
    if (!folder.names.has(name)) throw failure('ENOENT', path)
    this.#step()
    this.#name(folder, [[name, null]])
  }
  async mkdir(path: string): Promise<void> {
    let folder = this.#root
    for (const part of path.split('/').filter((p) => p !== '')) {
      if (!folder.names.has(part)) {
        this.#step()
        this.#name(folder, [[part, emptyFolder()]])
      }
      folder = folder.names.get(part) as FolderNode
    }
  }
  async rmdir(path: string): Promise<void> {
    await this.unlink(path)
  }
  async readdir(path: string): Promise<readonly DirectoryEntry[]> {
    return [...this.#folder(path).names].map(([name, node]) => ({
      name,
      isDirectory: 'names' in node,
      isSymbolicLink: false,
    }))
  }
  async stat(path: string): Promise<{ size: number; mtimeMs: number; isDirectory: boolean }> {
    const [folder, name] = this.#parent(path)
    const node = folder.names.get(name)
    if (node === undefined) throw failure('ENOENT', path)
    return { size: 'names' in node ? 0 : node.data.length, mtimeMs: 0, isDirectory: 'names' in node }
  }
  async realpath(path: string): Promise<string> {
    return path
  }
  async syncDirectory(path: string): Promise<void> {
    this.#step()
    const folder = this.#folder(path)
    for (const change of folder.pending) applyChange(folder.synced, change)
    folder.pending = []
  }

  /** Overwrites a file on the disk: what a bad sector or a careless hand does. */
  damage(path: string, change: (bytes: Uint8Array) => Uint8Array): void {
    const file = this.#file(path)
    file.data = change(Uint8Array.from(file.data))
    file.synced = file.data
  }
  async names(path: string): Promise<readonly string[]> {
    return (await this.readdir(path)).map(({ name }) => name).sort()
  }

  #name(folder: FolderNode, change: (readonly [string, Node | null])[]): void {
    applyChange(folder.names, change)
    folder.pending = [...folder.pending, change]
  }
  #alive(): void {
    if (this.#steps > this.#crashAt) throw new Crashed('the machine is down')
  }
  #step(onCrash?: () => void): void {
    this.#alive()
    if (this.#steps++ < this.#crashAt) return
    onCrash?.()
    throw new Crashed('the machine went down')
  }
  #fail(step: 'write' | 'sync' | 'rename'): void {
    if (this.fault?.step !== step) return
    const { code } = this.fault
    this.fault = null
    throw failure(code, step)
  }
  #folder(path: string): FolderNode {
    this.#alive()
    let folder = this.#root
    for (const part of path.split('/').filter((p) => p !== '')) {
      const next: Node | undefined = folder.names.get(part)
      if (next === undefined || !('names' in next)) throw failure('ENOENT', path)
      folder = next
    }
    return folder
  }
  #parent(path: string): readonly [FolderNode, string] {
    const cut = path.lastIndexOf('/')
    return [this.#folder(path.slice(0, cut)), path.slice(cut + 1)]
  }
  #file(path: string): FileNode {
    const [folder, name] = this.#parent(path)
    const node = folder.names.get(name)
    if (node === undefined || 'names' in node) throw failure('ENOENT', path)
    return node
  }
}

function emptyFolder(): FolderNode {
  return { names: new Map(), pending: [], synced: new Map() }
}
function applyChange(names: Map<string, Node>, change: readonly (readonly [string, Node | null])[]): void {
  for (const [name, node] of change) {
    if (node === null) names.delete(name)
    else names.set(name, node)
  }
}
function survivors(folder: FolderNode, keep: (n: number) => number): FolderNode {
  const names = new Map(folder.synced)
  for (const change of folder.pending.slice(0, keep(folder.pending.length))) applyChange(names, change)
  for (const [name, node] of names) {
    if ('names' in node) names.set(name, survivors(node, keep))
    else {
      const unsynced = Math.max(0, node.data.length - node.synced.length)
      const data = node.data.slice(0, node.synced.length + keep(unsynced))
      names.set(name, { data, synced: data })
    }
  }
  return { names, pending: [], synced: new Map(names) }
}
function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}
