import type { AnalysisException } from '../errors/streamkit-error.ts'
import type { SqlToken } from './sql-token.ts'
import { syntaxError } from './syntax-error.ts'
import { tokensOfSql } from './tokens-of-sql.ts'

/** The pieces of an SQL text, and how far it is read. */
export class TokenCursor {
  readonly text: string
  readonly #tokens: readonly SqlToken[]
  #at = 0

  /** Throws PARSE_SYNTAX_ERROR. */
  constructor(text: string) {
    this.text = text
    this.#tokens = tokensOfSql(text)
  }

  /** The piece `ahead` of the next, the end mark where there is none. */
  peek(ahead = 0): SqlToken {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as SqlToken
  }
  next(): SqlToken {
    const token = this.peek()
    this.#at++
    return token
  }

  /** Where reading stands, for {@link goTo}. */
  get position(): number {
    return this.#at
  }
  goTo(position: number): void {
    this.#at = position
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'symbol' && token.text === symbol
  }
  /** Whether these keywords follow one another. */
  isWords(...words: readonly string[]): boolean {
    return words.every((word, i) => this.peek(i).word === word)
  }
  /** Takes the symbol if it is next. */
  acceptSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false
    this.#at++
    return true
  }
  /** Takes the keywords if they are next, all of them. */
  acceptWords(...words: readonly string[]): boolean {
    if (!this.isWords(...words)) return false
    this.#at += words.length
    return true
  }
  /** Takes the keyword that is next if it is among these. */
  acceptOneOf<const W extends string>(words: readonly W[]): W | null {
    const found = words.find((word) => this.peek().word === word)
    if (found === undefined) return null
    this.#at++
    return found
  }

  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) throw this.unexpected(`expected ${symbol}`)
  }
  expectWord(word: string): void {
    if (!this.acceptWords(word)) throw this.unexpected(`expected ${word}`)
  }
  /** The text of a word or of a name in backquotes. */
  expectName(what = 'a name'): string {
    const token = this.peek()
    if (token.kind !== 'word' && token.kind !== 'name') throw this.unexpected(`expected ${what}`)
    this.#at++
    return token.text
  }
  expectText(): string {
    const token = this.peek()
    if (token.kind !== 'text') throw this.unexpected('expected a text in quotes')
    this.#at++
    return token.text
  }
  expectEnd(): void {
    if (this.peek().kind !== 'end') throw this.unexpected()
  }

  /** `item, item, ...` */
  list<T>(item: () => T): readonly T[] {
    const items = [item()]
    while (this.acceptSymbol(',')) items.push(item())
    return items
  }
  /** `(item, item, ...)` */
  inParentheses<T>(item: () => T): readonly T[] {
    this.expectSymbol('(')
    const items = this.list(item)
    this.expectSymbol(')')
    return items
  }

  /** PARSE_SYNTAX_ERROR at the next piece. */
  unexpected(hint = ''): AnalysisException {
    const token = this.peek()
    const near = token.kind === 'end' ? 'end of input' : `'${this.text.slice(token.start, token.end)}'`
    return syntaxError({ text: this.text, at: token.start }, near, hint)
  }
}
