import type { OptionReader } from '@streamkit/core/connector'

/** Reads an option in milliseconds: a number, the same as text, which is how Spark takes it, or text such as `10 seconds`. */
export function milliseconds(options: OptionReader, name: string, fallback: number): number {
  const given = options.value(name)
  return typeof given === 'string' && /^\s*\d{1,15}\s*$/.test(given)
    ? Number(given)
    : options.durationMs(name, fallback)
}
