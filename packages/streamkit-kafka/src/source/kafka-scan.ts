import type { BatchScan, ColumnBatch, ReadRequest, SourceContext } from '@streamkit/core/connector'
import type { KafkaClient } from '../client/kafka-client.ts'
import { raise } from '../conditions.ts'
import type { KafkaBatchSettings } from '../options/source-settings.ts'
import { findPartitions } from './find-partitions.ts'
import { offsetOf } from './offset-maths.ts'
import { recordColumns } from './record-columns.ts'
import { resolvePosition } from './resolve-position.ts'

/** A bounded read of topics. */
export class KafkaScan implements BatchScan {
  readonly description = 'kafka'
  readonly #settings: KafkaBatchSettings
  readonly #openClient: () => KafkaClient

  constructor(settings: KafkaBatchSettings, _context: SourceContext, openClient: () => KafkaClient) {
    this.#settings = settings
    this.#openClient = openClient
  }

  async *read(request: ReadRequest): AsyncGenerator<ColumnBatch> {
    const client = this.#openClient()
    try {
      const { topics, start, end, isolation, pollTimeoutMs, maxPartitionBytes, failOnDataLoss } = this.#settings
      const { signal, columns, report } = request
      const { partitions, missing } = await findPartitions(client, topics, signal)
      if (missing.length > 0) throw raise('UNKNOWN_KAFKA_TOPIC', { topics: missing.join(', '), option: topics.kind })
      const context = { client, partitions, signal }
      const from = await resolvePosition(start, { ...context, option: 'startingOffsets' })
      const to = await resolvePosition(end, { ...context, option: 'endingOffsets' })
      const ranges = partitions.map((partition) => ({
        ...partition,
        from: offsetOf(from, partition) ?? 0,
        to: offsetOf(to, partition) ?? 0,
      }))
      const blocks = client.fetch(ranges, {
        isolation,
        signal,
        stallTimeoutMs: pollTimeoutMs,
        maxPartitionBytes,
        headers: columns.includes(7),
        onDataLoss: failOnDataLoss
          ? null
          : (lost) =>
              report({ kind: 'dataLoss', count: lost.to - lost.from, reason: `${lost.topic}-${lost.partition}` }),
      })
      for await (const block of blocks) yield recordColumns(block, columns)
    } finally {
      await client.close()
    }
  }
}
