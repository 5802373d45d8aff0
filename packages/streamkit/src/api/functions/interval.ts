import { type Column, call } from '../column.ts'
import type { Interval } from '../column-value.ts'

/**
 * A constant span of time, for {@link Column.plus} and {@link Column.minus} of dates and times: `10 minutes`, `1 day 2 hours`, `1 month`, or SQL's `INTERVAL '30' SECOND`. Days and months are those of
 * the calendar in the session's time zone. Spark: an interval literal. Throws CANNOT_PARSE_INTERVAL where it is used.
 *
 * @example
 * clicks.join(views, (c, v) => c.ad.eq(v.ad).and(c.at.leq(v.at.plus(interval('30 seconds')))))
 */
export function interval(text: string): Column<Interval> {
  return call('interval', text)
}
