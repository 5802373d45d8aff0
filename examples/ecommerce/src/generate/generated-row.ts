import type { CsvValue } from '../events/event-generator.ts'
import type { MalformedKind } from './malformed-row.ts'

/**
 * What the stream is expected to do with a row.
 *
 * - `first`: a good event, seen for the first time: it must arrive in the sink.
 * - `duplicate`: the same event again, cell by cell: it must change nothing.
 * - `late`: a good event of long ago: dropped once the watermark has passed it, kept when the stream reads it
 *   before that (in its first batch, say). Both are right; any other content is not.
 * - `malformed`: not a row of the schema: it must never arrive.
 */
export type Fate = 'first' | 'duplicate' | 'late' | 'malformed'

export const fates: readonly Fate[] = ['first', 'duplicate', 'late', 'malformed']

/** One row on its way to a target. */
export interface GeneratedRow {
  readonly fate: Fate
  /** How the row is damaged; `null` unless it is malformed. */
  readonly damage: MalformedKind | null
  readonly eventId: string
  /** The cells of the undamaged event, in the order of the columns. */
  readonly values: readonly CsvValue[]
  /** The text of the row as a CSV line, without the line end. */
  readonly line: string
}
