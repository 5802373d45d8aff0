import { type Offset, offset } from '../../contracts/offset.ts'
import type { CheckpointFiles } from '../../durable/checkpoint-files.ts'
import { type Corrupted, jsonObject, jsonValue, MetadataLog, wholeNumber } from './metadata-log.ts'

/**
 * The plan of a batch, written before it runs:
 * ```
 * offsets/N:  v1
 *             {"batchWatermarkMs":0,"batchTimestampMs":1700000000000,"conf":{...}}
 *             {"logOffset":0}          one line per source in plan order; "-" if the source has no data yet
 * ```
 * A batch that is run again reads its watermark, its clock and its ranges from here and nowhere else.
 */
export interface OffsetSeq {
  readonly batchWatermarkMs: number
  /** The clock of the batch: `current_timestamp()`. */
  readonly batchTimestampMs: number
  readonly conf: Readonly<Record<string, string>>
  readonly offsets: readonly (Offset | null)[]
}

const noOffset = '-'

export function offsetSeqLog(files: CheckpointFiles, checkpoint: string): MetadataLog<OffsetSeq> {
  return new MetadataLog(files, `${checkpoint}/offsets`, {
    version: 1,
    lines: ({ batchWatermarkMs, batchTimestampMs, conf, offsets }) => [
      JSON.stringify({ batchWatermarkMs, batchTimestampMs, conf }),
      ...offsets.map((o) => o ?? noOffset),
    ],
    parse([metadata, ...lines], corrupted) {
      const parsed = jsonObject(metadata, corrupted)
      if (lines.length === 0) throw corrupted('it has no line for a source')
      return {
        batchWatermarkMs: wholeNumber(parsed, 'batchWatermarkMs', corrupted),
        batchTimestampMs: wholeNumber(parsed, 'batchTimestampMs', corrupted),
        conf: texts(parsed.conf, corrupted),
        offsets: lines.map((line) => (line === noOffset ? null : checkedOffset(line, corrupted))),
      }
    },
  })
}

function texts(conf: unknown, corrupted: Corrupted): Readonly<Record<string, string>> {
  if (typeof conf !== 'object' || conf === null) throw corrupted('conf is not an object')
  const entries = Object.entries(conf)
  if (entries.some(([, value]) => typeof value !== 'string')) throw corrupted('a value of conf is not text')
  return Object.fromEntries(entries) as Record<string, string>
}

function checkedOffset(line: string, corrupted: Corrupted): Offset {
  jsonValue(line, corrupted)
  return offset(line)
}
