import type { Logger } from '../../contracts/logger.ts'
import { readingOrder, selectFiles, sizeOf } from './batch-selection.ts'
import type { FileEntry } from './file-entry.ts'
import type { FileLister, ListedFile } from './file-lister.ts'
import type { FileLimit, FileStreamOptions } from './file-options.ts'
import { baseName } from './file-uri.ts'
import { SeenFiles } from './seen-files.ts'

export interface FilePlannerEnvironment {
  readonly options: FileStreamOptions
  readonly lister: FileLister
  readonly logger: Logger
  /** Makes hashes of this process its own. */
  readonly seed: number
}

/** Decides which files the next batch of a stream reads: those that are there, were not taken before and are not too old, in order, up to a limit. */
export class FilePlanner {
  readonly #options: FileStreamOptions
  readonly #lister: FileLister
  readonly #logger: Logger
  readonly #seen: SeenFiles
  /** Listed files that did not fit into a batch, in order; null if the next batch begins with a listing. */
  #unread: readonly ListedFile[] | null = null
  /** Whether `#unread` is all that this run will ever see. */
  #isFrozen = false
  /** Whether the last listing left nothing to read, so that only a change of a folder makes another one worthwhile. */
  #isExhausted = false
  #outstanding = { files: 0, bytes: 0 }
  #tooOld = 0

  constructor({ options, lister, logger, seed }: FilePlannerEnvironment) {
    this.#options = options
    this.#lister = lister
    this.#logger = logger
    this.#seen = new SeenFiles(options.maxFileAgeMs, seed)
  }

  /** Remembers a file of the log. */
  restore({ path, timestamp }: FileEntry): void {
    this.#seen.add(this.#keyOf(path), timestamp)
  }

  /** Ends restoring. */
  restored(): void {
    this.#seen.purge()
  }

  /** Lists once and for all: nothing that comes later is taken. */
  async freeze(): Promise<void> {
    this.#unread = await this.#listNew()
    this.#isFrozen = true
  }

  /**
   * Hands the files of the next batch to `log` and, when it has logged them, counts them as taken; does nothing if there are none.
   */
  async plan(limit: FileLimit, log: (files: readonly ListedFile[]) => Promise<void>): Promise<void> {
    if (this.#unread !== null && (await this.#planUnread(limit, log))) return
    if (this.#isFrozen) return
    if (this.#isExhausted && !(await this.#lister.hasChanged())) return
    const { taken, left, isWorthKeeping } = this.#select(await this.#listNew(), limit)
    await this.#take(taken, log)
    this.#isExhausted = this.#keep(left, isWorthKeeping)
  }

  /** `numFilesOutstanding` and `numBytesOutstanding`: listed, and waiting for a later batch. */
  metrics(): Readonly<Record<string, string>> {
    return {
      numFilesOutstanding: String(this.#outstanding.files),
      numBytesOutstanding: String(this.#outstanding.bytes),
      ...(this.#tooOld === 0 ? {} : { numFilesTooOld: String(this.#tooOld) }),
    }
  }

  /** Cuts a batch from the files that are left over; false if none of them is there any more. */
  async #planUnread(limit: FileLimit, log: (files: readonly ListedFile[]) => Promise<void>): Promise<boolean> {
    while (this.#unread !== null && this.#unread.length > 0) {
      const { taken, left, isWorthKeeping } = this.#select(this.#unread, limit)
      // time has passed since they were listed
      const present = await this.#lister.lookAtAll(taken.map(({ path }) => path))
      await this.#take(present, log)
      if (!this.#keep(left, isWorthKeeping)) this.#isExhausted = false
      if (present.length > 0) return true
    }
    this.#unread = this.#isFrozen ? [] : null
    return false
  }

  #select(files: readonly ListedFile[], limit: FileLimit): ReturnType<typeof selectFiles> {
    return selectFiles(files, limit, this.#options.discardCachedInputRatio)
  }

  async #take(files: readonly ListedFile[], log: (files: readonly ListedFile[]) => Promise<void>): Promise<void> {
    if (files.length === 0) return
    await log(files)
    for (const { path, mtimeMs } of files) this.#seen.add(this.#keyOf(path), mtimeMs)
    this.#seen.purge()
  }

  /** Keeps what is left over for the next batches; false if some of it has to be listed again. */
  #keep(left: readonly ListedFile[], isWorthKeeping: boolean): boolean {
    this.#outstanding = { files: left.length, bytes: sizeOf(left) }
    const { latestFirst, maxCachedFiles } = this.#options
    const kept = this.#isFrozen ? left : latestFirst || !isWorthKeeping ? [] : left.slice(0, maxCachedFiles)
    this.#unread = kept.length > 0 || this.#isFrozen ? kept : null
    return kept.length === left.length
  }

  /** The files that are there and were not taken yet, in order. */
  async #listNew(): Promise<readonly ListedFile[]> {
    const isSweeping = this.#seen.isSweepDue
    if (isSweeping) this.#seen.startMarking()
    const listed = await this.#lister.list((path) => !this.#seen.has(this.#keyOf(path)))
    if (isSweeping) this.#seen.sweep()
    const found: ListedFile[] = []
    const late: ListedFile[] = []
    for (const file of listed) {
      const judgement = this.#seen.judge(this.#keyOf(file.path), file.mtimeMs)
      if (judgement === 'new') found.push(file)
      else if (judgement === 'late') late.push(file)
    }
    if (late.length > 0) this.#passOver(late)
    found.sort(readingOrder(this.#options.latestFirst))
    return this.#options.fileNameOnly ? this.#withoutNamesakes(found) : found
  }

  /** Files that came later than `maxFileAge` allows are told of, once. */
  #passOver(late: readonly ListedFile[]): void {
    this.#tooOld += late.length
    for (const { path, mtimeMs } of late) this.#seen.add(this.#keyOf(path), mtimeMs)
    this.#logger.warn(
      { files: late.length, example: late[0]?.path, oldestTaken: this.#seen.lastPurgeTimestamp },
      'files are not read because they are older than the newest file by more than maxFileAge',
    )
  }

  #withoutNamesakes(files: readonly ListedFile[]): readonly ListedFile[] {
    const names = new Set<string>()
    return files.filter(({ path }) => {
      const name = baseName(path)
      if (names.has(name))
        this.#logger.warn({ path }, 'a file is not read because another one has its name (fileNameOnly)')
      return !names.has(name) && names.add(name)
    })
  }

  #keyOf(path: string): string {
    return this.#options.fileNameOnly ? baseName(path) : path
  }
}
