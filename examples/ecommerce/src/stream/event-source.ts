/** Where events are read. */
export type EventSource =
  /** The folders of the event types, below the data folder. */
  | { readonly kind: 'csv'; readonly maxFilesPerTrigger: number }
  /** The topics that are named as those folders. */
  | { readonly kind: 'kafka'; readonly brokers: string; readonly maxOffsetsPerTrigger: number }
