import type { FileSystem } from '../../contracts/file-system.ts'
import type { Logger } from '../../contracts/logger.ts'
import { codeOf, orNull } from '../../durable/checkpoint-files.ts'
import { IllegalArgumentException, messageOf } from '../../errors/streamkit-error.ts'
import type { FileEntry } from './file-entry.ts'
import type { CleanSource } from './file-options.ts'

export interface SourceCleanerEnvironment {
  readonly fileSystem: FileSystem
  readonly logger: Logger
  /** The files of a batch. */
  readonly entriesOf: (batchId: number) => Promise<readonly FileEntry[]>
}

/** How many batches before the first committed one of a run are cleaned again: a run before may have ended on the way. */
const batchesToCatchUp = 10

/**
 * Removes or archives the files of committed batches, in the background and best effort: what fails is logged, the file stays, and it is not read again all the
 * same. Only a file that is still as it was planned is touched: nothing is ever removed that was not read.
 *
 * Archiving gives the file its second name, makes that durable, and only then takes the first away. A crash in between leaves both, and the next run finishes.
 */
export class SourceCleaner {
  readonly #mode: CleanSource
  readonly #fs: FileSystem
  readonly #logger: Logger
  readonly #entriesOf: SourceCleanerEnvironment['entriesOf']
  readonly #durableFolders = new Set<string>()
  #cleanedTo: number | null = null
  #working: Promise<void> = Promise.resolve()

  constructor(mode: CleanSource, environment: SourceCleanerEnvironment) {
    this.#mode = mode
    this.#fs = environment.fileSystem
    this.#logger = environment.logger
    this.#entriesOf = environment.entriesOf
  }

  /** Makes the archive, and checks that files can be moved there from the folders of the source. */
  async prepare(folders: readonly string[]): Promise<void> {
    if (this.#mode.kind !== 'archive') return
    const { directory } = this.#mode
    await this.#makeFolder(directory, directory)
    const { device } = await this.#fs.stat(directory)
    for (const folder of folders) {
      const source = await orNull(this.#fs.stat(folder))
      if (source?.device === device || source?.device === undefined || device === undefined) continue
      const expected = `a folder on the same file system as ${folder}, for files are moved without copying`
      throw new IllegalArgumentException('INVALID_OPTION_VALUE', {
        format: 'the file source',
        option: 'sourceArchiveDir',
        value: directory,
        expected,
      })
    }
  }

  /** Begins to clean the batches up to `batchId`, once what was begun before is done. */
  async clean(batchId: number): Promise<void> {
    if (this.#mode.kind === 'off') return
    const from = (this.#cleanedTo ?? Math.max(-1, batchId - batchesToCatchUp)) + 1
    if (from > batchId) return
    this.#cleanedTo = batchId
    await this.#working
    this.#working = this.#cleanBatches(from, batchId)
  }

  /** Resolves when nothing is being cleaned. */
  async finish(): Promise<void> {
    await this.#working
  }

  async #cleanBatches(from: number, to: number): Promise<void> {
    for (let id = from; id <= to; id++) {
      try {
        const entries = await this.#entriesOf(id)
        const unchanged = await this.#unchanged(entries)
        const removable =
          this.#mode.kind === 'archive' ? await this.#archive(unchanged, this.#mode.directory) : unchanged
        for (const path of removable) await this.#attempt(path, () => orNull(this.#fs.unlink(path)))
      } catch (error) {
        this.#logger.warn({ batchId: id, error: messageOf(error) }, 'the source files of a batch could not be cleaned')
      }
    }
  }

  /** Paths of the files that are still as they were read. */
  async #unchanged(entries: readonly FileEntry[]): Promise<readonly string[]> {
    const paths: string[] = []
    for (const { path, timestamp } of entries) {
      await this.#attempt(path, async () => {
        const status = await orNull(this.#fs.stat(path))
        if (status === null) return
        if (status.mtimeMs === timestamp) paths.push(path)
        else this.#logger.warn({ path }, 'a source file was changed after it was read, so it is left where it is')
      })
    }
    return paths
  }

  /** Gives files their place in the archive; those that have it durably may go from the source. */
  async #archive(paths: readonly string[], directory: string): Promise<readonly string[]> {
    const archived: { readonly path: string; readonly folder: string }[] = []
    for (const path of paths) {
      await this.#attempt(path, async () => {
        const target = directory + path
        const folder = target.slice(0, target.lastIndexOf('/'))
        await this.#makeFolder(folder, directory)
        if (await this.#nameAlso(path, target)) archived.push({ path, folder })
      })
    }
    for (const folder of new Set(archived.map((file) => file.folder))) await this.#fs.syncDirectory(folder)
    return archived.map((file) => file.path)
  }

  async #nameAlso(path: string, target: string): Promise<boolean> {
    try {
      await this.#fs.link(path, target)
      return true
    } catch (error) {
      const code = codeOf(error)
      if (code === 'EEXIST') return this.#isSame(path, target)
      if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'EMLINK') throw error
      // a file system without hard links
      if ((await orNull(this.#fs.stat(target))) !== null) return this.#isSame(path, target)
      await this.#fs.rename(path, target)
      return false
    }
  }

  /** Whether a run before has archived the file already; a different file of that name is never overwritten. */
  async #isSame(path: string, target: string): Promise<boolean> {
    const [file, archived] = [await this.#fs.stat(path), await this.#fs.stat(target)]
    if (file.size === archived.size && file.mtimeMs === archived.mtimeMs) return true
    this.#logger.warn(
      { path, target },
      'another file has the name in the archive, so the source file is left where it is',
    )
    return false
  }

  async #makeFolder(folder: string, directory: string): Promise<void> {
    if (this.#durableFolders.has(folder)) return
    await this.#fs.mkdir(folder)
    for (let above = folder; above.length >= directory.length; above = above.slice(0, above.lastIndexOf('/'))) {
      await this.#fs.syncDirectory(above)
    }
    this.#durableFolders.add(folder)
  }

  async #attempt(path: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#logger.warn({ path, error: messageOf(error) }, 'a source file could not be cleaned')
    }
  }
}
