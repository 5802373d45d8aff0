import type { CheckpointFiles } from '../../durable/checkpoint-files.ts'
import { jsonObject, MetadataLog, wholeNumber } from './metadata-log.ts'

/**
 * The end of a batch, written when sink and state are durable:
 * ```
 * commits/N:  v1
 *             {"nextBatchWatermarkMs":1700000000000}
 * ```
 */
export interface CommitMetadata {
  readonly nextBatchWatermarkMs: number
}

export function commitLog(files: CheckpointFiles, checkpoint: string): MetadataLog<CommitMetadata> {
  return new MetadataLog(files, `${checkpoint}/commits`, {
    version: 1,
    lines: (entry) => [JSON.stringify({ nextBatchWatermarkMs: entry.nextBatchWatermarkMs })],
    parse: ([line], corrupted) => ({
      nextBatchWatermarkMs: wholeNumber(jsonObject(line, corrupted), 'nextBatchWatermarkMs', corrupted),
    }),
  })
}
