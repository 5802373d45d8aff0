import { chosenBatches, stateOf } from '../batches.ts'
import type { Command } from '../command.ts'

interface Range {
  readonly batchId: number
  readonly source: number
  readonly start: string | null
  readonly end: string | null
  readonly state: string
}

/** The ranges that the last batches read. */
export const offsets: Command = {
  summary: 'what each batch read of each source, as offsets',
  async run(checkpoint, options) {
    const ranges: Range[] = []
    for (const batch of await chosenBatches(checkpoint, options)) {
      const starts = await checkpoint.startOf(batch.batchId)
      for (const [source, end] of (batch.plan?.offsets ?? []).entries())
        ranges.push({ batchId: batch.batchId, source, start: starts[source] ?? null, end, state: stateOf(batch) })
    }
    const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text))
    return {
      json: ranges.map((range) => ({ ...range, start: parsed(range.start), end: parsed(range.end) })),
      sections: [
        {
          title: 'Offsets',
          columns: ['batch', 'source', 'state', 'from', 'to'],
          rows: ranges.map(({ batchId, source, start, end, state }) => [
            String(batchId),
            String(source),
            state,
            start ?? '-',
            end ?? '-',
          ]),
          note: 'A dash: the source had no offset yet, or the log of the batch before has been purged.',
        },
      ],
    }
  },
}
