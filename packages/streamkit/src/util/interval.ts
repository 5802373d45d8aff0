const unitMs: Readonly<Record<string, number>> = {
  week: 604_800_000,
  w: 604_800_000,
  day: 86_400_000,
  d: 86_400_000,
  hour: 3_600_000,
  hr: 3_600_000,
  h: 3_600_000,
  minute: 60_000,
  min: 60_000,
  m: 60_000,
  second: 1000,
  sec: 1000,
  s: 1000,
  millisecond: 1,
  msec: 1,
  ms: 1,
  microsecond: 0.001,
  us: 0.001,
}

/**
 * Milliseconds of a duration as Spark writes them: `10 minutes`, `interval 1 hour 30 minutes`, `-5 seconds`, `1.5 seconds`, `7d`. Null for anything else,
 * months and years among it: they have no fixed length.
 */
export function intervalMs(text: string): number | null {
  const body = text.trim().replace(/^interval\s+/i, '')
  const part = /\s*([+-]?\d+(?:\.\d+)?)\s*([a-z]+)/iy
  let total = 0
  let read = 0
  while (read < body.length) {
    part.lastIndex = read
    const match = part.exec(body)
    const unit = match === null ? undefined : unitOf((match[2] as string).toLowerCase())
    if (match === null || unit === undefined) return null
    total += Number(match[1]) * unit
    read = part.lastIndex
  }
  return body === '' ? null : total
}

function unitOf(name: string): number | undefined {
  const singular = name.length > 2 && name.endsWith('s') && name !== 'ms' ? name.slice(0, -1) : name
  return Object.hasOwn(unitMs, singular) ? unitMs[singular] : undefined
}
