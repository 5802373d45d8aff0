import type { OptionReader } from '../../contracts/source.ts'
import { IllegalArgumentException } from '../../errors/streamkit-error.ts'
import { intervalMs } from '../../util/interval.ts'
import type { RateOfRows } from './value-at-second.ts'

/** The greatest BIGINT: what a source counts must fit. */
const maxBigint = 2n ** 63n - 1n

/** The options of `format('rate')`, checked. */
export interface RateStreamOptions extends RateOfRows {
  readonly numPartitions: number
  /** The last second whose values fit into a BIGINT. */
  readonly maxSeconds: bigint
}

/** The options of `format('rate-micro-batch')`, checked. */
export interface RatePerMicroBatchOptions {
  readonly rowsPerBatch: number
  readonly numPartitions: number
  /** Milliseconds since 1970. */
  readonly startTimestamp: number
  readonly advanceMillisPerBatch: number
}

/** Reads the options of a rate stream: Spark's names and defaults. Throws INVALID_OPTION_VALUE, INCORRECT_RAMP_UP_RATE. */
export function rateStreamOptions(options: OptionReader): RateStreamOptions {
  const rowsPerSecond = options.integer('rowsPerSecond', { min: 1 }) ?? 1
  const rampUpTimeSeconds = secondsOf(options)
  const numPartitions = options.integer('numPartitions', { min: 1 }) ?? 1
  const maxSeconds = maxBigint / BigInt(rowsPerSecond)
  if (BigInt(rampUpTimeSeconds) > maxSeconds) {
    throw new IllegalArgumentException('INCORRECT_RAMP_UP_RATE', {
      rowsPerSecond,
      maxSeconds: maxSeconds.toString(),
      rampUpTimeSeconds,
    })
  }
  return { rowsPerSecond, rampUpTimeSeconds, numPartitions, maxSeconds }
}

/** Reads the options of a stream that counts by batches. Throws INVALID_OPTION_VALUE. */
export function ratePerMicroBatchOptions(options: OptionReader): RatePerMicroBatchOptions {
  const rowsPerBatch = options.integer('rowsPerBatch', { min: 1 })
  if (rowsPerBatch === undefined) throw refused('rate-micro-batch', 'rowsPerBatch', 'nothing')
  return {
    rowsPerBatch,
    numPartitions: options.integer('numPartitions', { min: 1 }) ?? 1,
    startTimestamp: options.integer('startTimestamp', { min: 0 }) ?? 0,
    advanceMillisPerBatch: options.integer('advanceMillisPerBatch', { min: 0 }) ?? 1000,
  }
}

/** As Spark reads it: a number alone is seconds, parts of a second do not count. */
function secondsOf(options: OptionReader): number {
  const text = options.string('rampUpTime', '0s').trim()
  const ms = /^[+-]?\d+$/.test(text) ? Number(text) * 1000 : intervalMs(text)
  if (ms !== null && ms >= 0 && Number.isSafeInteger(Math.trunc(ms))) return Math.trunc(ms / 1000)
  throw new IllegalArgumentException('INVALID_OPTION_VALUE', {
    format: 'rate',
    option: 'rampUpTime',
    value: text,
    expected: "a duration such as '10s', zero or more",
  })
}

function refused(format: string, option: string, value: string): IllegalArgumentException {
  const expected = 'a whole number, 1 or more'
  return new IllegalArgumentException('INVALID_OPTION_VALUE', { format, option, value, expected })
}
