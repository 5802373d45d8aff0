import { join } from 'node:path'
import type { StreamingQuery, Trigger } from '@streamkit/core'
import { upsert } from '@streamkit/postgres'
import { eventLogStream } from './event-log.ts'
import { type EventStreamOptions, purchaseStream, viewStream } from './event-streams.ts'

export interface PipelineOptions extends EventStreamOptions {
  readonly connectionString: string
  readonly checkpointFolder: string
  readonly trigger: Trigger
}

/**
 * The shop's three queries: each table has its own, with its own checkpoint. Every one ends in an upsert that PostgreSQL commits together with the batch's id, so a batch that
 * runs again after a crash changes nothing.
 */
export function startPipelines(options: PipelineOptions): readonly StreamingQuery[] {
  const { connectionString, trigger, checkpointFolder } = options
  const target = (table: string) => upsert({ connectionString, table: `shop.${table}`, key: ['event_id'] })
  const settings = (name: string) => ({ checkpointLocation: join(checkpointFolder, name) })
  // The event time is among the keys, so that keys are forgotten once the watermark has passed them.
  return [
    viewStream(options)
      .dropDuplicates('event_id', 'event_ts')
      .writeStream.queryName('product-views')
      .trigger(trigger)
      .options(settings('product-views'))
      .foreachBatch(target('product_view_events'))
      .start(),
    purchaseStream(options)
      .dropDuplicates('event_id', 'event_ts')
      .writeStream.queryName('product-purchases')
      .trigger(trigger)
      .options(settings('product-purchases'))
      .foreachBatch(target('product_purchase_events'))
      .start(),
    eventLogStream(options)
      .dropDuplicates('event_id', 'event_ts')
      .writeStream.queryName('event-log')
      .trigger(trigger)
      .options(settings('event-log'))
      .foreachBatch(target('event_log'))
      .start(),
  ]
}
