import { chosenBatches, moment, stateOf } from '../batches.ts'
import type { LoggedBatch } from '../checkpoint-reader.ts'
import type { Command } from '../command.ts'

/** From the clock of a batch to its commit; null while it is not committed. */
function tookMs({ plan, committedAt }: LoggedBatch): number | null {
  if (plan === null || committedAt === null) return null
  // A copied checkpoint has the times of the copy; a clock may have jumped.
  return Math.max(0, Math.round(committedAt - plan.batchTimestampMs))
}

/** What the last batches did, one a line. */
export const progress: Command = {
  summary: 'the last batches: when they began, how long they took, and the watermark',
  async run(checkpoint, options) {
    const batches = await chosenBatches(checkpoint, options)
    const json = batches.map((batch) => ({
      batchId: batch.batchId,
      state: stateOf(batch),
      began: batch.plan === null ? null : moment(batch.plan.batchTimestampMs),
      committed: batch.committedAt === null ? null : moment(batch.committedAt),
      tookMs: tookMs(batch),
      watermarkMs: batch.plan?.batchWatermarkMs ?? null,
      nextWatermarkMs: batch.nextWatermarkMs,
    }))
    return {
      json,
      sections: [
        {
          title: 'Batches',
          columns: ['batch', 'state', 'began', 'committed', 'took ms', 'watermark', 'next watermark'],
          rows: batches.map((batch, i) => [
            String(batch.batchId),
            stateOf(batch),
            moment(batch.plan?.batchTimestampMs),
            moment(batch.committedAt),
            String(json[i]?.tookMs ?? '-'),
            moment(batch.plan?.batchWatermarkMs, false),
            moment(batch.nextWatermarkMs, false),
          ]),
          note: 'Times are UTC; that of a commit is that of its file, and so is what it took: a copied checkpoint tells when it was copied.',
        },
      ],
    }
  },
}
