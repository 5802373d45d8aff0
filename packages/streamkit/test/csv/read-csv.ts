import type { ColumnBatch } from '../../src/columnar/column-batch.ts'
import { valueAt } from '../../src/columnar/vector-access.ts'
import { csvFormat } from '../../src/connectors/csv/csv-format.ts'
import type { CsvTuning } from '../../src/connectors/csv/csv-tuning.ts'
import type { BadRecord, FileReadRequest } from '../../src/contracts/file-format.ts'
import type { FileSystem } from '../../src/contracts/file-system.ts'
import type { LogFields, Logger } from '../../src/contracts/logger.ts'
import type { InputEvent, OptionReader } from '../../src/contracts/source.ts'
import type { StructType } from '../../src/types/data-type.ts'

/** What a test reads, and how. */
export interface ReadCsv {
  readonly content: string | Uint8Array
  readonly schema: StructType
  readonly options?: Readonly<Record<string, unknown>>
  readonly columns?: readonly number[]
  readonly tuning?: Partial<CsvTuning>
  readonly timeZone?: string
  /** Bytes of the file as logged, if not all of them. */
  readonly loggedSize?: number
  /** Malformed records are collected instead of becoming rows. */
  readonly keepBadRecords?: boolean
  /** False: only chunks are wanted. */
  readonly convertRows?: boolean
}

/** What came out. */
export interface CsvOutcome {
  /** Internal values. */
  readonly rows: readonly (readonly unknown[])[]
  readonly batches: readonly ColumnBatch[]
  readonly events: readonly InputEvent[]
  readonly bad: readonly BadRecord[]
  readonly warnings: readonly LogFields[]
}

/** Reads a CSV file that exists in memory only. */
export async function readCsv(what: ReadCsv): Promise<CsvOutcome> {
  const warnings: LogFields[] = []
  const context = csvContext(what, warnings)
  const reader = csvFormat(what.tuning).reader({ ...context, schema: what.schema })
  const events: InputEvent[] = []
  const bad: BadRecord[] = []
  const request: FileReadRequest = {
    columns: what.columns ?? what.schema.fields.map((_, i) => i),
    batchId: 0,
    signal: new AbortController().signal,
    report: (event) => events.push(event),
    badRecords: what.keepBadRecords
      ? { write: (record) => bad.push(record), drain: async () => {}, commit: async () => {}, abort: async () => {} }
      : null,
  }
  const batches: ColumnBatch[] = []
  const file = { path: '/data/file.csv', size: what.loggedSize ?? bytesOf(what.content).length, mtimeMs: 0 }
  for await (const batch of reader.read(file, request)) batches.push(batch)
  return { rows: what.convertRows === false ? [] : batches.flatMap(rowsOf), batches, events, bad, warnings }
}

/** Everything of a reader's context but the schema. */
export function csvContext(what: Pick<ReadCsv, 'content' | 'options' | 'timeZone'>, warnings: LogFields[] = []) {
  const quiet = (): void => {}
  const logger: Logger = { debug: quiet, info: quiet, warn: (fields) => warnings.push(fields), error: quiet }
  return {
    options: optionsOf(what.options ?? {}),
    timeZone: what.timeZone ?? 'UTC',
    fileSystem: singleFile(bytesOf(what.content)),
    logger,
  }
}

export function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content
}

export function rowsOf(batch: ColumnBatch): unknown[][] {
  return Array.from({ length: batch.length }, (_, row) => batch.columns.map((column) => valueAt(column, row)))
}

function singleFile(bytes: Uint8Array): FileSystem {
  const open = async () => ({
    read: async (into: Uint8Array, position: number) => {
      const part = bytes.subarray(position, position + into.length)
      into.set(part)
      return part.length
    },
    write: async () => {},
    sync: async () => {},
    close: async () => {},
  })
  // the format opens and reads, nothing else: any other call is a mistake that shows
  return { open } as Pick<FileSystem, 'open'> as FileSystem
}

function optionsOf(given: Readonly<Record<string, unknown>>): OptionReader {
  const values = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]))
  const text = (name: string): string | undefined => {
    const value = values.get(name.toLowerCase())
    return value === undefined ? undefined : String(value)
  }
  return {
    string: ((name: string, fallback?: string) => text(name) ?? fallback) as OptionReader['string'],
    boolean: (name, fallback) => (text(name) === undefined ? fallback : text(name)?.toLowerCase() === 'true'),
    integer: (name) => (text(name) === undefined ? undefined : Number(text(name))),
    durationMs: (name, fallback) => Number(text(name) ?? fallback),
    value: (name) => values.get(name.toLowerCase()),
    has: (name) => values.has(name.toLowerCase()),
  }
}
