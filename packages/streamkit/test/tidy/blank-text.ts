/** A source text with parts of it turned into spaces; every character keeps its place, and lines stay lines. */
export interface BlankedText {
  /** Without comments. */
  readonly code: string
  /** Without comments, and without what strings, templates and regular expressions hold. */
  readonly bare: string
}

interface Cursor {
  readonly text: string
  readonly code: string[]
  readonly bare: string[]
  at: number
  /** The last character that was code: tells a division from a regular expression. */
  last: string
  /** Open braces inside each template hole that we are in. */
  readonly holes: number[]
}

/** Blanks comments and literals. A small scanner: it knows the lexical grammar of TypeScript, not its syntax. */
export function blankText(text: string): BlankedText {
  const cursor: Cursor = { text, code: text.split(''), bare: text.split(''), at: 0, last: '', holes: [] }
  while (cursor.at < text.length) step(cursor)
  return { code: cursor.code.join(''), bare: cursor.bare.join('') }
}

function step(cursor: Cursor): void {
  const { text, at } = cursor
  const c = text[at] as string
  if (c === '/' && text[at + 1] === '/') blank(cursor, endOfLine(text, at), true)
  else if (c === '/' && text[at + 1] === '*') blank(cursor, text.indexOf('*/', at + 2) + 2, true)
  else if (c === "'" || c === '"') literal(cursor, endOfString(text, at, c))
  else if (c === '`' || (c === '}' && cursor.holes.at(-1) === 0)) template(cursor)
  else if (c === '/' && startsRegExp(cursor)) literal(cursor, endOfRegExp(text, at))
  else plain(cursor, c)
}

function plain(cursor: Cursor, c: string): void {
  const hole = cursor.holes.length - 1
  if (hole >= 0 && c === '{') cursor.holes[hole]! += 1
  if (hole >= 0 && c === '}') cursor.holes[hole]! -= 1
  if (c.trim() !== '') cursor.last = c
  cursor.at += 1
}

function blank(cursor: Cursor, end: number, comment: boolean): void {
  const stop = end < cursor.at + 1 ? cursor.text.length : end
  for (let i = cursor.at; i < stop; i++) {
    if (cursor.text[i] === '\n') continue
    cursor.bare[i] = ' '
    if (comment) cursor.code[i] = ' '
  }
  cursor.at = stop
}

/** Blanks what is between the delimiters and keeps them. */
function literal(cursor: Cursor, end: number): void {
  cursor.at += 1
  if (end - 1 > cursor.at) blank(cursor, end - 1, false)
  cursor.at = end
  cursor.last = '"'
}

/** From a back-tick, or from the brace that ends a hole, to the closing back-tick or the next hole. */
function template(cursor: Cursor): void {
  const { text } = cursor
  if (text[cursor.at] === '}') cursor.holes.pop()
  let i = cursor.at + 1
  while (i < text.length && text[i] !== '`' && !(text[i] === '$' && text[i + 1] === '{')) i += text[i] === '\\' ? 2 : 1
  const hole = text[i] === '$'
  literal(cursor, hole ? i + 2 : i + 1)
  if (hole) {
    // the dollar is part of the text; what follows the brace is code again
    cursor.bare[i] = ' '
    cursor.holes.push(0)
    cursor.last = '{'
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

function endOfString(text: string, from: number, quote: string): number {
  let i = from + 1
  while (i < text.length && text[i] !== quote && text[i] !== '\n') i += text[i] === '\\' ? 2 : 1
  return i + 1
}

function endOfRegExp(text: string, from: number): number {
  let inClass = false
  let i = from + 1
  for (; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\') i += 1
    else if (text[i] === '[') inClass = true
    else if (text[i] === ']') inClass = false
    else if (text[i] === '/' && !inClass) return i + 1
  }
  return i
}

function startsRegExp(cursor: Cursor): boolean {
  if (cursor.last === '' || '(,=:[!&|?{};+-*%<>~^'.includes(cursor.last)) return true
  return /\b(?:return|typeof|case|in|of|do|else|throw|void|yield|await)\s*$/.test(
    cursor.text.slice(Math.max(0, cursor.at - 12), cursor.at),
  )
}
