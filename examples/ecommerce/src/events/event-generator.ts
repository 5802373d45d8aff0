import type { z } from 'zod'
import type { Random } from '../world/random.ts'
import type { ShopWorld } from '../world/shop-world.ts'

/** What a CSV cell is made of. Numbers are whole; amounts are exact text. */
export type CsvValue = string | number | null

/** What every event has, whatever its type. Date and time are two columns, in UTC, as many exports have them. */
export type ShopEvent = Readonly<Record<string, CsvValue>> & {
  readonly event_id: string
  /** `yyyy-MM-dd` */
  readonly event_date: string
  /** `HH:mm:ss.SSS` */
  readonly event_time: string
}

/** What a generator may look at to invent an event. All chance comes from `random`. */
export interface EventContext {
  readonly world: ShopWorld
  readonly random: Random
  /** When the event happens, in milliseconds since the epoch. */
  readonly atMs: number
}

/**
 * One type of event: how its rows look and how they are invented.
 *
 * A new type is one file that exports one of these, plus one line in `event-types.ts`.
 */
export interface EventGenerator<E extends ShopEvent = ShopEvent> {
  /** Stable name, also written into the manifest, for example `product_view`. */
  readonly eventType: string
  /** Folder of its files, below the data folder. */
  readonly folder: string
  /** The file name for eight hexadecimal digits. */
  fileName(hex8: string): string
  /** The columns in the order of the file. */
  readonly columns: readonly string[]
  /** The schema of a row; the stream reads its files with the very same object. */
  readonly schema: z.ZodObject
  create(context: EventContext): E
  /** The cells of an event, in the order of {@link columns}. */
  toCsvRow(event: E): readonly CsvValue[]
}

/** What an event type has to say; columns and cells follow from the schema. */
export interface EventDefinition<E extends ShopEvent> {
  readonly eventType: string
  readonly folder: string
  readonly fileName: (hex8: string) => string
  readonly schema: z.ZodObject & { readonly _output: E }
  readonly create: (context: EventContext) => E
}

/** Makes a generator whose columns are the keys of its schema, in their order. */
export function defineEvent<E extends ShopEvent>(definition: EventDefinition<E>): EventGenerator<E> {
  const columns = Object.keys(definition.schema.shape)
  return { ...definition, columns, toCsvRow: (event) => columns.map((column) => event[column] ?? null) }
}
