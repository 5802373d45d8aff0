import type { DirectoryEntry, FileSystem } from '../../../contracts/file-system.ts'
import { CheckpointFiles, codeOf } from '../../../durable/checkpoint-files.ts'
import { ExecutionException, messageOf } from '../../../errors/streamkit-error.ts'
import { SinkLog, sinkLogFolder } from './sink-log.ts'

/**
 * Which files of a folder are there according to the log of the file sink that writes it. Files that a sink has begun and not committed, and those of attempts that crashed, are not. A
 * folder that was read by its log is never read without it.
 */
export class ListedBySink {
  readonly #folder: string
  readonly #files: CheckpointFiles
  readonly #fileSystem: FileSystem
  #hasLog = false

  constructor(folder: string, fileSystem: FileSystem) {
    this.#folder = folder
    this.#fileSystem = fileSystem
    // it only reads
    this.#files = new CheckpointFiles(fileSystem, { uuid: () => '' })
  }

  /** The files of the log, null if there is none. `list` lists a folder and watches it for changes. */
  async paths(list: (folder: string) => Promise<readonly DirectoryEntry[]>): Promise<readonly string[] | null> {
    const directory = `${this.#folder}/${sinkLogFolder}`
    try {
      // a folder that is not there is not watched: when it comes, the one around it changes
      await this.#fileSystem.stat(directory)
      await list(directory)
    } catch (error) {
      const code = codeOf(error)
      const isAbsent = code === 'ENOENT' || code === 'ENOTDIR'
      if (isAbsent && !this.#hasLog) return null
      throw new ExecutionException(
        'SOURCE_UNAVAILABLE',
        { path: directory, reason: messageOf(error) },
        { cause: error },
      )
    }
    this.#hasLog = true
    return this.#logged(directory)
  }

  async #logged(directory: string, before = -1): Promise<readonly string[]> {
    const log = new SinkLog({ directory, files: this.#files, fileSystem: this.#fileSystem })
    await log.open(10)
    try {
      return (await log.allFiles()).map(({ path }) => path)
    } catch (error) {
      // files that a compacted one has replaced may go while they are read
      if (log.latest === before) throw error
      return this.#logged(directory, log.latest)
    }
  }
}
