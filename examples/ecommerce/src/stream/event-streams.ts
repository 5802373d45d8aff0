import { join } from 'node:path'
import { concat, decimal, toTimestamp } from '@streamkit/core'
import { ProductPurchase, productPurchases } from '../events/product-purchase.ts'
import { ProductView, productViews } from '../events/product-view.ts'
import type { ShopSession } from './shop-session.ts'

/** Where events are read, and what happens to rows that are none. */
export interface EventStreamOptions {
  readonly session: ShopSession
  /** Data folder; each event type has a folder below it. */
  readonly dataFolder: string
  /** Rows that do not fit the schema are kept below this folder, with the reason. */
  readonly badRecordsFolder: string
  readonly maxFilesPerTrigger: number
  /** How late an event may be, for example `10 minutes`. */
  readonly watermark: string
}

/** The files' columns: those of the generator's schema, the price as an exact decimal. */
const ViewColumns = ProductView.extend({ price: decimal(10, 2) })
const PurchaseColumns = ProductPurchase.extend({ price: decimal(10, 2) })

/** Product views: typed by the reader, date and time combined into the event time. */
export function viewStream(options: EventStreamOptions) {
  return options.session
    .readStream()
    .format('csv')
    .schema(ViewColumns)
    .options(csvOptions(options, productViews.eventType))
    .load(join(options.dataFolder, productViews.folder))
    .withColumn('event_ts', ($) => toTimestamp(concat($.event_date, ' ', $.event_time)))
    .drop('event_date', 'event_time')
    .withWatermark('event_ts', options.watermark)
}

/** Product purchases, likewise. */
export function purchaseStream(options: EventStreamOptions) {
  return options.session
    .readStream()
    .format('csv')
    .schema(PurchaseColumns)
    .options(csvOptions(options, productPurchases.eventType))
    .load(join(options.dataFolder, productPurchases.folder))
    .withColumn('event_ts', ($) => toTimestamp(concat($.event_date, ' ', $.event_time)))
    .drop('event_date', 'event_time')
    .withWatermark('event_ts', options.watermark)
}

/** A header, doubled quotes, one record a line: a quote that is never closed spoils its own line only. */
function csvOptions({ badRecordsFolder, maxFilesPerTrigger }: EventStreamOptions, eventType: string) {
  return {
    header: true,
    escape: '"',
    multiLine: false,
    maxFilesPerTrigger,
    badRecordsPath: join(badRecordsFolder, eventType),
  } as const
}
