import type { OptionReader } from '@streamkit/core/connector'

/** Options as a session hands them to a connector. */
export function optionsOf(given: Readonly<Record<string, unknown>>): OptionReader {
  const lower = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]))
  const value = (name: string): unknown => lower.get(name.toLowerCase())
  return {
    string: ((name: string, fallback?: string) => {
      const found = value(name)
      return found === undefined ? fallback : String(found)
    }) as OptionReader['string'],
    boolean: (name, fallback) => (value(name) === undefined ? fallback : String(value(name)) === 'true'),
    integer: (name) => (value(name) === undefined ? undefined : Number(value(name))),
    durationMs: (name, fallback) => (value(name) === undefined ? fallback : Number(value(name))),
    value,
    has: (name) => value(name) !== undefined,
  }
}
