import type { EventGenerator } from '../events/event-generator.ts'
import type { GeneratedRow } from './generated-row.ts'

/** What became durable when a batch was sealed. */
export interface SealedBatch {
  readonly rows: number
  readonly bytes: number
  /** Hex digest of the bytes as written. */
  readonly sha256: string
}

/**
 * One batch of rows of one event type on its way out.
 *
 * Called in this order: `write` any number of times, `seal` (durable, still invisible), `publish` (visible, whole).
 * `discard` instead of `seal` or `publish` leaves nothing behind.
 */
export interface EventBatch {
  /** Where the rows will be found, for the manifest: relative to the data folder, `/` between the parts. */
  readonly location: string
  write(rows: readonly GeneratedRow[]): Promise<void>
  seal(): Promise<SealedBatch>
  publish(): Promise<void>
  discard(): Promise<void>
}

/** Where generated events go: a folder of CSV files now; a broker is one more file that implements this. */
export interface EventTarget {
  readonly name: string
  /**
   * Begins a batch.
   *
   * @param hex8 - eight hexadecimal digits that name it
   * @throws TargetError when a batch of that name is there already: nothing is ever overwritten
   */
  open(generator: EventGenerator, hex8: string): Promise<EventBatch>
  close(): Promise<void>
}

/** The target refuses; the message says what, where and what to do. */
export class TargetError extends Error {
  override readonly name = 'TargetError'
}
