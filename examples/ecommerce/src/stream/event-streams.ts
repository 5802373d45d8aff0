import { join } from 'node:path'
import { concat, decimal, toTimestamp } from '@streamkit/core'
import { splitJson } from '@streamkit/kafka'
import { ProductPurchase, productPurchases } from '../events/product-purchase.ts'
import { ProductView, productViews } from '../events/product-view.ts'
import type { EventSource } from './event-source.ts'
import type { ShopSession } from './shop-session.ts'

/** Where events are read, and what happens to rows that are none. */
export interface EventStreamOptions {
  readonly session: ShopSession
  readonly source: EventSource
  /** Data folder; each event type has a folder below it. */
  readonly dataFolder: string
  /** Rows of files that do not fit the schema are kept below this folder, with the reason. */
  readonly badRecordsFolder: string
  /** How late an event may be, for example `10 minutes`. */
  readonly watermark: string
}

/** The columns of the files and messages: those of the generator's schema, the price as an exact decimal. */
const ViewColumns = ProductView.extend({ price: decimal(10, 2) })
const PurchaseColumns = ProductPurchase.extend({ price: decimal(10, 2) })

/** Product views: typed by the reader, date and time combined into the event time. */
export function viewStream(options: EventStreamOptions) {
  return viewRows(options)
    .withColumn('event_ts', ($) => toTimestamp(concat($.event_date, ' ', $.event_time)))
    .drop('event_date', 'event_time')
    .withWatermark('event_ts', options.watermark)
}

/** Product purchases, likewise. */
export function purchaseStream(options: EventStreamOptions) {
  return purchaseRows(options)
    .withColumn('event_ts', ($) => toTimestamp(concat($.event_date, ' ', $.event_time)))
    .drop('event_date', 'event_time')
    .withWatermark('event_ts', options.watermark)
}

function viewRows(options: EventStreamOptions): ReturnType<typeof viewFiles> {
  const { source } = options
  if (source.kind === 'csv') return viewFiles(options, source)
  return viewMessages(options, source).rows.drop(...kafkaColumns)
}

function viewFiles(options: EventStreamOptions, source: CsvEvents) {
  return options.session
    .readStream()
    .format('csv')
    .schema(ViewColumns)
    .options(csvOptions(options, source.maxFilesPerTrigger, productViews.eventType))
    .load(join(options.dataFolder, productViews.folder))
}

function purchaseRows(options: EventStreamOptions): ReturnType<typeof purchaseFiles> {
  const { source } = options
  if (source.kind === 'csv') return purchaseFiles(options, source)
  return purchaseMessages(options, source).rows.drop(...kafkaColumns)
}

function purchaseFiles(options: EventStreamOptions, source: CsvEvents) {
  return options.session
    .readStream()
    .format('csv')
    .schema(PurchaseColumns)
    .options(csvOptions(options, source.maxFilesPerTrigger, productPurchases.eventType))
    .load(join(options.dataFolder, productPurchases.folder))
}

/** A header, doubled quotes, one record a line: a quote that is never closed spoils its own line only. */
function csvOptions({ badRecordsFolder }: EventStreamOptions, maxFilesPerTrigger: number, eventType: string) {
  return {
    header: true,
    escape: '"',
    multiLine: false,
    maxFilesPerTrigger,
    badRecordsPath: join(badRecordsFolder, eventType),
  } as const
}

const kafkaColumns = ['key', 'topic', 'partition', 'offset', 'timestamp', 'timestampType'] as const
type CsvEvents = Extract<EventSource, { readonly kind: 'csv' }>
type KafkaEvents = Extract<EventSource, { readonly kind: 'kafka' }>

function viewMessages({ session }: EventStreamOptions, source: KafkaEvents) {
  return splitJson(messages(session, source, productViews.folder), ViewColumns)
}

function purchaseMessages({ session }: EventStreamOptions, source: KafkaEvents) {
  return splitJson(messages(session, source, productPurchases.folder), PurchaseColumns)
}

function messages(session: ShopSession, { brokers, maxOffsetsPerTrigger }: KafkaEvents, topic: string) {
  return session
    .readStream()
    .format('kafka')
    .options({ bootstrapServers: brokers, subscribe: topic, startingOffsets: 'earliest', maxOffsetsPerTrigger })
    .load()
}

/** Messages of both topics that are no events of theirs: where they are, what they hold, and why they are none. */
export function deadLetterStream(options: EventStreamOptions, source: KafkaEvents) {
  const views = viewMessages(options, source).deadLetters
  const purchases = purchaseMessages(options, source).deadLetters
  return views
    .unionByName(purchases)
    .select(($) => [
      'topic',
      'partition',
      'offset',
      $.timestamp.as('produced_at'),
      $.key.cast('string').as('message_key'),
      $.value.as('message'),
      'reason',
    ])
}
