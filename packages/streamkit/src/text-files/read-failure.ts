import { ExecutionException } from '../errors/streamkit-error.ts'

/** The error for a file that cannot be read on. */
export function readFailure(path: string, cause: Error): ExecutionException {
  return new ExecutionException('FAILED_READ_FILE.NO_HINT', { path, reason: cause.message }, { cause })
}
