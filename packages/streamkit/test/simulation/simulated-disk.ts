import type { DirectoryEntry, FileStatus } from '../../src/contracts/file-system.ts'
import type { Random } from './random.ts'

/** A file as programs see it, and as it would be found after a power cut. */
export interface DiskFile {
  readonly kind: 'file'
  data: Uint8Array
  /** What the last sync made durable. */
  durable: Uint8Array
  /** A sync failed: the kernel has dropped the pages and called them clean, no later sync brings them back. */
  syncFailed: boolean
  mtimeMs: number
}
interface DiskFolder {
  readonly kind: 'folder'
  readonly entries: Map<string, DiskNode>
  /** What the last sync made durable. */
  durable: Map<string, DiskNode>
  /** What each name has meant since then, in order; null: nothing. */
  readonly changes: Map<string, (DiskNode | null)[]>
}
type DiskNode = DiskFile | DiskFolder

/** Disks write sectors whole. */
const sectorBytes = 512

/** An error as Node's file system gives it. */
export function systemError(code: string, operation: string, path: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${operation} '${path}'`), { code })
}

/**
 * Folders and files in memory that promise what POSIX promises and no more: content is durable after a sync of the file, a name after a sync of its folder. At a power
 * cut everything else may be lost, kept or torn, each thing for itself and in any order.
 */
export class SimulatedDisk {
  readonly #root: DiskFolder = newFolder()

  openForWriting(path: string, flags: 'w' | 'wx' | 'a', nowMs: number): DiskFile {
    const { folder, name } = this.#parent(path, 'open')
    const existing = folder.entries.get(name)
    if (existing?.kind === 'folder') throw systemError('EISDIR', 'open', path)
    if (existing !== undefined) {
      if (flags === 'wx') throw systemError('EEXIST', 'open', path)
      if (flags === 'w') existing.data = new Uint8Array(0)
      return existing
    }
    const file: DiskFile = {
      kind: 'file',
      data: new Uint8Array(0),
      durable: new Uint8Array(0),
      syncFailed: false,
      mtimeMs: nowMs,
    }
    set(folder, name, file)
    return file
  }

  file(path: string, operation = 'open'): DiskFile {
    const node = this.#find(path, operation)
    if (node.kind === 'folder') throw systemError('EISDIR', operation, path)
    return node
  }

  append(file: DiskFile, bytes: Uint8Array, nowMs: number): void {
    const data = new Uint8Array(file.data.length + bytes.length)
    data.set(file.data)
    data.set(bytes, file.data.length)
    file.data = data
    file.mtimeMs = nowMs
  }

  sync(file: DiskFile): void {
    if (!file.syncFailed) file.durable = file.data
  }

  rename(from: string, to: string): void {
    const source = this.#parent(from, 'rename')
    const target = this.#parent(to, 'rename')
    const node = source.folder.entries.get(source.name)
    if (node === undefined) throw systemError('ENOENT', 'rename', from)
    if (target.folder.entries.get(target.name)?.kind === 'folder') throw systemError('EISDIR', 'rename', to)
    set(target.folder, target.name, node)
    set(source.folder, source.name, null)
  }

  link(from: string, to: string): void {
    const node = this.file(from, 'link')
    const { folder, name } = this.#parent(to, 'link')
    if (folder.entries.has(name)) throw systemError('EEXIST', 'link', to)
    set(folder, name, node)
  }

  unlink(path: string): void {
    this.file(path, 'unlink')
    const { folder, name } = this.#parent(path, 'unlink')
    set(folder, name, null)
  }

  /** Makes one folder; false if it is there. */
  mkdir(path: string): boolean {
    const { folder, name } = this.#parent(path, 'mkdir')
    const existing = folder.entries.get(name)
    if (existing?.kind === 'folder') return false
    if (existing !== undefined) throw systemError('EEXIST', 'mkdir', path)
    set(folder, name, newFolder())
    return true
  }

  rmdir(path: string): void {
    if (this.#folder(path, 'rmdir').entries.size > 0) throw systemError('ENOTEMPTY', 'rmdir', path)
    const { folder, name } = this.#parent(path, 'rmdir')
    set(folder, name, null)
  }

  readdir(path: string): readonly DirectoryEntry[] {
    return [...this.#folder(path, 'readdir').entries].map(([name, node]) => ({
      name,
      isDirectory: node.kind === 'folder',
      isSymbolicLink: false,
    }))
  }

  stat(path: string): FileStatus {
    const node = this.#find(path, 'stat')
    return node.kind === 'folder'
      ? { size: 0, mtimeMs: 0, isDirectory: true }
      : { size: node.data.length, mtimeMs: node.mtimeMs, isDirectory: false }
  }

  syncFolder(path: string): void {
    const folder = this.#folder(path, 'fsync')
    folder.durable = new Map(folder.entries)
    folder.changes.clear()
  }

  /** Paths of all files, for tests to look at. */
  paths(below = ''): readonly string[] {
    const walk = (folder: DiskFolder, path: string): readonly string[] =>
      [...folder.entries].flatMap(([name, node]) =>
        node.kind === 'folder' ? walk(node, `${path}/${name}`) : [`${path}/${name}`],
      )
    return walk(below === '' ? this.#root : this.#folder(below, 'readdir'), below)
  }

  text(path: string): string {
    return new TextDecoder().decode(this.file(path).data)
  }

  /** Puts a file there, durably: what somebody else did to the disk. */
  place(path: string, content: string | Uint8Array, mtimeMs = 0): void {
    const parts = path.split('/').slice(1, -1)
    for (let i = 1; i <= parts.length; i++) this.mkdir(`/${parts.slice(0, i).join('/')}`)
    const file = this.openForWriting(path, 'w', mtimeMs)
    file.data = typeof content === 'string' ? new TextEncoder().encode(content) : content
    file.durable = file.data
    for (let i = 0; i <= parts.length; i++) this.syncFolder(`/${parts.slice(0, i).join('/')}`)
  }

  /** The power goes: what was not synced is lost, kept or torn. */
  losePower(random: Random): void {
    // Disks that lose nothing and disks that lose everything are as likely as the many between.
    const keep = random.pick([0, 0.5, 1])
    const settled = new Set<DiskNode>()
    const settle = (node: DiskNode): void => {
      if (settled.has(node)) return
      settled.add(node)
      if (node.kind === 'file') settleFile(node, { random, keep })
      else {
        settleFolder(node, { random, keep })
        for (const child of node.entries.values()) settle(child)
      }
    }
    settle(this.#root)
  }

  #find(path: string, operation: string): DiskNode {
    let node: DiskNode = this.#root
    for (const part of path.split('/').filter((text) => text !== '')) {
      if (node.kind === 'file') throw systemError('ENOTDIR', operation, path)
      const next = node.entries.get(part)
      if (next === undefined) throw systemError('ENOENT', operation, path)
      node = next
    }
    return node
  }

  #folder(path: string, operation: string): DiskFolder {
    const node = this.#find(path, operation)
    if (node.kind === 'file') throw systemError('ENOTDIR', operation, path)
    return node
  }

  #parent(path: string, operation: string): { readonly folder: DiskFolder; readonly name: string } {
    const end = path.lastIndexOf('/')
    return { folder: this.#folder(path.slice(0, end), operation), name: path.slice(end + 1) }
  }
}

interface PowerCut {
  readonly random: Random
  /** How likely it is that something unsynced is kept. */
  readonly keep: number
}

function newFolder(): DiskFolder {
  return { kind: 'folder', entries: new Map(), durable: new Map(), changes: new Map() }
}

function set(folder: DiskFolder, name: string, node: DiskNode | null): void {
  if (node === null) folder.entries.delete(name)
  else folder.entries.set(name, node)
  const changes = folder.changes.get(name)
  if (changes === undefined) folder.changes.set(name, [node])
  else changes.push(node)
}

/** Each name means what it meant at some moment since the last sync. */
function settleFolder(folder: DiskFolder, { random, keep }: PowerCut): void {
  const found = new Map(folder.durable)
  for (const [name, changes] of folder.changes) {
    const seen = random.chance(keep) ? changes.length : keep === 0 ? 0 : random.below(changes.length + 1)
    if (seen === 0) continue
    const node = changes[seen - 1] as DiskNode | null
    if (node === null) found.delete(name)
    else found.set(name, node)
  }
  folder.entries.clear()
  for (const [name, node] of found) folder.entries.set(name, node)
  folder.durable = found
  folder.changes.clear()
}

/** What was not synced is there, or not, or a part of it, or zeros in its place. */
function settleFile(file: DiskFile, { random, keep }: PowerCut): void {
  if (file.data !== file.durable && !random.chance(keep)) {
    const outcome = keep === 0 ? 0 : random.below(4)
    if (outcome === 0) file.data = file.durable
    else if (outcome === 1) file.data = file.data.slice(0, random.below(file.data.length + 1))
    else if (outcome === 2) file.data = withZeroSectors(file.data, random)
    else file.data = new Uint8Array(0)
  }
  file.durable = file.data
  file.syncFailed = false
}

function withZeroSectors(data: Uint8Array, random: Random): Uint8Array {
  const torn = data.slice()
  for (let at = 0; at < torn.length; at += sectorBytes) if (random.chance(0.5)) torn.fill(0, at, at + sectorBytes)
  return torn
}
