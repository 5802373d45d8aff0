/** How a set of figures is spread. Percentiles between two figures are interpolated, as PostgreSQL's `percentile_cont` does it. */
export interface Distribution {
  readonly count: number
  readonly min: number
  readonly mean: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** The spread of some figures; null if there are none. */
export function distributionOf(figures: readonly number[]): Distribution | null {
  if (figures.length === 0) return null
  const sorted = Float64Array.from(figures).sort()
  return {
    count: sorted.length,
    min: sorted[0] as number,
    mean: sorted.reduce((sum, figure) => sum + figure, 0) / sorted.length,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    max: sorted.at(-1) as number,
  }
}

function percentile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] as number
  const above = sorted[Math.ceil(place)] as number
  return below + (above - below) * (place - Math.floor(place))
}
