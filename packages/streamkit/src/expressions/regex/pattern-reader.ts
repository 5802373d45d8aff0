/** A cursor over the code points of a pattern. */
export class PatternReader {
  readonly #points: readonly string[]
  #at = 0

  constructor(pattern: string) {
    this.#points = [...pattern]
  }

  get atEnd(): boolean {
    return this.#at >= this.#points.length
  }

  /** The next code point, or empty at the end. */
  peek(ahead = 0): string {
    return this.#points[this.#at + ahead] ?? ''
  }

  next(): string {
    return this.#points[this.#at++] ?? ''
  }

  looksAt(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.#points[this.#at + i] !== text[i]) return false
    return true
  }

  /** Goes over `text` if it stands here. */
  take(text: string): boolean {
    if (!this.looksAt(text)) return false
    this.#at += text.length
    return true
  }

  /** The text up to `end`, which is skipped; null if it does not come. */
  takeUntil(end: string): string | null {
    const close = this.#points.indexOf(end, this.#at)
    if (close < 0) return null
    const text = this.#points.slice(this.#at, close).join('')
    this.#at = close + 1
    return text
  }

  takeLiteralStart(): boolean {
    return this.take('\\Q')
  }

  /** The text up to `\E` or to the end. */
  takeUntilLiteralEnd(): string {
    let text = ''
    while (!this.atEnd && !this.take('\\E')) text += this.next()
    return text
  }

  /** Digits of a base, at most `most` of them. */
  takeDigits(digit: RegExp, most: number): string {
    let text = ''
    while (text.length < most && digit.test(this.peek())) text += this.next()
    return text
  }

  atQuantifier(): boolean {
    return /^[*+?{]$/.test(this.peek())
  }

  /** `*`, `+`, `?`, `{n}`, `{n,}`, `{n,m}`, or null. */
  takeQuantifier(fail: (reason: string) => never): string | null {
    if (!this.atQuantifier()) return null
    const c = this.next()
    if (c !== '{') return c
    const text = this.takeUntil('}') ?? fail('a repetition is not closed')
    const bounds = /^(\d+)(?:(,)(\d*))?$/.exec(text)
    if (bounds === null) return fail('illegal repetition')
    const [, low = '', comma, high = ''] = bounds
    if (high !== '' && Number(high) < Number(low)) fail('illegal repetition range')
    return comma === undefined ? `{${low}}` : `{${low},${high}}`
  }
}
