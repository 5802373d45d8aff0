/**
 * A span of time in equal intervals: the plots show one point for each, however long the run was. Only the last one ends
 * with the span, so it is between half and one and a half of the others.
 */
export interface TimeAxis {
  /** Begin of the first interval, milliseconds since 1970. */
  readonly fromMs: number
  /** End of the last interval. */
  readonly toMs: number
  readonly intervalMs: number
  readonly count: number
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const widths: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  day,
]

/** Divides a span into at most `most` intervals of a round width, one second at least. */
export function timeAxis(fromMs: number, toMs: number, most: number = 120): TimeAxis {
  const spanMs = Math.max(1, toMs - fromMs)
  const intervalMs = widths.find((width) => width * most >= spanMs) ?? Math.ceil(spanMs / most / day) * day
  return { fromMs, toMs: fromMs + spanMs, intervalMs, count: Math.max(1, Math.round(spanMs / intervalMs)) }
}

/** The interval that a moment falls into; the ends of the axis take what lies beyond. */
export function intervalOf({ fromMs, intervalMs, count }: TimeAxis, ms: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor((ms - fromMs) / intervalMs)))
}

/** How long an interval is, in milliseconds. */
export function intervalLength(axis: TimeAxis, index: number): number {
  return index === axis.count - 1 ? axis.toMs - intervalStart(axis, index) : axis.intervalMs
}

/** Begin of an interval. */
export function intervalStart({ fromMs, intervalMs }: TimeAxis, index: number): number {
  return fromMs + index * intervalMs
}
