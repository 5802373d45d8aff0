/** A piece of an SQL text. `name`: in backquotes; `text`: a string literal, its escapes read; `number`: as it stands, with its suffix; `parameter`: a marker `:name`. */
export interface SqlToken {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'symbol' | 'parameter' | 'end'
  /** Without quotes, colon or escapes. */
  readonly text: string
  /** Of a word in upper case, for keywords; else empty. */
  readonly word: string
  /** Offsets into the SQL text, from 0; the end is not part of it. */
  readonly start: number
  readonly end: number
}
