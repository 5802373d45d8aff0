import { ExecutionException, isStreamKitError, messageOf } from '../../../errors/streamkit-error.ts'

/** Runs `work` on a file or folder that is written; what goes wrong says which it was. */
export async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (isStreamKitError(cause)) throw cause
    throw new ExecutionException('FILE_NOT_WRITABLE', { path, reason: messageOf(cause) }, { cause })
  }
}
