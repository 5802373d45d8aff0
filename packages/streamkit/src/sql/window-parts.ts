import { AnalysisException } from '../errors/streamkit-error.ts'
import type { OrderKey, WindowFrame } from '../expressions/expression.ts'
import type { ParserParts, WindowParts } from './parser-parts.ts'

/** The window behind OVER: the name of one, or its parts. */
export function windowOf(parts: ParserParts): WindowParts {
  const { tokens } = parts
  if (!tokens.isSymbol('(')) return namedWindow(parts, tokens.expectName('a window'))
  return windowParts(parts)
}

/** `(PARTITION BY a ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)` */
export function windowParts(parts: ParserParts): WindowParts {
  const { tokens } = parts
  tokens.expectSymbol('(')
  if ((tokens.peek().kind === 'word' || tokens.peek().kind === 'name') && tokens.isSymbol(')', 1)) {
    const window = namedWindow(parts, tokens.expectName())
    tokens.expectSymbol(')')
    return window
  }
  const isPartitioned = tokens.acceptWords('PARTITION', 'BY') || tokens.acceptWords('DISTRIBUTE', 'BY')
  const partitionBy = isPartitioned ? tokens.list(() => parts.expression()) : []
  const isOrdered = tokens.acceptWords('ORDER', 'BY') || tokens.acceptWords('SORT', 'BY')
  const orderBy = isOrdered ? tokens.list(() => orderKey(parts)) : []
  const frame = windowFrame(parts)
  tokens.expectSymbol(')')
  return { partitionBy, orderBy, frame }
}

function namedWindow({ windows }: ParserParts, name: string): WindowParts {
  const found = windows.get(name.toLowerCase())
  if (found === undefined) throw new AnalysisException('MISSING_WINDOW_SPECIFICATION', { windowName: `\`${name}\`` })
  return found
}

/** What rows are ordered by: ascending with null first, unless it says otherwise. */
export function orderKey(parts: ParserParts): OrderKey {
  const { tokens } = parts
  const expression = parts.expression()
  const ascending = tokens.acceptOneOf(['ASC', 'DESC']) !== 'DESC'
  if (!tokens.acceptWords('NULLS')) return { expression, ascending, nullsFirst: ascending }
  const nulls = tokens.acceptOneOf(['FIRST', 'LAST'])
  if (nulls === null) throw tokens.unexpected('expected FIRST or LAST')
  return { expression, ascending, nullsFirst: nulls === 'FIRST' }
}

function windowFrame(parts: ParserParts): WindowFrame | null {
  const { tokens } = parts
  const word = tokens.acceptOneOf(['ROWS', 'RANGE'])
  if (word === null) return null
  const unit = word === 'ROWS' ? 'rows' : 'range'
  if (!tokens.acceptWords('BETWEEN')) return { unit, lower: bound(parts), upper: 0 }
  const lower = bound(parts)
  tokens.expectWord('AND')
  return { unit, lower, upper: bound(parts) }
}

/** A distance from the row; null: to the end. */
function bound(parts: ParserParts): number | null {
  const { tokens } = parts
  if (tokens.acceptWords('CURRENT', 'ROW')) return 0
  const isUnbounded = tokens.acceptWords('UNBOUNDED')
  const distance = isUnbounded ? null : distanceOf(parts)
  const side = tokens.acceptOneOf(['PRECEDING', 'FOLLOWING'])
  if (side === null) throw tokens.unexpected('expected PRECEDING or FOLLOWING')
  if (distance === null) return null
  return side === 'PRECEDING' ? 0 - distance : distance
}

function distanceOf(parts: ParserParts): number {
  const { tokens } = parts
  const place = tokens.peek()
  const e = parts.value()
  if (e.kind === 'literal' && typeof e.value === 'number') return e.value
  throw new AnalysisException('UNSUPPORTED_FEATURE', {
    feature: `A frame of a window that goes to ${tokens.text.slice(place.start, tokens.peek().start).trim()}`,
    hint: 'The bounds of a frame are whole numbers.',
  })
}
