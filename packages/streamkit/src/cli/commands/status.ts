import { moment, stateOf } from '../batches.ts'
import type { Command } from '../command.ts'
import { operatorsOf } from '../operators.ts'

/** Where a query stands. */
export const status: Command = {
  summary: 'where the query stands: last batch, watermark, who runs it, operators with state',
  async run(checkpoint) {
    const ids = await checkpoint.batchIds()
    const newest = ids.length === 0 ? null : await checkpoint.batch(ids.at(-1) as number)
    const before = newest?.committedAt === null && ids.length > 1 ? await checkpoint.batch(ids.at(-2) as number) : null
    const committed = newest?.committedAt != null ? newest : before?.committedAt != null ? before : null
    const owner = await checkpoint.owner()
    const operators = await operatorsOf(checkpoint)
    const watermarkMs = committed?.nextWatermarkMs ?? null
    const json = {
      checkpoint: checkpoint.path,
      queryId: await checkpoint.queryId(),
      lastBatchId: newest?.batchId ?? null,
      lastBatchState: newest === null ? null : stateOf(newest),
      lastCommittedBatchId: committed?.batchId ?? null,
      lastCommittedAt: committed?.committedAt == null ? null : moment(committed.committedAt),
      watermark: watermarkMs === null || watermarkMs === 0 ? null : moment(watermarkMs),
      sources: newest?.plan?.offsets.length ?? null,
      heldBy:
        owner === null
          ? null
          : { host: owner.host, pid: owner.pid, runId: owner.runId, lastSign: moment(owner.heartbeat) },
      operators,
    }
    const facts: [string, string][] = [
      ['checkpoint', json.checkpoint],
      ['query id', json.queryId ?? 'missing: the checkpoint is damaged'],
      ['last batch', newest === null ? 'none yet' : `${newest.batchId}, ${stateOf(newest)}`],
      [
        'last commit',
        committed === null ? 'none yet' : `batch ${committed.batchId} at ${moment(committed.committedAt)}`,
      ],
      ['watermark', json.watermark ?? 'none'],
      ['sources', json.sources === null ? 'unknown' : String(json.sources)],
      [
        'held by',
        owner === null ? 'nobody' : `pid ${owner.pid} on ${owner.host}, last sign ${moment(owner.heartbeat)}`,
      ],
    ]
    return {
      json,
      sections: [
        {
          title: 'Query',
          columns: ['what', 'value'],
          rows: facts,
          ...(newest !== null && newest.committedAt === null
            ? {
                note: `Batch ${newest.batchId} was planned and not committed: it runs, or will run again at the next start.`,
              }
            : {}),
        },
        ...(operators.length === 0
          ? []
          : [
              {
                title: 'Operators with state',
                columns: ['id', 'operator', 'partitions', 'format'],
                rows: operators.map((o) => [String(o.operatorId), o.operatorName, String(o.numPartitions), o.format]),
              },
            ]),
      ],
    }
  },
}
