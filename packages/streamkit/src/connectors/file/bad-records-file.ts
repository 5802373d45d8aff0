import type { BadRecord, BadRecordSink } from '../../contracts/file-format.ts'
import type { FileHandle, FileSystem } from '../../contracts/file-system.ts'
import { ExecutionException, messageOf } from '../../errors/streamkit-error.ts'

export interface BadRecordsFileOptions {
  /** `badRecordsPath`. */
  readonly directory: string
  /** Of the file of this batch: the same when the batch is run again. */
  readonly name: string
  /** Tells two runs of one batch apart. */
  readonly attempt: string
  readonly fileSystem: FileSystem
}

const bufferLength = 64 * 1024

/**
 * The malformed records of one batch as lines of JSON: `{"file":..,"line":..,"text":..,"column":..,"reason":..}`. The file gets its name when the batch has
 * been read to its end, and a batch that is run again writes the same file again. A batch without malformed records has none.
 */
export class BadRecordsFile implements BadRecordSink {
  readonly #options: BadRecordsFileOptions
  readonly #temporary: string
  #text = ''
  #file: FileHandle | null = null
  #isDone = false

  constructor(options: BadRecordsFileOptions) {
    this.#options = options
    this.#temporary = `${options.directory}/.${options.name}.${options.attempt}.tmp`
  }

  write({ file, line, text, column, reason }: BadRecord): void {
    this.#text += `${JSON.stringify({ file, line, text, column, reason })}\n`
  }

  async drain(): Promise<void> {
    if (this.#text.length >= bufferLength) await this.#flush()
  }

  async commit(): Promise<void> {
    const { fileSystem, directory, name } = this.#options
    await this.#flush()
    this.#isDone = true
    const file = this.#file
    if (file === null) return
    await this.#guard(async () => {
      await file.sync()
      await file.close()
      await fileSystem.rename(this.#temporary, `${directory}/${name}`)
      await fileSystem.syncDirectory(directory)
    })
  }

  async abort(): Promise<void> {
    if (this.#isDone) return
    this.#isDone = true
    await this.#file?.close().catch(() => {})
    if (this.#file !== null) await this.#options.fileSystem.unlink(this.#temporary).catch(() => {})
  }

  async #flush(): Promise<void> {
    if (this.#text === '') return
    const bytes = new TextEncoder().encode(this.#text)
    this.#text = ''
    await this.#guard(async () => {
      if (this.#file === null) {
        await this.#options.fileSystem.mkdir(this.#options.directory)
        this.#file = await this.#options.fileSystem.open(this.#temporary, 'wx')
      }
      await this.#file.write(bytes)
    })
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      const path = `${this.#options.directory}/${this.#options.name}`
      throw new ExecutionException('FILE_NOT_WRITABLE', { path, reason: messageOf(cause) }, { cause })
    }
  }
}
