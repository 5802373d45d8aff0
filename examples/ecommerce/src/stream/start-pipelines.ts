import { join } from 'node:path'
import type { StreamingQuery, Trigger } from '@streamkit/core'
import { upsert } from '@streamkit/postgres'
import { eventLogStream } from './event-log.ts'
import { type EventStreamOptions, purchaseStream, viewStream } from './event-streams.ts'

export interface PipelineOptions extends EventStreamOptions {
  readonly connectionString: string
  readonly checkpointFolder: string
  readonly trigger: Trigger
  /** Default: all of them. */
  readonly pipelines?: readonly PipelineName[]
}

/** The shop's queries by name; each has a table and a checkpoint of its own. */
export type PipelineName = 'product-views' | 'product-purchases' | 'event-log'

export const pipelineNames: readonly PipelineName[] = ['product-views', 'product-purchases', 'event-log']

/**
 * Starts the shop's queries. Each ends in an upsert that PostgreSQL commits together with the batch's id, so a batch that runs again after a crash changes nothing. The event
 * time is among the keys of the de-duplication, so that keys are forgotten once the watermark has passed them.
 */
export function startPipelines(options: PipelineOptions): readonly StreamingQuery[] {
  return (options.pipelines ?? pipelineNames).map((name) => start(name, options))
}

function start(name: PipelineName, options: PipelineOptions): StreamingQuery {
  const { connectionString, trigger, checkpointFolder } = options
  const into = (table: string) => upsert({ connectionString, table: `shop.${table}`, key: ['event_id'] })
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
  }
}
