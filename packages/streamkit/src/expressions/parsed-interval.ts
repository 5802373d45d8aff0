import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import { type Duration, type DurationProblem, parseDuration } from '../util/interval.ts'

/**
 * The duration that a text says.
 *
 * @throws IllegalArgumentException CANNOT_PARSE_INTERVAL, with what is wrong as its cause
 */
export function parsedInterval(text: string): Duration {
  const duration = parseDuration(text)
  if ('problem' in duration) throw cannotParseInterval(text, duration)
  return duration
}

export function cannotParseInterval(input: string, problem: DurationProblem): IllegalArgumentException {
  const cause = reasonOf(input, problem)
  return new IllegalArgumentException('CANNOT_PARSE_INTERVAL', { intervalString: `\`${input}\`` }, { cause })
}

function reasonOf(input: string, { problem, part }: DurationProblem): IllegalArgumentException {
  switch (problem) {
    case 'INPUT_IS_EMPTY':
      return new IllegalArgumentException('INVALID_INTERVAL_FORMAT.INPUT_IS_EMPTY', { input })
    case 'UNRECOGNIZED_NUMBER':
      return new IllegalArgumentException('INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER', { input, number: part })
    case 'MISSING_UNIT':
      return new IllegalArgumentException('INVALID_INTERVAL_FORMAT.MISSING_UNIT', { input, word: part })
    case 'INVALID_UNIT':
      return new IllegalArgumentException('INVALID_INTERVAL_FORMAT.INVALID_UNIT', { input, unit: part })
  }
}
