import { z } from 'zod'
import { type DataFrameReader, dataFrameReader } from '../../src/api/data-frame-reader.ts'
import { type DataStreamReader, dataStreamReader } from '../../src/api/data-stream-reader.ts'
import type { FormatNotChosen, FormatsOf } from '../../src/api/formats.ts'
import type { FrameRuntime } from '../../src/api/frame-runtime.ts'
import type { Connector } from '../../src/contracts/connector.ts'
import { decimal } from '../../src/types/zod-decimal.ts'

/** What the type tests read: typed, never run. */
export type TestConnector = Connector<{
  readonly kafka: {
    readonly readStream: { readonly subscribe?: string; readonly [option: `kafka.${string}`]: string }
    readonly row: { readonly value: Uint8Array | null; readonly timestamp: Date }
  }
  readonly postgres: {
    readonly writeStream: { readonly table: string; readonly mode?: 'append' | 'upsert' }
    readonly read: { readonly table?: string }
    readonly write: { readonly table: string }
  }
}>
export type Formats = FormatsOf<[TestConnector]>

const runtime = null as unknown as FrameRuntime
export const readStream: () => DataStreamReader<Formats, FormatNotChosen, never> = () => dataStreamReader(runtime)
export const read: () => DataFrameReader<Formats, FormatNotChosen, never> = () => dataFrameReader(runtime)

export const Purchase = z.object({
  event_id: z.uuid(),
  user_id: z.int(),
  category: z.string().nullable(),
  price: decimal(10, 2),
  quantity: z.int32(),
  weight: z.number().nullable(),
  event_date: z.iso.date(),
  event_time: z.iso.time(),
  at: z.date(),
  seen_at: z.date().nullable(),
})
