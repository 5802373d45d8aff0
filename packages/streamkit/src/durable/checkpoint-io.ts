import { CheckpointException, messageOf } from '../errors/streamkit-error.ts'
import { codeOf } from './checkpoint-files.ts'

/** Runs `work` on a file of the checkpoint; what goes wrong says which file it was and what was to be done with it. */
export async function checkpointIo<T>(
  path: string,
  action: 'created' | 'written' | 'read' | 'removed' | 'listed',
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof CheckpointException) throw cause
    if (codeOf(cause) === 'ENOSPC') throw new CheckpointException('CHECKPOINT_NO_SPACE', { path }, { cause })
    throw new CheckpointException('CHECKPOINT_IO', { path, action, reason: messageOf(cause) }, { cause })
  }
}
