import { type Offset, offset } from '../../contracts/offset.ts'
import { CheckpointException } from '../../errors/streamkit-error.ts'

/** `{"logOffset":3}`: everything up to the batch 3 of the source's log. */
export function fileSourceOffset(logOffset: number): Offset {
  return offset(`{"logOffset":${logOffset}}`)
}

/** The batch that an offset names; -1 for the beginning. Spark's old form, a bare number, is understood. */
export function logOffsetOf(position: Offset | null, metadataPath: string): number {
  if (position === null) return -1
  let parsed: unknown
  try {
    parsed = JSON.parse(position)
  } catch {
    parsed = null
  }
  const value = typeof parsed === 'object' && parsed !== null ? (parsed as { logOffset?: unknown }).logOffset : parsed
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= -1) return value
  const reason = `${position.slice(0, 100)} is no offset of a file source`
  throw new CheckpointException('CHECKPOINT_CORRUPTED', { path: metadataPath, reason })
}
