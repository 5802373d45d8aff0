import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { StreamingQueryProgress } from '@streamkit/core'

/** Below the data folder, hidden from the stream: one JSON line a batch. */
export const progressFolder = '.progress'

/** Keeps the progress of a run, for the report. */
export class ProgressLog implements AsyncDisposable {
  readonly #file: FileHandle
  #writing: Promise<unknown> = Promise.resolve()

  private constructor(file: FileHandle) {
    this.#file = file
  }

  static async open(dataFolder: string): Promise<ProgressLog> {
    const folder = join(dataFolder, progressFolder)
    await mkdir(folder, { recursive: true })
    const name = `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${process.pid}.jsonl`
    return new ProgressLog(await open(join(folder, name), 'a'))
  }

  /** Appends a progress, in the order of the calls. */
  add(progress: StreamingQueryProgress): void {
    const line = `${JSON.stringify(progress)}\n`
    this.#writing = this.#writing.then(() => this.#file.appendFile(line))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writing
    await this.#file.close()
  }
}
