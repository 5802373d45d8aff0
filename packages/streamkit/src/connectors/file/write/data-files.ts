import { type ByteSlice, emptySlice } from '../../../columnar/byte-slice.ts'
import type { ColumnBatch } from '../../../columnar/column-batch.ts'
import type { ColumnVector } from '../../../columnar/column-vector.ts'
import { gatherBatch } from '../../../columnar/gather.ts'
import { GroupTable } from '../../../columnar/group-table.ts'
import { rowCodec } from '../../../columnar/row-codec.ts'
import { sliceBatch } from '../../../columnar/slice-batch.ts'
import type { FileWriter } from '../../../contracts/file-format.ts'
import type { FileSystem } from '../../../contracts/file-system.ts'
import type { CheckpointFiles } from '../../../durable/checkpoint-files.ts'
import { textOf } from '../../../expressions/cast/to-string.ts'
import type { Compressor } from './compressor.ts'
import { DataFile, type WrittenFile } from './data-file.ts'
import { writing } from './file-not-writable.ts'
import type { FileLayout } from './partition-columns.ts'
import { partitionFolder } from './partition-folder.ts'

/** What all files of a query have in common. */
export interface DataFilesPlan {
  readonly layout: FileLayout
  readonly writer: FileWriter
  /** What compression adds to the names: `.gz`; empty without it. */
  readonly compressionExtension: string
  readonly compressor: () => Compressor | null
  /** 0: no limit. */
  readonly maxRecordsPerFile: number
  /** How many files are open at a time. */
  readonly maxOpenFiles: number
  readonly timeZone: string
  readonly fileSystem: FileSystem
  /** Makes folders that stay. */
  readonly folders: CheckpointFiles
}

/**
 * The files of one batch: `part-00000-<uuid>-c000.csv`, or with partition columns `day=2026-11-23/part-00000-<uuid>.c000.csv`, as Spark names them. Rows keep their order within
 * a folder. When more folders have rows than files may be open, the one that was written longest ago is closed; more rows for it make another file.
 */
export class DataFiles {
  readonly #plan: DataFilesPlan
  readonly #root: string
  readonly #uuid: string
  /** Open files by folder, the one that was written last at the end. */
  readonly #open = new Map<string, DataFile>()
  readonly #written: WrittenFile[] = []
  /** How many files each folder has got. */
  readonly #counts = new Map<string, number>()
  readonly #split: RowSplitter

  /** `uuid` tells attempts apart: files of one that has failed are never taken for those of another. */
  constructor(plan: DataFilesPlan, root: string, uuid: string) {
    this.#plan = plan
    this.#root = root
    this.#uuid = uuid
    this.#split = rowSplitter(plan)
  }

  async write(batch: ColumnBatch): Promise<void> {
    for (const { folder, rows } of this.#split(batch)) await this.#writeTo(folder, rows)
  }

  /** Makes a file without rows (with a header, say) if there is none yet. */
  async ensureFile(): Promise<void> {
    if (this.#plan.layout.partitions.length === 0 && this.#counts.size === 0) await this.#fileIn('')
  }

  /** Closes all files; they and their names are durable then. */
  async finish(): Promise<readonly WrittenFile[]> {
    for (const folder of [...this.#open.keys()]) await this.#close(folder)
    for (const folder of this.#counts.keys()) {
      const path = this.#pathOf(folder)
      await writing(path, () => this.#plan.fileSystem.syncDirectory(path))
    }
    return this.#written
  }

  /** Removes what was written. Best effort. */
  async abort(): Promise<void> {
    await Promise.all([...this.#open.values()].map((file) => file.abort()))
    for (const { path } of this.#written) await this.#plan.fileSystem.unlink(path).catch(() => {})
  }

  async #writeTo(folder: string, rows: ColumnBatch): Promise<void> {
    const { maxRecordsPerFile } = this.#plan
    for (let from = 0; from < rows.length; ) {
      const file = await this.#fileIn(folder)
      const room = maxRecordsPerFile === 0 ? rows.length : maxRecordsPerFile - file.rows
      const to = Math.min(rows.length, from + room)
      await file.write(sliceBatch(rows, from, to))
      from = to
      if (file.rows === maxRecordsPerFile) await this.#close(folder)
    }
  }

  async #fileIn(folder: string): Promise<DataFile> {
    const open = this.#open.get(folder)
    if (open !== undefined) {
      this.#open.delete(folder)
      this.#open.set(folder, open)
      return open
    }
    if (this.#open.size >= this.#plan.maxOpenFiles) await this.#close(this.#open.keys().next().value as string)
    const { writer, fileSystem, folders, compressor } = this.#plan
    const count = this.#counts.get(folder) ?? 0
    if (count === 0) await folders.makeDirectory(this.#pathOf(folder))
    const path = `${this.#pathOf(folder)}/${this.#nameOf(count)}`
    const file = await DataFile.create(path, { fileSystem, encoder: writer.open(), compressor: compressor() })
    this.#counts.set(folder, count + 1)
    this.#open.set(folder, file)
    return file
  }

  async #close(folder: string): Promise<void> {
    const file = this.#open.get(folder) as DataFile
    this.#written.push(await file.finish())
    this.#open.delete(folder)
  }

  #pathOf(folder: string): string {
    return folder === '' ? this.#root : `${this.#root}/${folder}`
  }

  #nameOf(count: number): string {
    const { layout, writer, compressionExtension } = this.#plan
    const separator = layout.partitions.length === 0 ? '-' : '.'
    const number = String(count).padStart(3, '0')
    return `part-00000-${this.#uuid}${separator}c${number}${writer.extension}${compressionExtension}`
  }
}

/** Rows of one folder, only with the columns that are in files. */
interface FolderRows {
  readonly folder: string
  readonly rows: ColumnBatch
}
type RowSplitter = (batch: ColumnBatch) => Iterable<FolderRows>

function rowSplitter({ layout, timeZone }: DataFilesPlan): RowSplitter {
  const { partitions, data } = layout
  const dataOf = (batch: ColumnBatch): ColumnBatch => ({
    length: batch.length,
    columns: data.map((i) => batch.columns[i] as ColumnVector),
  })
  if (partitions.length === 0) return (batch) => [{ folder: '', rows: dataOf(batch) }]
  const codec = rowCodec(partitions.map(({ dataType }) => dataType))
  const texts = partitions.map(
    ({ dataType }) =>
      textOf(dataType, { conf: { timeZone, ansi: true }, plainDecimals: true }) as (value: unknown) => string,
  )
  const folderOf = (key: ByteSlice): string =>
    codec
      .decode(key)
      .map((value, i) => {
        const { name } = partitions[i] as (typeof partitions)[number]
        return partitionFolder(name, value === null ? null : (texts[i] as (value: unknown) => string)(value))
      })
      .join('/')
  return function* (batch) {
    const columns = partitions.map(({ ordinal }) => batch.columns[ordinal] as ColumnVector)
    const groups = new GroupTable()
    const rowsOf: number[][] = []
    const key = { ...emptySlice }
    for (let row = 0; row < batch.length; row++) {
      codec.encode(columns, row, key)
      const group = groups.numberOf(key)
      const rows = rowsOf[group]
      if (rows === undefined) rowsOf[group] = [row]
      else rows.push(row)
    }
    const rows = dataOf(batch)
    for (const [group, selected] of rowsOf.entries()) {
      groups.key(group, key)
      const some =
        selected.length === batch.length ? rows : gatherBatch(rows, Int32Array.from(selected), selected.length)
      yield { folder: folderOf(key), rows: some }
    }
  }
}
