import { fileUriOf, pathOfFileUri } from '../file-uri.ts'

/** A file in the log of a file sink. */
export interface SinkLogEntry {
  /** Absolute, decoded. */
  readonly path: string
  readonly size: number
  readonly mtimeMs: number
  /** `delete` takes the file out again: older releases of Spark wrote it. */
  readonly action: 'add' | 'delete'
}

/** What Spark writes for files of this machine: the default of Hadoop's local file system. */
const blockSize = 33_554_432

/** `{"path":"file:///out/part-….csv","size":2,"isDir":false,"modificationTime":…,"blockReplication":1,"blockSize":33554432,"action":"add"}` */
export function sinkLogLine({ path, size, mtimeMs, action }: SinkLogEntry): string {
  return `{"path":${JSON.stringify(fileUriOf(path))},"size":${size},"isDir":false,"modificationTime":${mtimeMs},"blockReplication":1,"blockSize":${blockSize},"action":"${action}"}`
}

/** The entry of a line, or what is wrong with the line. */
export function parseSinkLogLine(line: string): SinkLogEntry | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'a line is not JSON'
  }
  if (typeof value !== 'object' || value === null) return 'a line is not a JSON object'
  const { path: uri, size, modificationTime, action } = value as Readonly<Record<string, unknown>>
  if (typeof uri !== 'string') return 'an entry has no path'
  if (!isWhole(size) || !isWhole(modificationTime)) return 'the size or time of an entry is not a whole number'
  if (action !== 'add' && action !== 'delete') return 'the action of an entry is neither add nor delete'
  const path = pathOfFileUri(uri)
  if (path === null) return 'the path of an entry is not a file: URI of this host'
  return { path, size, mtimeMs: modificationTime, action }
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value)
}
