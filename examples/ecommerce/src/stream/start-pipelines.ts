import { join } from 'node:path'
import type { StreamingQuery, Trigger } from '@streamkit/core'
import { upsert } from '@streamkit/postgres'
import { eventLogStream } from './event-log.ts'
import { deadLetterStream, type EventStreamOptions, purchaseStream, viewStream } from './event-streams.ts'

export interface PipelineOptions extends EventStreamOptions {
  readonly connectionString: string
  readonly checkpointFolder: string
  readonly trigger: Trigger
  /** Default: all of them. */
  readonly pipelines?: readonly PipelineName[]
}

/** The shop's queries by name; each has a table and a checkpoint of its own. */
export type PipelineName = 'product-views' | 'product-purchases' | 'event-log' | 'dead-letters'

/** The reader of files keeps its dead letters itself; those of Kafka are a stream as any other. */
function pipelinesFor({ source }: EventStreamOptions): readonly PipelineName[] {
  const events = ['product-views', 'product-purchases', 'event-log'] as const
  return source.kind === 'kafka' ? [...events, 'dead-letters'] : events
}

/**
 * Starts the shop's queries. Each ends in an upsert that PostgreSQL commits together with the batch's id, so a batch that runs again after a crash changes nothing. The event
 * time is among the keys of the de-duplication, so that keys are forgotten once the watermark has passed them.
 */
export function startPipelines(options: PipelineOptions): readonly StreamingQuery[] {
  return (options.pipelines ?? pipelinesFor(options)).map((name) => start(name, options))
}

function start(name: PipelineName, options: PipelineOptions): StreamingQuery {
  const { connectionString, trigger, checkpointFolder } = options
  const into = (table: string, key: readonly string[] = ['event_id']) =>
    upsert({ connectionString, table: `shop.${table}`, key })
  const settings = { checkpointLocation: join(checkpointFolder, name) }
  switch (name) {
    case 'product-views':
      return viewStream(options)
        .dropDuplicates('event_id', 'event_ts')
        .writeStream.queryName(name)
        .trigger(trigger)
        .options(settings)
        .foreachBatch(into('product_view_events'))
        .start()
    case 'product-purchases':
      return purchaseStream(options)
        .dropDuplicates('event_id', 'event_ts')
        .writeStream.queryName(name)
        .trigger(trigger)
        .options(settings)
        .foreachBatch(into('product_purchase_events'))
        .start()
    case 'event-log':
      return eventLogStream(options)
        .dropDuplicates('event_id', 'event_ts')
        .writeStream.queryName(name)
        .trigger(trigger)
        .options(settings)
        .foreachBatch(into('event_log'))
        .start()
    case 'dead-letters':
      if (options.source.kind !== 'kafka') throw new Error('Only Kafka has dead letters in a stream of their own.')
      return deadLetterStream(options, options.source)
        .writeStream.queryName(name)
        .trigger(trigger)
        .options(settings)
        .foreachBatch(into('dead_letters', ['topic', 'partition', 'offset', 'produced_at']))
        .start()
  }
}
