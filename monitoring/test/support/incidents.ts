import { createSession } from '@streamkit/core'
import { prometheusMetrics, serveMetrics } from '@streamkit/core/metrics'
import type { Exporter } from './exporters.ts'

const nothing = () => undefined
/** The failures are wanted: nobody need read of them. */
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing }

/** A process in which things go wrong: a query that fails and is started again, and one that reads Kafka and is behind. */
export async function startIncidents(): Promise<Exporter> {
  const session = createSession({ logger: silent })
  // Few series a family, so that eight partitions are too many.
  const metrics = prometheusMetrics({ maxSeries: 5 })
  session.streams.addListener(metrics.listener)
  const server = await serveMetrics(metrics, { port: 0 })
  const input = session.memoryStream('text STRING')
  input.addData({ text: 'no number' })
  for (let run = 0; run < 3; run++) {
    const query = input
      .toDF()
      .select(($) => [$.text.cast('int').as('number')])
      .writeStream.queryName('failing')
      .format('noop')
      .start()
    await query.awaitTermination().catch(() => undefined)
  }
  behindKafka(metrics.listener)
  return {
    address: new URL(server.url).host,
    async [Symbol.asyncDispose]() {
      await server.close()
      await session.stop()
    },
  }
}

type Listener = ReturnType<typeof prometheusMetrics>['listener']

const ids = { id: '6e0a4c3e-7a34-4a63-9d5c-6b2f8c1c0001', runId: '6e0a4c3e-7a34-4a63-9d5c-6b2f8c1c0002' }

/** Tells the listener of a batch as a query over Kafka reports it, behind in one of eight partitions. */
function behindKafka(listener: Listener): void {
  const timestamp = new Date().toISOString()
  listener.onQueryStarted?.({ ...ids, name: 'from-kafka', timestamp, triggerIntervalMs: null })
  const rates = { numInputRows: 10, inputRowsPerSecond: 10, processedRowsPerSecond: 100 }
  const endMs = Date.now()
  listener.onQueryProgress?.({
    timing: { startMs: endMs - 100, endMs, phases: [], stateLoadMs: [] },
    progress: {
      ...ids,
      ...rates,
      name: 'from-kafka',
      timestamp,
      batchId: 1,
      batchDuration: 100,
      durationMs: { addBatch: 80, walCommit: 10, commitOffsets: 5, triggerExecution: 100 },
      stateOperators: [],
      sources: [
        {
          ...rates,
          description: 'KafkaV2[Subscribe[product-view-events]]',
          startOffset: { 'product-view-events': { '0': 0, '1': 0 } },
          endOffset: { 'product-view-events': { '0': 5, '1': 5 } },
          latestOffset: { 'product-view-events': { '0': 10, '1': 5 } },
          metrics: {
            minOffsetsBehindLatest: '0',
            maxOffsetsBehindLatest: '5',
            avgOffsetsBehindLatest: '2.5',
            ...Object.fromEntries(
              Array.from({ length: 8 }, (_, at) => [
                `offsetsBehindLatest.product-view-events-${at}`,
                at === 0 ? '5' : '0',
              ]),
            ),
          },
        },
      ],
      sink: { description: 'noop', numOutputRows: 10 },
    },
  })
}
