import type { OptionReader } from '../../contracts/source.ts'
import { IllegalArgumentException } from '../../errors/streamkit-error.ts'

/** The options of `format('socket')`, checked. */
export interface SocketOptions {
  readonly host: string
  readonly port: number
  readonly includeTimestamp: boolean
  readonly numPartitions: number
}

/** Reads the options: Spark's names and defaults. Throws INVALID_OPTION_VALUE. */
export function socketOptions(options: OptionReader): SocketOptions {
  const host = options.string('host')
  if (host === undefined) throw refused('host', 'nothing', 'the name of the machine to read from')
  const port = options.integer('port', { min: 0 })
  if (port === undefined || port > 65_535)
    throw refused('port', String(port ?? 'nothing'), 'the port to read from, 0 to 65535')
  return {
    host,
    port,
    includeTimestamp: options.boolean('includeTimestamp', false),
    numPartitions: options.integer('numPartitions', { min: 1 }) ?? 1,
  }
}

function refused(option: string, value: string, expected: string): IllegalArgumentException {
  return new IllegalArgumentException('INVALID_OPTION_VALUE', { format: 'socket', option, value, expected })
}
