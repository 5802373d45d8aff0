import type { Clock } from '../../contracts/clock.ts'
import type { DirectoryEntry, FileStatus, FileSystem } from '../../contracts/file-system.ts'
import type { Logger } from '../../contracts/logger.ts'
import { codeOf } from '../../durable/checkpoint-files.ts'
import { ExecutionException, isStreamKitError, messageOf } from '../../errors/streamkit-error.ts'
import type { ListingOptions } from './file-options.ts'
import { baseName } from './file-uri.ts'
import { FolderWatch } from './folder-watch.ts'
import { nameMatcher } from './glob-pattern.ts'
import { isHidden } from './hidden-name.ts'
import { type PathPattern, pathPatterns } from './path-pattern.ts'
import { ListedBySink } from './write/listed-by-sink.ts'

/** A file as a listing found it. */
export interface ListedFile {
  readonly path: string
  readonly size: number
  readonly mtimeMs: number
}

export interface ListerEnvironment {
  readonly fileSystem: FileSystem
  readonly clock: Clock
  readonly logger: Logger
}

/** How many files are looked at at a time. */
const statsAtOnce = 32

/**
 * Lists the files below some paths, which may be patterns: the files directly inside a folder and in its partition folders (`name=value`), or in all folders below with `recursiveFileLookup`. Names
 * that begin with `.` or `_` and names that end in `.tmp` or `._COPYING_` are passed over: somebody is still writing there. A folder that is reached by
 * several ways (links) is listed once.
 */
export class FileLister {
  readonly #fs: FileSystem
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #options: ListingOptions
  readonly #patterns: readonly PathPattern[]
  readonly #accepts: (name: string) => boolean
  readonly #folders: FolderWatch
  /** Folders whose absence is a fault, not an empty listing. */
  readonly #mustBeThere: Set<string>
  readonly #complained = new Set<string>()
  /** Null if there is not exactly one folder: then logs of file sinks do not count, as in Spark. */
  readonly #listedBySink: ListedBySink | null

  constructor(paths: readonly string[], options: ListingOptions, environment: ListerEnvironment) {
    this.#fs = environment.fileSystem
    this.#clock = environment.clock
    this.#logger = environment.logger
    this.#options = options
    this.#patterns = pathPatterns(paths)
    this.#accepts = options.pathGlobFilter === null ? () => true : nameMatcher(options.pathGlobFilter)
    this.#folders = new FolderWatch(environment.fileSystem, environment.clock)
    const [only, ...others] = this.#patterns
    const isOneFolder = only !== undefined && only.names.length === 0 && others.length === 0
    this.#listedBySink = isOneFolder ? new ListedBySink(only.root, environment.fileSystem) : null
    this.#mustBeThere = new Set(this.#patterns.filter(({ names }) => names.length === 0).map(({ root }) => root))
  }

  /** The folders (and files) where listing begins. */
  get roots(): readonly string[] {
    return [...new Set(this.#patterns.map((pattern) => pattern.root))]
  }

  /** A path without wildcards that is not there, null if all are. What a pattern stands for may come later. */
  async missingPath(): Promise<string | null> {
    for (const path of this.#mustBeThere) if ((await this.#status(path)) === null) return path
    return null
  }

  /** Whether a listing could find anything else than the last one did: costs one `stat` a folder. */
  async hasChanged(): Promise<boolean> {
    return this.#folders.hasChanged()
  }

  /**
   * All files for which `isWanted` holds, in no order. `isWanted` is asked by path before a file is looked at, so that files of old cost little.
   */
  async list(isWanted: (path: string) => boolean): Promise<readonly ListedFile[]> {
    const paths: string[] = []
    const listing: Listing = {
      inPartition: false,
      visited: new Set(),
      found: new Set(),
      add: (path) => isWanted(path) && paths.push(path),
    }
    this.#folders.startListing()
    const listedBySink = (await this.#listedBySink?.paths((folder) => this.#folders.list(folder))) ?? null
    if (listedBySink !== null) for (const path of listedBySink) this.#offer(path, listing)
    else for (const pattern of this.#patterns) await this.#expand(pattern, 0, { ...pattern, listing })
    this.#folders.finishListing()
    return this.lookAtAll(paths)
  }

  async #expand(pattern: PathPattern, depth: number, at: { root: string; listing: Listing }): Promise<void> {
    const name = pattern.names[depth]
    if (name === undefined) return this.#collect(at.root, at.listing)
    if (name.kind === 'literal') {
      return this.#expand(pattern, depth + 1, { root: join(at.root, name.name), listing: at.listing })
    }
    const isLast = depth + 1 === pattern.names.length
    for (const entry of await this.#entries(at.root)) {
      if (!name.matches(entry.name) || (isHidden(entry.name) && !name.startsHidden)) continue
      if (!isLast && !entry.isDirectory && !entry.isSymbolicLink) continue
      await this.#expand(pattern, depth + 1, { root: join(at.root, entry.name), listing: at.listing })
    }
  }

  /** What a path stands for: a file, or the files of a folder. */
  async #collect(path: string, listing: Listing): Promise<void> {
    const status = await this.#status(path)
    if (status?.isDirectory === true) return this.#collectFolder(path, await this.#realPath(path), listing)
    this.#folders.note(path, status)
    if (status !== null) this.#offer(path, listing)
    else if (this.#mustBeThere.has(path)) throw gone(path)
  }

  async #status(path: string): Promise<FileStatus | null> {
    try {
      return await this.#fs.stat(path)
    } catch (cause) {
      if (isGone(cause)) return null
      throw new ExecutionException('SOURCE_UNAVAILABLE', { path, reason: messageOf(cause) }, { cause })
    }
  }

  async #realPath(path: string): Promise<string> {
    try {
      return await this.#fs.realpath(path)
    } catch (cause) {
      throw new ExecutionException('SOURCE_UNAVAILABLE', { path, reason: messageOf(cause) }, { cause })
    }
  }

  async #collectFolder(path: string, realPath: string, listing: Listing): Promise<void> {
    if (listing.visited.has(realPath)) return
    listing.visited.add(realPath)
    const entries = await this.#entries(path)
    const links: string[] = []
    for (const entry of [...entries].sort(byName)) {
      const child = join(path, entry.name)
      if (entry.isSymbolicLink) links.push(child)
      else if (!entry.isDirectory) this.#offer(child, listing)
      else await this.#subfolder(child, join(realPath, entry.name), listing)
    }
    for (const link of links) await this.#link(link, listing)
  }

  /** Links come after real folders, so that a folder is known by its own path if it has one here. */
  async #link(path: string, listing: Listing): Promise<void> {
    if (isHidden(baseName(path)) && !baseName(path).includes('=')) return
    const target = await this.#fs.stat(path).catch((error: unknown) => {
      this.#complain(path, `the link cannot be followed: ${messageOf(error)}`)
      return null
    })
    if (target === null) return
    if (!target.isDirectory) this.#offer(path, listing)
    else await this.#subfolder(path, await this.#realPath(path), listing)
  }

  async #subfolder(path: string, realPath: string, listing: Listing): Promise<void> {
    const name = baseName(path)
    if (name.startsWith('.') || (isHidden(name) && !name.includes('='))) return
    const isPartition = name.includes('=')
    if (!this.#options.recursiveFileLookup && !isPartition && !listing.inPartition) return
    const inner = isPartition && !listing.inPartition ? { ...listing, inPartition: true } : listing
    return this.#collectFolder(path, realPath, inner)
  }

  #offer(path: string, listing: Listing): void {
    const name = baseName(path)
    if (isHidden(name) || isBeingWritten(name) || !this.#accepts(name) || listing.found.has(path)) return
    // only with several patterns can a file be met twice
    if (this.#patterns.length > 1) listing.found.add(path)
    listing.add(path)
  }

  async #entries(path: string): Promise<readonly DirectoryEntry[]> {
    try {
      const entries = await this.#folders.list(path)
      // a pattern may begin in a folder that is made later, but once it was there it has to stay
      if (this.#patterns.some(({ root }) => root === path)) this.#mustBeThere.add(path)
      return entries
    } catch (cause) {
      if (isStreamKitError(cause)) throw cause
      if (!isGone(cause))
        throw new ExecutionException('SOURCE_UNAVAILABLE', { path, reason: messageOf(cause) }, { cause })
      if (this.#mustBeThere.has(path)) throw gone(path)
      return []
    }
  }

  /** The files as they are now, without those that are gone or too young. */
  async lookAtAll(paths: readonly string[]): Promise<readonly ListedFile[]> {
    const files: ListedFile[] = []
    const youngest = this.#options.minFileAgeMs > 0 ? this.#clock.now() - this.#options.minFileAgeMs : null
    for (let from = 0; from < paths.length; from += statsAtOnce) {
      const some = paths.slice(from, from + statsAtOnce)
      for (const file of await Promise.all(some.map((path) => this.#lookAt(path)))) {
        if (file === null) continue
        if (youngest === null || file.mtimeMs <= youngest) files.push(file)
        else this.#folders.expectChange()
      }
    }
    return files
  }

  async #lookAt(path: string): Promise<ListedFile | null> {
    try {
      const status = await this.#fs.stat(path)
      return status.isDirectory ? null : { path, size: status.size, mtimeMs: status.mtimeMs }
    } catch (cause) {
      if (!isGone(cause)) throw new ExecutionException('FILE_UNREADABLE', { path, reason: messageOf(cause) }, { cause })
      if (path.includes('\ufffd')) this.#complain(path, 'the name of the file is not valid UTF-8, so it cannot be read')
      return null
    }
  }

  /** Says once what is wrong with a path that does not stop the query. */
  #complain(path: string, message: string): void {
    if (this.#complained.has(path) || this.#complained.size >= 1000) return
    this.#complained.add(path)
    this.#logger.warn({ path }, message)
  }
}

interface Listing {
  /** Real paths of the folders so far. */
  readonly visited: Set<string>
  readonly found: Set<string>
  /** Inside a folder `name=value` all folders are gone into. */
  readonly inPartition: boolean
  readonly add: (path: string) => unknown
}

function isBeingWritten(name: string): boolean {
  return name.endsWith('.tmp') || name.endsWith('._COPYING_')
}

function join(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`
}

function isGone(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

function gone(path: string): ExecutionException {
  return new ExecutionException('SOURCE_UNAVAILABLE', { path, reason: 'it is gone' })
}

function byName(a: DirectoryEntry, b: DirectoryEntry): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}
