import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { decodeStrings } from '../../src/columnar/vector-access.ts'
import { fileSource } from '../../src/connectors/file/file-source.ts'
import type { FileFormat } from '../../src/contracts/file-format.ts'
import type { FileSystem } from '../../src/contracts/file-system.ts'
import type { Logger } from '../../src/contracts/logger.ts'
import type { Offset } from '../../src/contracts/offset.ts'
import type { InputEvent, ReadRequest, Source, SourceContext } from '../../src/contracts/source.ts'
import { nodeFileSystem } from '../../src/platform/node-file-system.ts'
import { Options } from '../../src/session/option-reader.ts'
import { linesFormat, linesSchema } from './lines-format.ts'
import { ManualClock } from './manual-clock.ts'

/** Second 0 of the files that tests make. */
export const epochMs: number = Date.parse('2025-06-01T00:00:00Z')

/** What a source needs, over a real temporary folder: `in` for the files, `checkpoint/sources/0` for the log. */
export class SourceHarness {
  readonly root: string
  readonly clock: ManualClock = new ManualClock()
  readonly warnings: string[] = []
  readonly events: InputEvent[] = []
  fileSystem: FileSystem = nodeFileSystem

  private constructor(root: string) {
    this.root = root
  }

  static async create(): Promise<SourceHarness> {
    const harness = new SourceHarness(await mkdtemp(join(tmpdir(), 'streamkit-files-')))
    await mkdir(harness.input)
    return harness
  }

  get input(): string {
    return `${this.root}/in`
  }
  get log(): string {
    return `${this.root}/checkpoint/sources/0`
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true })
  }

  /** Puts a file into the input folder at once, with a modification time of that many seconds. */
  async put(name: string, text: string, second: number): Promise<string> {
    const path = `${this.input}/${name}`
    await mkdir(dirname(path), { recursive: true })
    const temporary = `${this.root}/${randomUUID()}`
    await writeFile(temporary, text)
    await utimes(temporary, epochMs / 1000 + second, epochMs / 1000 + second)
    await rename(temporary, path)
    return path
  }

  context(options: Readonly<Record<string, unknown>> = {}, paths?: readonly string[]): SourceContext {
    const note = (_: unknown, message: string) => void this.warnings.push(message)
    const logger: Logger = { debug: () => {}, info: () => {}, warn: note, error: note }
    return {
      options: new Options('lines', options),
      userSchema: linesSchema,
      paths: paths ?? [this.input],
      metadataPath: this.log,
      timeZone: 'UTC',
      fileSystem: this.fileSystem,
      clock: this.clock,
      entropy: { uuid: () => randomUUID() },
      logger,
    }
  }

  source(options: Readonly<Record<string, unknown>> = {}, paths?: readonly string[]): Source {
    return this.sourceOf(linesFormat, options, paths)
  }

  sourceOf(format: FileFormat, options: Readonly<Record<string, unknown>> = {}, paths?: readonly string[]): Source {
    return fileSource({ ...this.context(options, paths), schema: linesSchema }, format)
  }

  request(batchId: number): ReadRequest {
    return {
      columns: [0],
      batchId,
      signal: new AbortController().signal,
      report: (event) => void this.events.push(event),
    }
  }

  /** Opens a source and drives it as the engine does, a batch a call. */
  async start(
    options: Readonly<Record<string, unknown>> = {},
    at: { committed?: Offset | null; paths?: readonly string[] } = {},
  ): Promise<SourceRun> {
    const source = this.source(options, at.paths)
    await source.initialize(at.committed ?? null)
    return new SourceRun(this, source, at.committed ?? null)
  }
}

/** A running source and what has been read of it. */
export class SourceRun {
  readonly source: Source
  readonly #harness: SourceHarness
  committed: Offset | null
  #batchId = 0

  constructor(harness: SourceHarness, source: Source, committed: Offset | null) {
    this.#harness = harness
    this.source = source
    this.committed = committed
  }

  /** Plans, reads and commits one batch: its lines, null if there was nothing. */
  async batch(kind: 'options' | 'all' = 'options'): Promise<readonly string[] | null> {
    const end = await this.source.latestOffset(this.committed, { kind })
    if (end === null || end === this.committed) return null
    const lines = await this.read(this.committed, end)
    if (this.committed !== null) await this.source.commit(this.committed)
    this.committed = end
    return lines
  }

  /** Batches until nothing is left. */
  async drain(): Promise<readonly (readonly string[])[]> {
    const batches: (readonly string[])[] = []
    for (let lines = await this.batch(); lines !== null; lines = await this.batch()) batches.push(lines)
    return batches
  }

  async read(start: Offset | null, end: Offset): Promise<readonly string[]> {
    const lines: string[] = []
    for await (const chunk of this.source.read({ start, end }, this.#harness.request(this.#batchId++))) {
      const [column] = chunk.columns
      if (column?.kind !== 'string' && column?.kind !== 'utf8') throw new Error('a column of text was expected')
      for (const line of decodeStrings(column, chunk.length)) lines.push(line as string)
    }
    return lines
  }
}
