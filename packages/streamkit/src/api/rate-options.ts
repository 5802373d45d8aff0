/** Options of `format('rate')`. */
export interface RateOptions {
  /** How many rows come each second. Default 1. */
  readonly rowsPerSecond?: number
  /** How long it takes to get up to that speed: `'10s'`, or seconds. Parts of a second do not count. Default `'0s'`. */
  readonly rampUpTime?: (string & {}) | number
  /** Into how many parts Spark would cut a batch; here it only changes the order of the rows. Default 1. */
  readonly numPartitions?: number
}

/** Options of `format('rate-micro-batch')`. */
export interface RatePerMicroBatchOptions {
  /** How many rows each batch has. Needed. */
  readonly rowsPerBatch?: number
  /** Into how many parts Spark would cut a batch; here it only changes the order of the rows. Default 1. */
  readonly numPartitions?: number
  /** The time of the rows of the first batch, ms since 1970. Default 0. */
  readonly startTimestamp?: number
  /** How much later the rows of each batch are than those of the one before, ms. Default 1000. */
  readonly advanceMillisPerBatch?: number
}

/** A row of both. */
export interface RateRow {
  timestamp: Date | null
  /** 0, 1, 2, … */
  value: bigint | null
}

/** Options of `format('socket')`. */
export interface SocketOptions {
  /** The machine to read from. Needed. */
  readonly host?: string
  /** Its port. Needed. */
  readonly port?: number
  /** Adds the column `timestamp`, when the line came: use `col('timestamp')`. Default false. */
  readonly includeTimestamp?: boolean
  /** Into how many parts Spark would cut a batch; here it only changes the order of the rows. Default 1. */
  readonly numPartitions?: number
}

/** A row of `format('socket')`. */
export interface SocketRow {
  /** A line, without its end. */
  value: string | null
}
