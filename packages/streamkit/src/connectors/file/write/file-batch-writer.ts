import type { SaveMode } from '../../../contracts/connector.ts'
import type { FileFormat } from '../../../contracts/file-format.ts'
import type { DirectoryEntry } from '../../../contracts/file-system.ts'
import type { Sink, SinkBatch, SinkContext, SinkResult } from '../../../contracts/sink.ts'
import { orNull } from '../../../durable/checkpoint-files.ts'
import { AnalysisException, IllegalArgumentException } from '../../../errors/streamkit-error.ts'
import { DataFiles, type DataFilesPlan } from './data-files.ts'
import { writing } from './file-not-writable.ts'
import { dataFilesPlan, targetFolder } from './file-write-options.ts'
import { removeTree } from './remove-tree.ts'
import { sinkLogFolder } from './sink-log.ts'

type BatchContext = SinkContext & { readonly saveMode: SaveMode }

const temporaryFolder = '_temporary'
const successFile = '_SUCCESS'

/** Makes what writes a bounded frame as files. Options, columns and paths are checked here. */
export function fileBatchWriter(context: BatchContext, format: FileFormat): Sink {
  return new FileBatchWriter(context, format)
}

/**
 * Writes all files below `_temporary` first; when they are complete and durable they are moved to their places, old files are removed if they are to be replaced, and `_SUCCESS`
 * says that all is done. A failure before the first move leaves what was there as it was.
 */
class FileBatchWriter implements Sink {
  readonly description: string
  readonly #context: BatchContext
  readonly #folder: string
  readonly #plan: DataFilesPlan
  readonly #replaces: 'nothing' | 'all' | 'partitions'
  #skips = false

  constructor(context: BatchContext, format: FileFormat) {
    this.#context = context
    this.#folder = targetFolder(context)
    this.description = `FileWriter[file:${this.#folder}]`
    this.#plan = dataFilesPlan(context, format)
    const dynamic = isDynamic(context, format.name)
    const { saveMode, partitionBy } = context
    this.#replaces = saveMode !== 'overwrite' ? 'nothing' : dynamic && partitionBy.length > 0 ? 'partitions' : 'all'
  }

  async prepare(): Promise<void> {
    const { fileSystem, saveMode } = this.#context
    const path = this.#folder
    const there = await writing(path, () => orNull(fileSystem.stat(path)))
    if (there === null) return
    if (saveMode === 'errorifexists') throw new AnalysisException('PATH_ALREADY_EXISTS', { outputPath: path })
    this.#skips = saveMode === 'ignore'
    if (this.#skips || this.#replaces === 'all') return
    const log = await orNull(fileSystem.stat(`${path}/${sinkLogFolder}`))
    if (log !== null) throw new AnalysisException('SINK_LOG_IN_FOLDER', { path })
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    if (this.#skips) return { numOutputRows: 0 }
    const { entropy, fileSystem } = this.#context
    const uuid = entropy.uuid()
    const temporary = `${this.#folder}/${temporaryFolder}/${uuid}`
    const files = new DataFiles(this.#plan, temporary, uuid)
    let rows = 0
    try {
      for await (const chunk of batch.chunks()) {
        await files.write(chunk)
        rows += chunk.length
      }
      await files.ensureFile()
      const written = (await files.finish()).map(({ path }) => path.slice(temporary.length + 1))
      await this.#plan.folders.makeDirectory(this.#folder)
      await writing(this.#folder, () => this.#publish(temporary, written))
    } catch (error) {
      await files.abort()
      throw error
    } finally {
      await removeTree(fileSystem, temporary).catch(() => {})
      await fileSystem.rmdir(`${this.#folder}/${temporaryFolder}`).catch(() => {})
    }
    return { numOutputRows: rows }
  }

  async stop(): Promise<void> {}

  /** Moves the new files in, then takes the old ones away: at no moment a row is nowhere. */
  async #publish(temporary: string, written: readonly string[]): Promise<void> {
    const { fileSystem } = this.#context
    const folders = [...new Set(written.map(folderOf))]
    const old = await this.#oldFiles(folders)
    await orNull(fileSystem.unlink(`${this.#folder}/${successFile}`))
    for (const folder of folders) if (folder !== '') await this.#plan.folders.makeDirectory(`${this.#folder}/${folder}`)
    for (const file of written) await fileSystem.rename(`${temporary}/${file}`, `${this.#folder}/${file}`)
    for (const folder of folders) await fileSystem.syncDirectory(this.#pathOf(folder))
    for (const entry of old) await removeEntry(fileSystem, entry)
    if (this.#replaces !== 'partitions') {
      const success = await fileSystem.open(`${this.#folder}/${successFile}`, 'w')
      await success.sync()
      await success.close()
    }
    await fileSystem.syncDirectory(this.#folder)
  }

  /** What is to go once the new files are in their places. */
  async #oldFiles(folders: readonly string[]): Promise<readonly OldEntry[]> {
    const places = this.#replaces === 'all' ? [''] : this.#replaces === 'partitions' ? folders : []
    const old: OldEntry[] = []
    const collect = async (folder: string): Promise<void> => {
      for (const entry of (await orNull(this.#context.fileSystem.readdir(this.#pathOf(folder)))) ?? []) {
        if (folder === '' && entry.name === temporaryFolder) continue
        const name = folder === '' ? entry.name : `${folder}/${entry.name}`
        const isShared =
          entry.isDirectory && !entry.isSymbolicLink && folders.some((f) => f === name || f.startsWith(`${name}/`))
        if (isShared) await collect(name)
        else old.push({ path: this.#pathOf(name), entry })
      }
    }
    for (const place of places) await collect(place)
    return old
  }

  #pathOf(folder: string): string {
    return folder === '' ? this.#folder : `${this.#folder}/${folder}`
  }
}

interface OldEntry {
  readonly path: string
  readonly entry: DirectoryEntry
}

async function removeEntry(fileSystem: SinkContext['fileSystem'], { path, entry }: OldEntry): Promise<void> {
  if (entry.isDirectory && !entry.isSymbolicLink) await removeTree(fileSystem, path)
  else await orNull(fileSystem.unlink(path))
}

function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : ''
}

function isDynamic({ options }: SinkContext, format: string): boolean {
  const mode = options.string('partitionOverwriteMode', 'static').toLowerCase()
  if (mode === 'static' || mode === 'dynamic') return mode === 'dynamic'
  throw new IllegalArgumentException('INVALID_OPTION_VALUE', {
    format,
    option: 'partitionOverwriteMode',
    value: mode,
    expected: 'static or dynamic',
  })
}
