import { lit } from '@streamkit/core'
import { type EventStreamOptions, purchaseStream, viewStream } from './event-streams.ts'

/** Events of all types with what they have in common: one stream out of two. */
export function eventLogStream(options: EventStreamOptions) {
  const views = viewStream(options).select(() => [
    'event_id',
    lit('product_view').as('event_type'),
    'event_ts',
    'user_id',
    'session_id',
    'product_id',
    lit(null).cast('decimal(12,2)').as('amount'),
    'currency',
  ])
  const purchases = purchaseStream(options).select(($) => [
    'event_id',
    lit('product_purchase').as('event_type'),
    'event_ts',
    'user_id',
    'session_id',
    'product_id',
    $.price.mul($.quantity).cast('decimal(12,2)').as('amount'),
    'currency',
  ])
  return views.unionByName(purchases)
}
