import { AnalysisException } from '../errors/streamkit-error.ts'

/** A piece of a DDL text. `quoted`: a name that stood in backquotes; `text`: a string literal, without its quotes. */
export interface DdlToken {
  readonly kind: 'word' | 'quoted' | 'text' | 'symbol' | 'end'
  readonly text: string
  /** Offset into the DDL text, from 0. */
  readonly position: number
}

const pieces =
  /(?<space>\s+)|(?<word>[\p{L}\p{N}_]+)|(?<quoted>`(?:[^`]|``)+`)|(?<text>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")|(?<symbol>[<>(),:])/suy

/** Cuts a DDL text into words, names, literals and symbols, and an end mark. Throws PARSE_SYNTAX_ERROR at a character that fits nowhere. */
export function tokensOfDdl(text: string): readonly DdlToken[] {
  const tokens: DdlToken[] = []
  let position = 0
  while (position < text.length) {
    pieces.lastIndex = position
    const groups = pieces.exec(text)?.groups
    if (groups === undefined) {
      const error = `'${String.fromCodePoint(text.codePointAt(position) as number)}'`
      throw new AnalysisException('PARSE_SYNTAX_ERROR', { error, position, hint: hintAt(text, position), text })
    }
    if (groups.word !== undefined) tokens.push({ kind: 'word', text: groups.word, position })
    else if (groups.quoted !== undefined)
      tokens.push({ kind: 'quoted', text: groups.quoted.slice(1, -1).replaceAll('``', '`'), position })
    else if (groups.text !== undefined) tokens.push({ kind: 'text', text: unquote(groups.text), position })
    else if (groups.symbol !== undefined) tokens.push({ kind: 'symbol', text: groups.symbol, position })
    position = pieces.lastIndex
  }
  tokens.push({ kind: 'end', text: '', position })
  return tokens
}

function unquote(literal: string): string {
  const quote = literal[0] as string
  return literal
    .slice(1, -1)
    .replaceAll(quote + quote, quote)
    .replace(/\\(.)/gsu, '$1')
}

function hintAt(text: string, position: number): string {
  if (text[position] === '`') return ': the backquote is never closed, or nothing is between the backquotes'
  if (text[position] === "'" || text[position] === '"') return ': the quote is never closed'
  return ': put names with other characters than letters, digits and _ in backquotes'
}
