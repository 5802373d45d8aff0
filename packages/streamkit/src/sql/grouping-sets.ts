import type { Expression } from '../expressions/expression.ts'
import { sqlText } from '../expressions/expression-type.ts'
import type { ParserParts } from './parser-parts.ts'
import type { GroupBy } from './select-parts.ts'

/** `GROUPING SETS ((a, b), (a), b, ())`, behind the keys `a, b` or alone: the keys are those that are named, in order. */
export function groupingSets(parts: ParserParts, keys: readonly Expression[]): GroupBy {
  const { tokens } = parts
  tokens.expectWord('GROUPING')
  tokens.expectWord('SETS')
  const expressions = [...keys]
  const texts = keys.map((key) => sqlText(key).toLowerCase())
  const positionOfKey = (key: Expression): number => {
    const text = sqlText(key).toLowerCase()
    const known = texts.indexOf(text)
    if (known >= 0) return known
    texts.push(text)
    return expressions.push(key) - 1
  }
  const set = (): readonly number[] => {
    const isList = tokens.isSymbol('(')
    if (isList && tokens.isSymbol(')', 1)) {
      tokens.next()
      tokens.next()
      return []
    }
    const members = isList ? tokens.inParentheses(() => parts.expression()) : [parts.expression()]
    return [...new Set(members.map(positionOfKey))]
  }
  const sets = tokens.inParentheses(set)
  return { grouping: 'sets', expressions, all: false, sets }
}
