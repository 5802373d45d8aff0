import type { DataType } from '../../types/data-type.ts'
import { formatDate, formatTimestamp, formatTimestampNtz } from '../datetime/format-datetime.ts'
import { timeZone } from '../datetime/time-zone.ts'
import type { ExpressionConf } from '../expression.ts'

/** How dates and times are written: `2024-01-02`, `2024-01-02 03:04:05.1` in the session's time zone. */
export function datetimeText(type: DataType, conf: ExpressionConf): (value: number) => string {
  if (type.kind === 'date') return formatDate
  if (type.kind === 'timestamp_ntz') return (micros) => formatTimestampNtz(micros)
  const zone = timeZone(conf.timeZone)
  return (micros) => formatTimestamp(micros, zone)
}
