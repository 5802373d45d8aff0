import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { EventGenerator } from '../events/event-generator.ts'
import { syncFolder } from './durable-files.ts'
import { type SealedBatch, TargetError } from './event-target.ts'
import type { GeneratedRow } from './generated-row.ts'
import { type ManifestEntry, manifestFolder, manifestVersion } from './manifest-entry.ts'

/** Enough to keep the number of writes small, little enough to keep memory flat. */
const flushChars = 256 * 1024

/** The name of a seed's manifest file. */
export function manifestFileName(seed: number): string {
  return `${seed.toString(16).padStart(8, '0')}.jsonl`
}

/**
 * Writes down what was generated and what should become of it, durably and ahead of the data: a file has its rows
 * in the manifest, synced, before any reader can see it.
 */
export class ManifestWriter {
  readonly path: string
  readonly #handle: FileHandle
  #pending = ''
  #line = 0
  #files = 0
  #rows = 0

  private constructor(path: string, handle: FileHandle) {
    this.path = path
    this.#handle = handle
  }

  /**
   * Begins the manifest of a seed.
   *
   * @throws TargetError when the folder already has events of that seed: the same seed gives the same event ids
   */
  static async create(
    dataFolder: string,
    run: { seed: number; options: Readonly<Record<string, unknown>> },
  ): Promise<ManifestWriter> {
    const folder = join(dataFolder, manifestFolder)
    await mkdir(folder, { recursive: true })
    const path = join(folder, manifestFileName(run.seed))
    const handle = await openNew(path, run.seed)
    const writer = new ManifestWriter(path, handle)
    writer.#add({ kind: 'run', version: manifestVersion, seed: run.seed, options: { ...run.options } })
    await writer.#sync()
    await syncFolder(folder)
    await syncFolder(dataFolder)
    return writer
  }

  beginFile(file: string, generator: EventGenerator): void {
    this.#add({ kind: 'file', file, eventType: generator.eventType, columns: [...generator.columns] })
    this.#line = 1
  }

  async rows(rows: readonly GeneratedRow[]): Promise<void> {
    for (const row of rows) this.#add(rowEntry(row, ++this.#line))
    this.#rows += rows.length
    if (this.#pending.length >= flushChars) await this.#flush()
  }

  /** Durable when it returns; only then may the file become visible. */
  async sealed(file: string, sealed: SealedBatch): Promise<void> {
    this.#add({ kind: 'sealed', file, ...sealed })
    await this.#sync()
  }

  async published(file: string): Promise<void> {
    this.#files++
    this.#add({ kind: 'published', file })
    await this.#sync()
  }

  /** Ends the manifest properly and closes it. */
  async end(): Promise<void> {
    this.#add({ kind: 'end', files: this.#files, rows: this.#rows })
    await this.#sync()
    await this.close()
  }

  /** Closes the file; what is not synced yet may be lost. */
  async close(): Promise<void> {
    await this.#handle.close()
  }

  #add(entry: ManifestEntry): void {
    this.#pending += `${JSON.stringify(entry)}\n`
  }

  async #flush(): Promise<void> {
    const text = this.#pending
    this.#pending = ''
    await this.#handle.appendFile(text, 'utf8')
  }

  async #sync(): Promise<void> {
    await this.#flush()
    await this.#handle.datasync()
  }
}

async function openNew(path: string, seed: number): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o644)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    throw new TargetError(
      `The seed ${seed} was used in this folder before (${path}); the same seed gives the same events again. ` +
        'Take another --seed or another --out folder.',
      { cause },
    )
  }
}

function rowEntry(row: GeneratedRow, line: number): ManifestEntry {
  const entry = { kind: 'row', line, fate: row.fate, eventId: row.eventId } as const
  switch (row.fate) {
    case 'first':
    case 'late':
      return { ...entry, values: [...row.values] }
    case 'duplicate':
      return entry
    case 'malformed':
      return { ...entry, damage: row.damage ?? 'missing-column', text: row.line }
  }
}
