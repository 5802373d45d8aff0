import { nearestNames } from '../analysis/nearest-names.ts'
import type { OptionReader } from '../contracts/source.ts'
import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import { intervalMs } from '../util/interval.ts'

/** Options of one use of a format, names without regard to case. Remembers what was asked for, so that the rest can be refused. */
export class Options implements OptionReader {
  readonly #format: string
  readonly #values: ReadonlyMap<string, { readonly name: string; readonly value: unknown }>
  readonly #known = new Map<string, string>()

  constructor(format: string, options: Readonly<Record<string, unknown>>) {
    this.#format = format
    const given = Object.entries(options).filter(([, value]) => value !== undefined)
    this.#values = new Map(given.map(([name, value]) => [name.toLowerCase(), { name, value }]))
  }

  string(name: string): string | undefined
  string(name: string, fallback: string): string
  string(name: string, fallback?: string): string | undefined {
    const value = this.value(name)
    if (value === undefined) return fallback
    if (typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
    throw this.#invalid(name, value, 'text')
  }

  boolean(name: string, fallback: boolean): boolean {
    const value = this.value(name)
    if (value === undefined) return fallback
    if (typeof value === 'boolean') return value
    const text = String(value).toLowerCase()
    if (text === 'true' || text === 'false') return text === 'true'
    throw this.#invalid(name, value, 'true or false')
  }

  integer(name: string, constraints: { readonly min?: number } = {}): number | undefined {
    const value = this.value(name)
    if (value === undefined) return undefined
    const number = typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value
    const min = constraints.min ?? Number.MIN_SAFE_INTEGER
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= min) return number
    throw this.#invalid(
      name,
      value,
      constraints.min === undefined ? 'a whole number' : `a whole number, ${min} or more`,
    )
  }

  durationMs(name: string, fallback: number): number {
    const value = this.value(name)
    if (value === undefined) return fallback
    const ms = typeof value === 'number' ? value : typeof value === 'string' ? intervalMs(value) : null
    if (ms !== null && Number.isFinite(ms) && ms >= 0) return ms
    throw this.#invalid(name, value, "a duration such as '10 seconds' or milliseconds as a number")
  }

  value(name: string): unknown {
    this.#known.set(name.toLowerCase(), name)
    return this.#values.get(name.toLowerCase())?.value
  }

  has(name: string): boolean {
    return this.value(name) !== undefined
  }

  /** Throws UNKNOWN_OPTION for the first option that nobody asked for. */
  refuseUnknown(): void {
    for (const [folded, { name }] of this.#values) {
      if (this.#known.has(folded)) continue
      const proposal = nearestNames(name, [...this.#known.values()], 3).join(', ')
      throw new IllegalArgumentException('UNKNOWN_OPTION', {
        format: this.#format,
        option: name,
        proposal: proposal || 'none',
      })
    }
  }

  #invalid(option: string, value: unknown, expected: string): IllegalArgumentException {
    const shown = typeof value === 'object' ? typeof value : JSON.stringify(value)
    return new IllegalArgumentException('INVALID_OPTION_VALUE', {
      format: this.#format,
      option,
      value: shown ?? String(value),
      expected,
    })
  }
}
