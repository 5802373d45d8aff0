import type { FormatProvider } from '../../contracts/connector.ts'
import { AnalysisException } from '../../errors/streamkit-error.ts'
import { toStructType } from '../../types/schema.ts'
import { socketOptions } from './socket-options.ts'
import { socketSource } from './socket-source.ts'

/** Lines of text from a TCP server, for trying out. Options are checked when the stream is loaded, as in Spark. */
export const socketFormat: FormatProvider = {
  name: 'socket',
  schema({ options, userSchema }) {
    if (userSchema !== null) throw new AnalysisException('SCHEMA_NOT_ALLOWED', { format: 'socket' })
    const { includeTimestamp } = socketOptions(options)
    return toStructType(includeTimestamp ? 'value STRING, timestamp TIMESTAMP' : 'value STRING')
  },
  source: socketSource,
}
