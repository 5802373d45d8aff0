import type { OptionReader } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'

/** Reads an option that has two names, Spark's and ours; a list becomes text with commas. Both may be given if they agree. */
export function oneText(options: OptionReader, [name, twin]: readonly [string, string]): string | undefined {
  const [first, second] = [textOf(options, name), textOf(options, twin)]
  if (first !== undefined && second !== undefined && first !== second) {
    throw raise('CONFLICTING_KAFKA_OPTIONS', {
      options: `${name} and ${twin}`,
      reason: 'they are two names of one setting, and say different things',
      hint: 'Give one of them.',
    })
  }
  return first ?? second
}

/** Text, or a list of texts with commas put between them. */
export function textOf(options: OptionReader, name: string): string | undefined {
  const given = options.value(name)
  return Array.isArray(given) ? given.join(',') : options.string(name)
}
