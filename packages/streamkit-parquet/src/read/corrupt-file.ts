import { isStreamKitError, messageOf } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'

/** The error for a file that is not what it should be; what has a condition already, or comes of the file system, stays as it is. */
export function corruptFile(path: string, cause: unknown, column?: readonly string[]): unknown {
  if (isStreamKitError(cause) || isSystemError(cause)) return cause
  const place = column === undefined ? '' : `, column \`${column.join('.')}\``
  return raise('PARQUET_FILE_CORRUPT', { path, place, reason: messageOf(cause) }, { cause })
}

function isSystemError(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause
}
