import { fileUriOf, pathOfFileUri } from './file-uri.ts'

/** A file of a batch, as the log of the source keeps it. */
export interface FileEntry {
  /** Absolute, decoded. */
  readonly path: string
  /** Modification time when the file was planned, milliseconds since 1970. */
  readonly timestamp: number
  readonly batchId: number
  /** Bytes when the file was planned: known only in the run that planned it, the log does not hold it. */
  readonly size?: number
}

/** `{"path":"file:///d/a.csv","timestamp":1700000000000,"batchId":0}` */
export function entryLine({ path, timestamp, batchId }: FileEntry): string {
  return `{"path":${JSON.stringify(fileUriOf(path))},"timestamp":${timestamp},"batchId":${batchId}}`
}

/** What Spark and we write. A log may have a million of them. */
const usualLine = /^\{"path":"(file:[^"\\]*)","timestamp":(\d{1,15}),"batchId":(\d{1,15})\}$/

/** The entry of a line, or what is wrong with the line. */
export function parseEntryLine(line: string): FileEntry | string {
  const usual = usualLine.exec(line)
  const path = usual === null ? null : pathOfFileUri(usual[1] as string)
  return path === null ? parseJsonLine(line) : { path, timestamp: Number(usual?.[2]), batchId: Number(usual?.[3]) }
}

function parseJsonLine(line: string): FileEntry | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'a line is not JSON'
  }
  if (typeof value !== 'object' || value === null) return 'a line is not a JSON object'
  const uri = own(value, 'path')
  const timestamp = own(value, 'timestamp')
  const batchId = own(value, 'batchId')
  if (typeof uri !== 'string') return 'an entry has no path'
  if (!isWhole(timestamp)) return 'the timestamp of an entry is not a whole number'
  if (!isWhole(batchId) || batchId < 0) return 'the batchId of an entry is not a whole number'
  const path = pathOfFileUri(uri)
  return path === null ? 'the path of an entry is not a file: URI of this host' : { path, timestamp, batchId }
}

function own(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value)
}
