import type { OptionReader } from '../contracts/source.ts'
import { IllegalArgumentException } from '../errors/streamkit-error.ts'

/** The option `lineSep`: any text but none. Null if it is not set. */
export function lineSeparator(options: OptionReader): string | null {
  const given = options.string('lineSep')
  if (given === undefined) return null
  if (given === '') throw new IllegalArgumentException('INVALID_LINE_SEPARATOR.EMPTY', {})
  return given
}
