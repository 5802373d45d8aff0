const unitMs = {
  ms: 1,
  millisecond: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
} as const

const pattern = /^(?<amount>\d+(?:\.\d+)?)\s*(?<unit>[a-z]*)$/

/**
 * Reads a duration such as `10 seconds`, `1.5 h` or `250` (milliseconds).
 *
 * @returns milliseconds, or `undefined` when the text is no duration
 *
 * @example
 * parseDurationMs('10 minutes') // 600000
 */
export function parseDurationMs(text: string): number | undefined {
  const { amount, unit = '' } = pattern.exec(text.trim().toLowerCase())?.groups ?? {}
  if (amount === undefined) return undefined
  const name = unit === '' ? 'ms' : unit.length > 3 ? unit.replace(/s$/, '') : unit
  const ms = Object.hasOwn(unitMs, name) ? Number(amount) * unitMs[name as keyof typeof unitMs] : Number.NaN
  return Number.isSafeInteger(Math.round(ms)) ? Math.round(ms) : undefined
}
