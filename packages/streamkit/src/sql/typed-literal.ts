import { AnalysisException } from '../errors/streamkit-error.ts'
import { parseDate } from '../expressions/datetime/parse-date.ts'
import { parseTimestamp, parseTimestampNtz } from '../expressions/datetime/parse-timestamp.ts'
import { timeZone } from '../expressions/datetime/time-zone.ts'
import type { Expression } from '../expressions/expression.ts'
import { literal } from '../expressions/literal.ts'
import { binaryType, dateType, stringType, timestampNtzType, timestampType } from '../types/data-type.ts'

/** Words that a text may follow, to be a constant of another type. */
export const literalTypes: ReadonlySet<string> = new Set([
  'DATE',
  'TIME',
  'TIMESTAMP',
  'TIMESTAMP_LTZ',
  'TIMESTAMP_NTZ',
  'INTERVAL',
  'X',
])

/** `DATE '2024-01-31'` and the like. A TIMESTAMP without a zone is of the session's. Throws INVALID_TYPED_LITERAL, UNSUPPORTED_TYPED_LITERAL. */
export function typedLiteral(type: string, text: string): Expression {
  switch (type) {
    case 'DATE':
      return literal(parseDate(text) ?? invalid(type, text), dateType)
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return timestamp(type, text)
    case 'TIMESTAMP_NTZ':
      return literal(parseTimestampNtz(text, false) ?? invalid(type, text), timestampNtzType)
    case 'INTERVAL':
      return { kind: 'call', name: 'interval', args: [literal(text)] }
    case 'X':
      return literal(bytesOf(text) ?? invalid(type, text), binaryType)
    default:
      throw new AnalysisException('UNSUPPORTED_TYPED_LITERAL', { unsupportedType: `"${type}"` })
  }
}

/** Which time it is depends on the zone of the session, which analysis knows; texts that give the same time in two zones name their own. */
function timestamp(type: string, text: string): Expression {
  const micros = parseTimestamp(text, timeZone('UTC')) ?? invalid(type, text)
  if (micros === parseTimestamp(text, timeZone('+05:00'))) return literal(micros, timestampType)
  return { kind: 'cast', child: literal(text, stringType), to: timestampType, mode: 'ansi' }
}

function bytesOf(text: string): Uint8Array | null {
  if (!/^[0-9a-fA-F]*$/.test(text)) return null
  const digits = text.length % 2 === 0 ? text : `0${text}`
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function invalid(type: string, text: string): never {
  throw new AnalysisException('INVALID_TYPED_LITERAL', { valueType: `"${type}"`, value: `'${text}'` })
}
