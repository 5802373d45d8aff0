/** What else `withWatermark` takes. */
export interface WatermarkOptions {
  /**
   * How long, by the clock of the batches, this stream may give no row before it stops to hold back the watermark of the query: milliseconds, or a text such as `1 minute`. It counts again with its next row;
   * the watermark never goes back, so what comes then may be late. Default: it may hold the watermark back for ever, as in Spark.
   */
  readonly idleTimeout?: string | number
}
