import { createHash, type Hash } from 'node:crypto'
import { access, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { EventGenerator } from '../events/event-generator.ts'
import { csvLine } from './csv-line.ts'
import { syncFolder } from './durable-files.ts'
import { type EventBatch, type EventTarget, type SealedBatch, TargetError } from './event-target.ts'
import type { GeneratedRow } from './generated-row.ts'
import { temporaryPath } from './temporary-path.ts'

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/**
 * CSV files in one folder per event type.
 *
 * A file grows under a hidden temporary name in the same folder (`.name.tmp`), is synced, and gets its name by one
 * rename: a reader sees it whole or not at all. The temporary file is created exclusively, so that two writers of
 * one name cannot pass each other between the check and the rename.
 */
export class CsvFolderTarget implements EventTarget {
  readonly name = 'csv'
  readonly #dataFolder: string
  readonly #prepared = new Set<string>()

  /** @param dataFolder - the folders of the event types are made below it */
  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder
  }

  async open(generator: EventGenerator, hex8: string): Promise<EventBatch> {
    const folder = join(this.#dataFolder, generator.folder)
    if (!this.#prepared.has(folder)) {
      await mkdir(folder, { recursive: true })
      await syncFolder(this.#dataFolder)
      this.#prepared.add(folder)
    }
    const fileName = generator.fileName(hex8)
    const path = join(folder, fileName)
    const temporary = temporaryPath(path)
    const handle = await openNew(temporary)
    if (await exists(path)) {
      await handle.close()
      await rm(temporary, { force: true })
      throw new TargetError(
        `The file ${path} is there already and is not overwritten. Take another --seed or another --out folder.`,
      )
    }
    const batch = new CsvFileBatch({ handle, folder, path, temporary, location: `${generator.folder}/${fileName}` })
    try {
      await batch.header(generator.columns)
    } catch (error) {
      await batch.discard()
      throw error
    }
    return batch
  }

  async close(): Promise<void> {}
}

async function openNew(temporary: string): Promise<FileHandle> {
  try {
    return await open(temporary, 'wx', 0o644)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    throw new TargetError(
      `The unfinished file ${temporary} is in the way: another generator is writing it, or one was killed. ` +
        'If none is running, delete it.',
      { cause },
    )
  }
}

interface CsvFile {
  readonly handle: FileHandle
  readonly folder: string
  readonly path: string
  readonly temporary: string
  readonly location: string
}

class CsvFileBatch implements EventBatch {
  readonly location: string
  readonly #file: CsvFile
  readonly #hash: Hash = createHash('sha256')
  #rows = 0
  #bytes = 0
  #open = true

  constructor(file: CsvFile) {
    this.#file = file
    this.location = file.location
  }

  async header(columns: readonly string[]): Promise<void> {
    await this.#append(`${csvLine(columns)}\n`)
  }

  async write(rows: readonly GeneratedRow[]): Promise<void> {
    let text = ''
    for (const row of rows) text += `${row.line}\n`
    await this.#append(text)
    this.#rows += rows.length
  }

  async seal(): Promise<SealedBatch> {
    await this.#file.handle.sync()
    await this.#closeHandle()
    return { rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest('hex') }
  }

  async publish(): Promise<void> {
    await rename(this.#file.temporary, this.#file.path)
    await syncFolder(this.#file.folder)
  }

  async discard(): Promise<void> {
    await this.#closeHandle()
    await rm(this.#file.temporary, { force: true })
  }

  async #append(text: string): Promise<void> {
    const bytes = Buffer.from(text, 'utf8')
    await this.#file.handle.appendFile(bytes)
    this.#hash.update(bytes)
    this.#bytes += bytes.length
  }

  async #closeHandle(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    await this.#file.handle.close()
  }
}
