import { type DataType, stringType } from '../types/data-type.ts'
import { parseDataType } from '../types/ddl.ts'
import type { TokenCursor } from './token-cursor.ts'

/** Reads a data type: what CAST and `::` take. CHAR(n) and VARCHAR(n) are STRING. Throws UNSUPPORTED_DATATYPE, PARSE_SYNTAX_ERROR. */
export function typeName(tokens: TokenCursor): DataType {
  const first = tokens.peek()
  tokens.expectName('a data type')
  let end = first.end
  if (tokens.isSymbol('(')) end = closed(tokens)
  else if (tokens.isSymbol('<') || tokens.isSymbol('<>')) end = bracketed(tokens)
  if (/^(?:CHAR|CHARACTER|VARCHAR)$/.test(first.word) && end > first.end) return stringType
  return parseDataType(tokens.text.slice(first.start, end))
}

function closed(tokens: TokenCursor): number {
  while (!tokens.isSymbol(')')) {
    if (tokens.peek().kind === 'end') throw tokens.unexpected('expected )')
    tokens.next()
  }
  return tokens.next().end
}

function bracketed(tokens: TokenCursor): number {
  let depth = 0
  for (;;) {
    if (tokens.peek().kind === 'end') throw tokens.unexpected('expected >')
    const { kind, text, end } = tokens.next()
    if (kind === 'symbol') {
      if (text === '<') depth++
      if (text === '>') depth--
      if (depth === 0) return end
    }
  }
}
