/**
 * A position in a source: one line of JSON, canonical (equal positions have equal text), as the offset log keeps it.
 * Only the source that made it looks inside.
 */
export type Offset = string & { readonly [offsetBrand]: true }
declare const offsetBrand: unique symbol

/** Marks text as an offset: for sources, and for the log that reads them back. */
export function offset(json: string): Offset {
  return json as Offset
}

/** The rows after `start` (null: from the beginning) up to and with `end`. */
export interface OffsetRange {
  readonly start: Offset | null
  readonly end: Offset
}
