import type { SqlToken } from './sql-token.ts'
import { syntaxError } from './syntax-error.ts'
import { unescapeText } from './unescape-text.ts'

const space = /(?:\s+|--(?:\\\r?\n|[^\r\n])*)+/y
const quoted = /(?:'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*")/y
const raw = /[rR](?:'[^']*'|"[^"]*")/y
const backquoted = /`(?:[^`]|``)*`/y
const word = /[A-Za-z0-9_\u0080-\uffff]+/y
const numbers = [/(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?(?:BD|[LSYDF])?(?![A-Za-z0-9_\u0080-\uffff])/iy] as const
const parameter = /:([A-Za-z_][A-Za-z0-9_]*)/y
const symbol = /(?:<=>|<>|!=|==|<=|>=|!<|!>|->|=>|::|\|\||[-+*/%&|^~!<>=(),.[\]:;?@])/y

/** Cuts an SQL text into pieces, without comments and space, and an end mark. Throws PARSE_SYNTAX_ERROR at a character that fits nowhere. */
export function tokensOfSql(text: string): readonly SqlToken[] {
  const tokens: SqlToken[] = []
  let at = afterSpace(text, 0)
  while (at < text.length) {
    const token = numberAt(text, at, tokens.at(-1)) ?? tokenAt(text, at)
    tokens.push(token)
    at = afterSpace(text, token.end)
  }
  tokens.push({ kind: 'end', text: '', word: '', start: text.length, end: text.length })
  return tokens
}

/** A number; behind a dot that follows a name, digits are the name of a field: `a.1` is none. */
function numberAt(text: string, at: number, before: SqlToken | undefined): SqlToken | null {
  if (!/[0-9.]/.test(text[at] as string)) return null
  const isField = before !== undefined && before.end === at && /^(?:word|name)$/.test(before.kind) && text[at] === '.'
  if (isField || (before?.text === '.' && before.kind === 'symbol')) return null
  const found = match(numbers[0], text, at)
  return found === null ? null : piece('number', found, { at, length: found.length })
}

function tokenAt(text: string, at: number): SqlToken {
  const rawText = match(raw, text, at)
  if (rawText !== null) return piece('text', rawText.slice(2, -1), { at, length: rawText.length })
  const literal = match(quoted, text, at)
  if (literal !== null) {
    const quote = literal[0] as string
    const body = literal.slice(1, -1).replace(/\\[\s\S]|''|""/g, (found) => (found === quote + quote ? quote : found))
    return piece('text', unescapeText(body), { at, length: literal.length })
  }
  const name = match(backquoted, text, at)
  if (name !== null) return piece('name', name.slice(1, -1).replaceAll('``', '`'), { at, length: name.length })
  const letters = match(word, text, at)
  if (letters !== null)
    return { ...piece('word', letters, { at, length: letters.length }), word: letters.toUpperCase() }
  const sign = match(symbol, text, at)
  // A marker of a parameter; `a::int` was a symbol, and in `a[b:c]` there is none in SQL.
  if (sign === ':') {
    const marker = match(parameter, text, at)
    if (marker !== null) return piece('parameter', marker.slice(1), { at, length: marker.length })
  }
  if (sign !== null) return piece('symbol', sign, { at, length: sign.length })
  throw unknownCharacter(text, at)
}

function piece(
  kind: SqlToken['kind'],
  text: string,
  { at, length }: { readonly at: number; readonly length: number },
): SqlToken {
  return { kind, text, word: '', start: at, end: at + length }
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}

/** Comments in brackets may be nested; `/*+` begins a hint, which is a comment here. */
function afterSpace(text: string, from: number): number {
  let at = from
  for (;;) {
    at += match(space, text, at)?.length ?? 0
    if (!text.startsWith('/*', at)) return at
    at = afterComment(text, at)
  }
}

function afterComment(text: string, from: number): number {
  let depth = 0
  const mark = /\/\*|\*\//g
  mark.lastIndex = from
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.lastIndex
  }
  throw syntaxError({ text, at: from }, "'/*'", 'the comment is never closed')
}

function unknownCharacter(text: string, at: number): Error {
  const character = String.fromCodePoint(text.codePointAt(at) as number)
  const quotes: Readonly<Record<string, string>> = { "'": 'the quote', '"': 'the quote', '`': 'the backquote' }
  const quote = quotes[character]
  return syntaxError({ text, at }, `'${character}'`, quote === undefined ? '' : `${quote} is never closed`)
}
