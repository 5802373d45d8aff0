import type { ParserParts, WindowParts } from './parser-parts.ts'
import type { TokenCursor } from './token-cursor.ts'
import { windowParts } from './window-parts.ts'

/** The windows that the query which is next names in its WINDOW clause, by their names in lower case: the select list, which comes first, uses them. */
export function windowsAhead(tokens: TokenCursor, parts: ParserParts): ReadonlyMap<string, WindowParts> {
  const start = tokens.position
  let windows: ReadonlyMap<string, WindowParts> = new Map()
  for (let depth = 0; depth >= 0 && tokens.peek().kind !== 'end'; tokens.next()) {
    if (tokens.isSymbol('(')) depth++
    else if (tokens.isSymbol(')')) depth--
    else if (depth === 0 && endsQuery(tokens, start)) break
    else if (depth === 0 && isWindowClause(tokens)) {
      windows = windowClause(parts)
      break
    }
  }
  tokens.goTo(start)
  return windows
}

/** Reads `WINDOW w AS (PARTITION BY a), v AS (...)`, if it is next. */
export function windowClause(parts: ParserParts): ReadonlyMap<string, WindowParts> {
  const { tokens } = parts
  if (!isWindowClause(tokens)) return new Map()
  tokens.expectWord('WINDOW')
  const named = tokens.list((): readonly [string, WindowParts] => {
    const name = tokens.expectName('a window').toLowerCase()
    tokens.expectWord('AS')
    return [name, windowParts(parts)]
  })
  return new Map(named)
}

function isWindowClause(tokens: TokenCursor): boolean {
  return tokens.isWords('WINDOW') && tokens.peek(2).word === 'AS' && tokens.isSymbol('(', 3)
}

function endsQuery(tokens: TokenCursor, start: number): boolean {
  return tokens.position > start && ['UNION', 'INTERSECT', 'EXCEPT', 'MINUS'].includes(tokens.peek().word)
}
